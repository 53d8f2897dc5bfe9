# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames into a folder that training, evaluation and FolderSource read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import yaml

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import LabelSet, UNLABELLED
from seg_node.sources.frame_source import Frame, FrameSource
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
    kinds = ('image', 'label') if source.label_set else ('image',)
    create_frame_folder(folder, kinds, source.label_set)
    for index, frame in read_every(source, every):
        # Numbered, so that the order of names is that of time.
        name = f'{index:06}.png'
        write_png(folder / 'image' / name, frame.image)
        if source.label_set:
            write_png(folder / 'label' / name, truth_of(frame))


def create_frame_folder(folder: Path, kinds: Sequence[str], label_set: LabelSet | None) -> None:
    """
    Make an empty folder of frames.

    :param folder: its path.
    :param kinds: of pictures, which get a subfolder each.
    :param label_set: of class ids in it; None if it is to hold none.
    :raises ConfigurationError: if the folder exists.
    :raises SourceError: if it cannot be made.
    """
    check_new_folder(folder)
    try:
        for kind in kinds:
            (folder / kind).mkdir(parents=True)
        if label_set:
            text = yaml.safe_dump(label_set.to_dict(), sort_keys=False)
            (folder / 'labels.yaml').write_text(text, encoding='utf-8')
    except OSError as error:
        raise SourceError(f'{folder} cannot be made: {error}') from error


def truth_of(frame: Frame) -> np.ndarray:
    """Give a frame's (H, W) uint8 truth; all of it is unlabelled (255) where there is none."""
    if frame.labels is not None:
        return frame.labels
    return np.full(frame.image.shape[:2], UNLABELLED, np.uint8)


def check_new_folder(folder: Path) -> None:
    """
    Refuse a folder that exists.

    :raises ConfigurationError: if it does.
    """
    if folder.exists():
        raise ConfigurationError(f'{folder} exists: give the path of a new folder')


def write_png(path: Path, pixels: np.ndarray) -> None:
    """
    Write a picture or a label image without loss.

    :param path: of the file.
    :param pixels: (H, W, 3) uint8 RGB, or (H, W) uint8.
    :raises SourceError: if it cannot be written.
    """
    image = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    if not cv2.imwrite(str(path), image):
        raise SourceError(f'{path} cannot be written: check the folder and the disk')
