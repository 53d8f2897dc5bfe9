# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The transforms of a recording, looked up as in tf2."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from functools import reduce
from math import acos, sin
from typing import Any, NamedTuple

import numpy as np

from seg_node.ground.camera_transforms import Quaternion, Transform

_MEMORY_NS = 10 * 10**9
"""As long as tf2 keeps transforms."""
_HERE = Transform((0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), 0)


class _Edge(NamedTuple):
    """Where a frame is in its parent: always so if static, else one transform after the other."""

    parent: str
    is_static: bool
    known: deque[Transform]

    def at(self, time_ns: int) -> Transform | None:
        if self.is_static:
            return self.known[-1]
        after = bisect_left([known.stamp_ns for known in self.known], time_ns)
        if after == len(self.known):
            return None
        later = self.known[after]
        if later.stamp_ns == time_ns:
            return later
        return _between(self.known[after - 1], later, time_ns) if after else None


class TransformTree:
    """Takes transforms in the order of their recording."""

    def __init__(self) -> None:
        self._edges: dict[str, _Edge] = {}

    def take(self, message: Any, is_static: bool) -> None:
        """
        Take a message.

        :param message: of the fields of a tf2_msgs/TFMessage.
        :param is_static: whether it came on /tf_static.
        """
        for item in message.transforms:
            parent, child = (
                name.removeprefix('/') for name in (item.header.frame_id, item.child_frame_id)
            )
            edge = self._edges.get(child)
            if edge is None or (edge.parent, edge.is_static) != (parent, is_static):
                edge = self._edges[child] = _Edge(parent, is_static, deque())
            _remember(edge.known, Transform.from_message(item))

    def look_up(self, target: str, source: str, time_ns: int) -> Transform | None:
        """
        Find out where a frame is in another one.

        :param time_ns: when [ns]; 0 for the newest time of which all is known.
        :returns: the source in the target, or None if that is not known.
        """
        up, down = self._path(source), self._path(target)
        if up[-1] != down[-1]:
            return None
        while up and down and up[-1] == down[-1]:  # above where both ways meet
            up.pop()
            down.pop()
        edges = [self._edges[frame] for frame in (*up, *down)]
        newest = (edge.known[-1].stamp_ns for edge in edges if not edge.is_static)
        time_ns = time_ns or min(newest, default=0)
        places = [edge.at(time_ns) for edge in edges]
        whole = [place for place in places if place is not None]
        if len(whole) < len(places):
            return None
        source_to_top = reduce(_joined, reversed(whole[: len(up)]), _HERE)
        target_to_top = reduce(_joined, reversed(whole[len(up) :]), _HERE)
        return _joined(_inverse(target_to_top), source_to_top)._replace(stamp_ns=time_ns)

    def _path(self, frame: str) -> list[str]:
        """Give a frame and those above it."""
        path = [frame.removeprefix('/')]
        # Without end where somebody recorded a ring.
        while (edge := self._edges.get(path[-1])) and edge.parent not in path:
            path.append(edge.parent)
        return path


def _remember(known: deque[Transform], newest: Transform) -> None:
    if known and newest.stamp_ns <= known[-1].stamp_ns:  # said again, or of a new start
        known.clear()
    known.append(newest)
    while newest.stamp_ns - known[0].stamp_ns > _MEMORY_NS:
        known.popleft()


def _between(earlier: Transform, later: Transform, time_ns: int) -> Transform:
    """Go straight from one place to the next, and evenly from one turn to the next (slerp)."""
    part = (time_ns - earlier.stamp_ns) / (later.stamp_ns - earlier.stamp_ns)
    place = (1 - part) * np.array(earlier.place) + part * np.array(later.place)
    first, second = np.array(earlier.turn), np.array(later.turn)
    # Of the two quaternions of a turn the nearer one.
    cosine = float(first @ second)
    second, cosine = (second, cosine) if cosine >= 0 else (-second, -cosine)
    angle = acos(min(cosine, 1.0))
    weights = (sin((1 - part) * angle), sin(part * angle)) if angle > 1e-6 else (1 - part, part)
    turn = weights[0] * first + weights[1] * second
    return _transform(place, turn / np.linalg.norm(turn), time_ns)


def _joined(outer: Transform, inner: Transform) -> Transform:
    """Place ``inner``, which is in the frame of ``outer``, in that one's parent."""
    place = np.array(outer.place) + _turned(outer.turn, np.array(inner.place))
    return _transform(place, _product(outer.turn, inner.turn), inner.stamp_ns)


def _inverse(transform: Transform) -> Transform:
    x, y, z, w = transform.turn
    back = (-x, -y, -z, w)
    return _transform(-_turned(back, np.array(transform.place)), np.array(back), 0)


def _product(first: Quaternion, second: Quaternion) -> np.ndarray:
    a, b = np.array(first[:3]), np.array(second[:3])
    vector = first[3] * b + second[3] * a + np.cross(a, b)
    return np.array([*vector, first[3] * second[3] - a @ b])


def _turned(turn: Quaternion, vector: np.ndarray) -> np.ndarray:
    axis = np.array(turn[:3])
    once = np.cross(axis, vector)
    turned: np.ndarray = vector + 2 * (turn[3] * once + np.cross(axis, once))
    return turned


def _transform(place: np.ndarray, turn: np.ndarray, stamp_ns: int) -> Transform:
    x, y, z = place.tolist()
    turn_x, turn_y, turn_z, turn_w = turn.tolist()
    return Transform((x, y, z), (turn_x, turn_y, turn_z, turn_w), stamp_ns)
