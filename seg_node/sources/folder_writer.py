# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames into a folder that training, evaluation and FolderSource read."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import yaml

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import LabelSet, UNLABELLED
from seg_node.sources.frame_source import FrameSource
from seg_node.sources.spread_frames import read_every


def write_folder(source: FrameSource, path: str | Path, every: int = 1) -> None:
    """
    Write frames as ``image/*.png`` and, where they have truth, ``label/*.png``.

    Both are lossless. A ``labels.yaml`` keeps the label set beside them. A frame
    without truth in a source that has some gets labels that are all unlabelled.

    :param source: of the frames.
    :param path: of the folder, which must not exist yet.
    :param every: take one frame of so many.
    :raises ConfigurationError: if the folder exists or ``every`` is not positive.
    :raises SourceError: if a frame cannot be read or written.
    """
    folder = Path(path)
    if every < 1:
        raise ConfigurationError(f'every is {every}: give 1 for all frames, 2 for each second')
    if folder.exists():
        raise ConfigurationError(f'{folder} exists: give the path of a new folder')
    try:
        _create(folder, source.label_set)
    except OSError as error:
        raise SourceError(f'{folder} cannot be made: {error}') from error
    for index, frame in read_every(source, every):
        # Numbered, so that the order of names is that of time.
        name = f'{index:06}.png'
        _write(folder / 'image' / name, cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR))
        if source.label_set:
            labels = frame.labels
            if labels is None:
                labels = np.full(frame.image.shape[:2], UNLABELLED, np.uint8)
            _write(folder / 'label' / name, labels)


def _create(folder: Path, label_set: LabelSet | None) -> None:
    (folder / 'image').mkdir(parents=True)
    if label_set:
        (folder / 'label').mkdir()
        text = yaml.safe_dump(label_set.to_dict(), sort_keys=False)
        (folder / 'labels.yaml').write_text(text, encoding='utf-8')


def _write(path: Path, pixels: np.ndarray) -> None:
    if not cv2.imwrite(str(path), pixels):
        raise SourceError(f'{path} cannot be written: check the folder and the disk')
