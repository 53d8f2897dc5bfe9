# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where a robot may drive, from a map of drivable probability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from seg_node.core.errors import ConfigurationError
from seg_node.core.image_polygon import blank, check_polygon, pixels_in, Polygon

# OpenCV 4.5.5's default crashes on 4-connected parts or mixes them up (opencv/opencv#21366).
_LABELLING = cv2.CCL_WU

_TRIAL_SHAPE = (144, 256)


@dataclass(frozen=True)
class DrivableAreaParameters:
    """
    How sure a pixel must be, and which part of the image the robot stands before.

    :param threshold: least probability of a drivable pixel, in (0, 1].
    :param max_hole_fraction: largest hole that is filled, as a fraction of the
        map's area, in [0, 1]; 0 fills none.
    :param seed_polygon: at least 3 corners (x right, y down) in [0, 1] of the
        image's width and height; covers ground right ahead of the robot.
    :param self_polygons: parts of the image, corners as of the seed, that show the robot
        itself; never drivable.
    :param memory_s: how long it counts that a pixel was drivable [s]; 0 decides every
        frame by itself.
    :param gain_margin: how much more than the threshold a pixel needs that was not drivable,
        as a fraction of what lies above the threshold, in [0, 1].
    :raises ConfigurationError: if a value is out of its range.
    """

    threshold: float = 0.5
    max_hole_fraction: float = 0.002
    seed_polygon: Polygon = ((0.3, 1.0), (0.7, 1.0), (0.6, 0.85), (0.4, 0.85))
    self_polygons: tuple[Polygon, ...] = ()
    memory_s: float = 1.0
    gain_margin: float = 0.3

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1:
            raise ConfigurationError(
                f'threshold is {self.threshold}: give a probability above 0 and at most 1'
            )
        if not 0 <= self.max_hole_fraction <= 1:
            raise ConfigurationError(
                f'max_hole_fraction is {self.max_hole_fraction}: give a fraction of the '
                "map's area from 0 (fill no hole) to 1"
            )
        if not self.memory_s >= 0:
            raise ConfigurationError(
                f'memory_s is {self.memory_s}: give seconds, or 0 to decide every frame by itself'
            )
        if not 0 <= self.gain_margin <= 1:
            raise ConfigurationError(
                f'gain_margin is {self.gain_margin}: give a fraction from 0 (none) to 1'
            )
        check_polygon(self.seed_polygon, 'seed_polygon')
        for polygon in self.self_polygons:
            check_polygon(polygon, 'self_mask')
        if self.self_polygons and self._is_seed_covered():
            raise ConfigurationError(
                f'self_mask covers all of seed_polygon {self.seed_polygon}: let the seed hold '
                'ground beyond the robot'
            )

    @property
    def gain_threshold(self) -> float:
        """Least probability of a pixel that was not drivable."""
        return self.threshold + self.gain_margin * (1 - self.threshold)

    def _is_seed_covered(self) -> bool:
        seen = blank(np.ones(_TRIAL_SHAPE, np.uint8), self.self_polygons)
        return not seen.take(pixels_in(self.seed_polygon, *_TRIAL_SHAPE)).any()


@dataclass(frozen=True)
class DrivableArea:
    """
    The part of a map that the robot can reach without leaving drivable ground.

    :param mask: (h, w) uint8, 255 where drivable and 0 elsewhere.
    :param seed_is_drivable: False if the seed holds no drivable pixel: the mask
        is empty then, because nothing ties a far area to the robot.
    """

    mask: np.ndarray
    seed_is_drivable: bool


Decision = Callable[[np.ndarray, DrivableAreaParameters], np.ndarray]
"""Gives the mask of drivable pixels of a map, (h, w) uint8, 255 and 0."""


def decide_alone(probability: np.ndarray, parameters: DrivableAreaParameters) -> np.ndarray:
    """Mark what is drivable in a frame, whatever was before."""
    return at_least(probability, parameters.threshold)


def drivable_area(
    probability: np.ndarray,
    parameters: DrivableAreaParameters,
    decide: Decision = decide_alone,
) -> DrivableArea:
    """
    Decide where the robot may drive.

    :param probability: (h, w) uint8, round(255 * probability of the drivable set).
    :param decide: which pixels are drivable, before holes are filled.
    """
    probability = blank(probability, parameters.self_polygons)
    mask = fill_holes(decide(probability, parameters), probability, parameters)
    return keep_connected(mask, parameters.seed_polygon)


def at_least(probability: np.ndarray, threshold: float) -> np.ndarray:
    """
    Mark the pixels whose probability reaches a threshold.

    :param probability: (h, w) uint8, 255 stands for 1.
    :param threshold: inclusive, in (0, 1].
    :returns: (h, w) uint8, 255 where reached and 0 elsewhere.
    """
    level = int(np.searchsorted(np.arange(256) / 255, threshold))
    return cv2.threshold(probability, level - 1, 255, cv2.THRESH_BINARY)[1]


def fill_holes(
    mask: np.ndarray, probability: np.ndarray, parameters: DrivableAreaParameters
) -> np.ndarray:
    """
    Fill the small holes that may be drivable after all.

    A hole is an 8-connected part of what is not drivable that does not touch
    the map's border: beyond the border it may be of any size. It is filled when
    it is small enough and each of its pixels has at least half the threshold,
    so nothing that is surely something else is ever filled.

    :param mask: (h, w) uint8, 255 where drivable and 0 elsewhere.
    :param probability: (h, w) uint8, 255 stands for 1.
    :returns: (h, w) uint8, ``mask`` with 255 in the filled holes too.
    """
    height, width = mask.shape
    _, parts, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        cv2.bitwise_not(mask), 8, cv2.CV_32S, _LABELLING
    )
    left, top, across, down, area = stats.T
    is_filled = (
        (area <= parameters.max_hole_fraction * mask.size)
        & (left > 0)
        & (top > 0)
        & (left + across < width)
        & (top + down < height)
    )
    is_surely_other = at_least(probability, parameters.threshold / 2) == 0
    is_filled[parts[is_surely_other]] = False
    is_filled[0] = True  # part 0 is the mask itself
    return _mask_of(is_filled, parts)


def keep_connected(mask: np.ndarray, seed_polygon: Polygon) -> DrivableArea:
    """
    Keep the parts of a mask that hold a pixel of the seed.

    Parts are 4-connected: where two areas meet at a corner only, an obstacle
    runs through between them, and no robot does. (So what surrounds a hole is
    4-connected and the hole itself 8-connected, as it must be.)

    :param mask: (h, w) uint8, 255 where drivable and 0 elsewhere.
    :param seed_polygon: corners as in ``DrivableAreaParameters``.
    """
    count, parts = cv2.connectedComponentsWithAlgorithm(mask, 4, cv2.CV_32S, _LABELLING)
    is_kept = np.zeros(count, np.bool_)
    is_kept[parts.take(pixels_in(seed_polygon, *mask.shape))] = True
    is_kept[0] = False  # part 0 is what is not drivable
    return DrivableArea(_mask_of(is_kept, parts), bool(is_kept.any()))


def _mask_of(is_chosen: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Give 255 to the pixels of the chosen parts and 0 to the others."""
    return (is_chosen * np.uint8(255)).take(parts)
