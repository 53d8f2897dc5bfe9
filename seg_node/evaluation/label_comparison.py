# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a derived model file loses against the one that it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from tqdm import tqdm

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import SourceError
from seg_node.core.metrics import ConfusionMatrix
from seg_node.core.resizing import resize_nearest
from seg_node.export.quantization.float_layers import AccuracyLoss
from seg_node.sources.frame_source import Frame


class LabelComparison:
    """
    Compares models by their labels on the same frames.

    The loss is that of mIoU on the frames with truth, as ``seg evaluate`` measures it. Without
    truth it is the share of labels that change.

    :param model: that others are compared with.
    :param frames: of which those without truth count only if none has any.
    :param backend: name of the runtime.
    :param threads: of the runtime.
    :raises SourceError: if no pixel of the truth is labelled.
    """

    def __init__(self, model: Path, frames: Sequence[Frame], backend: str, threads: int) -> None:
        self.frames = [frame for frame in frames if frame.labels is not None] or frames
        self._backend = backend
        self._options = BackendOptions(threads, output_size='network')
        self._labels = self._infer(model)
        self._miou = self._score(self._labels)
        if self._miou is not None and np.isnan(self._miou):
            raise SourceError('the frames have truth with no labelled pixel: give others')

    def measure(self, model: Path) -> AccuracyLoss:
        """
        Compare a model.

        :param model: a file that was derived from the first one.
        :raises BackendError: if the runtime fails.
        """
        labels = self._infer(model)
        pairs = zip(self._labels, labels, strict=True)
        changed = float(np.mean([np.mean(before != after) for before, after in pairs]))
        metrics = {'changed_labels': round(changed, 6)}
        miou = self._score(labels)
        if miou is None or self._miou is None:
            return AccuracyLoss(changed, metrics)
        metrics |= {'f32_miou': round(self._miou, 4), 'miou': round(miou, 4)}
        return AccuracyLoss(self._miou - miou, metrics)

    def _infer(self, model: Path) -> list[np.ndarray]:
        """Give the labels on the model's own grid, frame by frame."""
        frames = tqdm(self.frames, desc='loss', unit='frame', leave=False, disable=None)
        with closing(open_backend(self._backend, model, self._options)) as backend:
            self._class_count = len(backend.spec.labels)
            no_sets = np.zeros((1, self._class_count), np.float32)
            return [backend.infer([frame.image], no_sets)[0].labels for frame in frames]

    def _score(self, labels: Sequence[np.ndarray]) -> float | None:
        matrix = ConfusionMatrix(self._class_count)
        for frame, found in zip(self.frames, labels, strict=True):
            if frame.labels is None:
                return None
            height, width = frame.labels.shape
            matrix.update(resize_nearest(found, (width, height)), frame.labels)
        return matrix.compute().miou
