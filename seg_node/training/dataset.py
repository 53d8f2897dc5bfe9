# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Batches of augmented crops from labelled frames."""

from __future__ import annotations

from collections.abc import Sequence
from glob import glob

import numpy as np
import torch
from torch.utils.data import Dataset
from tqdm import tqdm

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import LabelSet, UNLABELLED
from seg_node.evaluation.labelled_source import open_labelled_source
from seg_node.sources.picture_source import PictureSource
from seg_node.training.augmentation import Augmentation
from seg_node.training.config import DataFolder


def open_labelled_pictures(text: str, labels: LabelSet) -> PictureSource:
    """
    Open labelled frames that can be drawn in any order.

    :param text: the path of a folder, or ``NAME:PATH`` of a split of a dataset.
    :param labels: the classes that the net learns.
    :raises SourceError: if it cannot be opened, has no labels or is no folder or dataset.
    :raises ConfigurationError: if it has other classes.
    """
    source = open_labelled_source(text, labels)
    if not isinstance(source, PictureSource):
        raise SourceError(
            f'{text} is read in its own order and training draws frames at random: make a folder '
            f'of it with seg convert {text} FOLDER'
        )
    return source


def open_data(
    folders: Sequence[DataFolder], labels: LabelSet
) -> tuple[list[PictureSource], list[float]]:
    """
    Open all that crops are drawn from, and tell how often each of it is drawn.

    :param folders: of a run; a ``*`` in a path stands for any name.
    :param labels: the classes that the net learns.
    :raises SourceError: if a path matches nothing, or as ``open_labelled_pictures`` tells.
    :raises ConfigurationError: as there.
    """
    pairs = [(path, each.repeat) for each in folders for path in _matches(each.path)]
    sources = [open_labelled_pictures(path, labels) for path, _ in pairs]
    return sources, [repeat for _, repeat in pairs]


def _matches(path: str) -> list[str]:
    if '*' not in path:
        return [path]
    found = sorted(glob(path))
    if not found:
        raise SourceError(f'{path} matches no folder: check the path, or make the folders first')
    return found


class CropDataset(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    """
    The crops of a whole run, in the order of its steps.

    Crop i is a function of the seed and i alone, whatever process asks for it,
    so a run does not depend on how many loader processes it has.

    :param sources: as ``open_labelled_pictures`` opens them.
    :param repeats: how often each source's frames are drawn per epoch.
    :param count: crops in the run.
    :param augmentation: draws a crop from a frame.
    :param seed: of order and augmentation.
    :raises ConfigurationError: if the repeats are so small that no frame is drawn.
    """

    def __init__(
        self,
        sources: Sequence[PictureSource],
        repeats: Sequence[float],
        count: int,
        augmentation: Augmentation,
        seed: int,
    ) -> None:
        self._sources = sources
        self._augmentation = augmentation
        self._seed = seed
        self._order = _draw_order(sources, repeats, count, np.random.default_rng(seed))

    def __len__(self) -> int:
        """Count the crops."""
        return len(self._order)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Draw crop ``index``: (3, S, S) uint8 image and (S, S) uint8 labels."""
        source, frame_index = self._order[index]
        frame = self._sources[source][frame_index]
        assert frame.labels is not None
        random = np.random.default_rng((self._seed, index))
        image, labels = self._augmentation.apply(frame.image, frame.labels, random)
        return torch.from_numpy(image).permute(2, 0, 1), torch.from_numpy(labels)


def _draw_order(
    sources: Sequence[PictureSource],
    repeats: Sequence[float],
    count: int,
    random: np.random.Generator,
) -> list[tuple[int, int]]:
    """List (source, frame) pairs; each epoch is shuffled anew."""
    order: list[tuple[int, int]] = []
    while len(order) < count:
        epoch = [
            (source, int(frame))
            for source, repeat in enumerate(repeats)
            for frame in _draw_frames(len(sources[source]), repeat, random)
        ]
        if not epoch:
            raise ConfigurationError(f'repeats of {list(repeats)} draw no frame: raise them')
        random.shuffle(epoch)
        order += epoch
    return order[:count]


def _draw_frames(count: int, repeat: float, random: np.random.Generator) -> np.ndarray:
    whole = np.tile(np.arange(count), int(repeat))
    part = random.choice(count, round(count * (repeat - int(repeat))), replace=False)
    return np.concatenate([whole, part])


def class_frequencies(
    sources: Sequence[PictureSource],
    repeats: Sequence[float],
    class_count: int,
    is_silent: bool = False,
) -> np.ndarray:
    """
    Measure which share of the labelled pixels that are drawn each class has.

    :param sources: as ``open_labelled_pictures`` opens them.
    :param repeats: how often each source's frames are drawn per epoch.
    :param class_count: C.
    :param is_silent: show no progress.
    :returns: (C,) float64 that sums to 1, or to 0 if no pixel is labelled.
    """
    counts = np.zeros(UNLABELLED + 1)
    drawn = [pair for pair in zip(sources, repeats, strict=True) if pair[1]]
    frames = [(source, repeat, index) for source, repeat in drawn for index in range(len(source))]
    progress = tqdm(frames, desc='class frequencies', unit='frame', disable=is_silent)
    for source, repeat, index in progress:
        labels = source.read_labels(index).ravel()
        counts += repeat * np.bincount(labels, minlength=len(counts))
    labelled = counts[:class_count]
    return labelled / (labelled.sum() or 1)
