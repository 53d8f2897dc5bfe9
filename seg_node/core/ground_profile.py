# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is seen of the ground along each bearing: where it is drivable, and what ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from seg_node.core.ground_fan import Fan, FanPixels
from seg_node.core.label_set import UNLABELLED
from seg_node.core.raised_outline import find_feet, reach_beside

# A vehicle's high corners hang over ground that is seen beside its lower edge.
_OVERHANG_M = 0.2


class Ground(IntEnum):
    """What a pixel says of the ground that it shows."""

    UNSEEN = 0
    UNSURE = 1
    DRIVABLE = 2
    OBSTACLE = 3
    RAISED = 4
    """An obstacle on wheels or legs: ground is seen under it that is not free."""


class GroundMaps(NamedTuple):
    """
    What a frame's pixels show, each (H, W) uint8 of the lens's size.

    :param drivable: 255 where drivable.
    :param labels: class ids, 255 unlabelled.
    :param confidence: of the labels, 255 stands for 1.
    """

    drivable: np.ndarray
    labels: np.ndarray
    confidence: np.ndarray


class GroundClasses:
    """
    What a class id says of ground that is not drivable.

    :param drivable: ids of what is no obstacle.
    :param raised: ids of obstacles that stand on wheels or legs.
    """

    def __init__(self, drivable: Sequence[int], raised: Sequence[int] = ()) -> None:
        self.states = np.full(256, Ground.OBSTACLE, np.uint8)
        self.states[[*raised]] = Ground.RAISED
        self.states[[*drivable, UNLABELLED]] = Ground.UNSURE


@dataclass(frozen=True)
class Profile:
    """
    What is seen along each bearing, from near to far.

    :param start: (B,) float32, where drivable ground is seen first [m]; NaN where none is.
    :param end: (B,) float32, up to where all of it is drivable, and not beside something raised
        [m]; NaN where none is.
    :param blocked: (B,) float32, from where on what is in view is not known to be drivable, or is
        beside something raised [m]; inf where drivable ground reaches the last range or leaves
        the image.
    :param obstacle: (B,) float32, where something that surely is not drivable meets the ground
        [m]; NaN where what ends the drivable ground is not seen or not sure, inf where drivable
        ground reaches the last range.
    """

    start: np.ndarray
    end: np.ndarray
    blocked: np.ndarray
    obstacle: np.ndarray


def judge(
    pixels: FanPixels, maps: GroundMaps, classes: GroundClasses, min_confidence: float
) -> np.ndarray:
    """
    Say for each point of a fan what is seen there.

    An obstacle is what surely is of another class; what is neither drivable nor
    surely something else is unsure.

    :param pixels: of the fan.
    :param maps: of a frame.
    :param classes: what the ids in their labels stand for.
    :param min_confidence: of an obstacle, in [0, 1].
    :returns: (B, R) uint8, values of ``Ground``.
    """
    states = classes.states.take(pixels.look(maps.labels))
    states[pixels.look(maps.confidence) < round(255 * min_confidence)] = Ground.UNSURE
    states[pixels.look(maps.drivable) != 0] = Ground.DRIVABLE
    states[~pixels.is_seen] = Ground.UNSEEN
    return states


def read_profile(fan: Fan, states: np.ndarray, raised_share: float = 1.0) -> Profile:
    """
    Walk along each bearing to where drivable ground ends.

    The lower edge of something raised hides ground that lies behind its foot.
    At a height c over the ground, seen from a height h, it seems to stand at
    1 / (1 - c / h) times its distance; ``raised_outline`` takes that back.

    :param fan: of B bearings and R ranges.
    :param states: (B, R) uint8, values of ``Ground``.
    :param raised_share: 1 - c / h.
    """
    count = len(fan.ranges)
    first = (states != Ground.UNSEEN).argmax(axis=1)
    # What lies before the first that is seen is passed over.
    is_end = states != Ground.DRIVABLE
    is_end &= np.arange(count) >= first[:, None]
    last = np.where(is_end.any(axis=1), is_end.argmax(axis=1), count)
    is_drivable = last > first
    ranges = np.append(fan.ranges, np.float32(np.inf))
    # Between the last drivable point and the first beyond it.
    contact = np.where(is_drivable, (ranges[last - 1] + ranges[last]) / 2, ranges[last])
    state = np.take_along_axis(states, np.minimum(last, count - 1)[:, None], axis=1)[:, 0]
    is_raised = (state == Ground.RAISED) & (last < count)
    contact[is_raised & ~is_drivable] *= np.float32(raised_share)  # its edge is not in view
    for run in _runs(is_raised & is_drivable):
        contact[run] = find_feet(fan.bearings[run], contact[run], raised_share)
    reach = reach_beside(fan.bearings, np.where(is_raised, contact, np.inf), _OVERHANG_M)
    end = np.minimum(ranges[last - 1], np.minimum(contact, reach))
    is_drivable &= end >= ranges[first]
    is_obstacle = (state >= Ground.OBSTACLE) | (last == count)
    is_blocked = (state >= Ground.OBSTACLE) | (state == Ground.UNSURE)
    return Profile(
        start=np.where(is_drivable, ranges[first], np.nan).astype(np.float32),
        end=np.where(is_drivable, end, np.nan).astype(np.float32),
        blocked=np.minimum(np.where(is_blocked, contact, np.inf), reach).astype(np.float32),
        obstacle=np.where(is_obstacle, contact, np.nan).astype(np.float32),
    )


def _runs(flags: np.ndarray) -> list[slice]:
    """Find where neighbours are set."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    return [slice(first, past) for first, past in edges.reshape(-1, 2)]


def cut_profile(profile: Profile, range_max: float) -> Profile:
    """
    Take away what lies beyond a range.

    :param profile: that reaches farther.
    :param range_max: up to which it is to speak [m].
    """
    is_known = ~np.isnan(profile.end)
    reach = np.where(np.isfinite(profile.blocked), profile.blocked, profile.end)
    is_clear = is_known & (profile.start <= range_max) & (reach > range_max)
    # What begins beyond says nothing of the ground before it.
    is_beyond = np.where(is_known, profile.start, profile.blocked) > range_max
    # What is beside a vehicle is blocked before an obstacle that is seen beyond.
    is_far = is_clear | (profile.obstacle > range_max)
    obstacle = np.where(is_beyond, np.nan, np.where(is_far, np.inf, profile.obstacle))
    return Profile(
        start=np.where(is_beyond, np.nan, profile.start).astype(np.float32),
        end=np.where(is_clear, range_max, np.where(is_beyond, np.nan, profile.end)).astype(
            np.float32
        ),
        blocked=np.where(is_clear | is_beyond, np.inf, profile.blocked).astype(np.float32),
        obstacle=obstacle.astype(np.float32),
    )
