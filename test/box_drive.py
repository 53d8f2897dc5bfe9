# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A drive of coloured boxes that the colour model knows, and faults that a version may have."""

from collections import deque
from dataclasses import replace

import numpy as np

from seg_node.sources.frame_source import Frame

SKY, BUILDING, ROAD, CAR, BICYCLIST = 0, 1, 3, 8, 10
WIDTH, HEIGHT = 128, 96
_DOUBT = 0.45
"""Of the sky's colour in a road that is one with a probability of about 0.6."""


class BoxDrive:
    """
    A street with boxes that jump about, so that no frame is another one moved.

    :param labels: whose colours the model knows.
    :param count: of frames.
    :param change: of a frame, by its index.
    """

    name, rate_hz = 'boxes', 10.0

    def __init__(self, labels, count=14, change=lambda index, frame: frame):
        self.label_set = labels
        self._count = count
        self._change = change

    def __len__(self):
        return self._count

    def __iter__(self):
        palette = self.label_set.palette
        for index in range(self._count):
            truth = scene(index)
            image = palette[truth]
            doubtful = palette[[ROAD, SKY]].T @ [1 - _DOUBT, _DOUBT]
            image[80:, :50][truth[80:, :50] == ROAD] = doubtful.round()
            frame = Frame(image, 10**9 + index * 10**8, f'{index:06d}', truth)
            yield self._change(index, frame)


def scene(index):
    """Draw the labels of a frame: (H, W) uint8."""
    places = np.random.default_rng(index)
    labels = np.full((HEIGHT, WIDTH), BUILDING, np.uint8)
    labels[:20, :50] = SKY
    labels[40:] = ROAD
    for class_id in (CAR, BICYCLIST):
        x, y = places.integers(0, WIDTH - 33), places.integers(0, HEIGHT - 60)
        labels[y : y + 40, x : x + 33] = class_id
    return labels


def swapped(image):
    """Exchange red and blue."""
    return np.ascontiguousarray(image[:, :, ::-1])


class FaultyBackend:
    """Does something to frames before the net, or to maps after it."""

    def __init__(self, backend, on_frame=lambda frame: frame, on_maps=lambda maps: maps):
        self._backend = backend
        self._on_frame = on_frame
        self._on_maps = on_maps

    def __getattr__(self, name):
        return getattr(self._backend, name)

    def infer(self, frames, class_sets):
        frames = list(map(self._on_frame, frames))
        return list(map(self._on_maps, self._backend.infer(frames, class_sets)))


class Shift:
    """Moves maps by some pixels."""

    def __init__(self, dx, dy):
        self._by = dy, dx

    def __call__(self, maps):
        return replace(
            maps,
            labels=np.roll(maps.labels, self._by, (0, 1)),
            confidence=np.roll(maps.confidence, self._by, (0, 1)),
            set_probability=np.roll(maps.set_probability, self._by, (1, 2)),
        )


class Delay:
    """Gives maps some frames late."""

    def __init__(self, count):
        self._kept: deque = deque(maxlen=count + 1)

    def __call__(self, maps):
        self._kept.append(maps)
        return self._kept[0]
