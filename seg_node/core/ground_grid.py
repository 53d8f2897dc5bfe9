# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the ground around the robot, as a grid that moves with it."""

from __future__ import annotations

from math import cos, exp, floor, pi, sin
from typing import NamedTuple

import numpy as np

from seg_node.core.ground_fan import Fan
from seg_node.core.ground_profile import Profile
from seg_node.core.ground_settings import GridSettings

UNKNOWN, FREE, OCCUPIED = -1, 0, 100
"""Values of nav_msgs/OccupancyGrid."""

# Log-odds of one observation, their bounds, and what a cell needs to be free or occupied. One
# look is enough to know a cell; a free one is lost at once, an occupied one after several looks.
_SEEN_FREE, _SEEN_OCCUPIED = -0.7, 1.4
_LEAST, _MOST = -2.0, 2.8
_DECIDED = 0.6


class Pose2D(NamedTuple):
    """
    Where a frame is in another, on the plane.

    :param x: [m].
    :param y: [m].
    :param yaw: [rad].
    """

    x: float = 0.0
    y: float = 0.0
    yaw: float = 0.0

    def ahead(self, x: float, y: float) -> Pose2D:
        """Give the pose of the same heading at a place in this pose's frame, x ahead [m]."""
        cosine, sine = cos(self.yaw), sin(self.yaw)
        return Pose2D(self.x + x * cosine - y * sine, self.y + x * sine + y * cosine, self.yaw)


class GroundGrid:
    """
    Square cells around the robot, by log-odds that fade.

    :param settings: of its cells.
    """

    def __init__(self, settings: GridSettings) -> None:
        self.settings = settings
        self._resolution = settings.resolution
        self._log_odds = np.zeros((settings.cell_count, settings.cell_count), np.float32)
        self._first = (0, 0)  # row and column of the first cell, counted from the frame's origin
        self._time_s: float | None = None

    @property
    def origin(self) -> tuple[float, float]:
        """(x, y) of the first cell's outer corner [m]."""
        row, column = self._first
        return column * self._resolution, row * self._resolution

    def clear(self) -> None:
        """Forget everything."""
        self._log_odds[:] = 0
        self._time_s = None

    def occupancy(self) -> np.ndarray:
        """Give the cells, (rows of rising y, columns of rising x) int8 as in an OccupancyGrid."""
        cells = np.full(self._log_odds.shape, UNKNOWN, np.int8)
        cells[self._log_odds <= -_DECIDED] = FREE
        cells[self._log_odds >= _DECIDED] = OCCUPIED
        return cells

    def update(self, fan: Fan, profile: Profile, foot: Pose2D, time_s: float) -> None:
        """
        Take in what a frame shows.

        :param fan: of the profile.
        :param profile: seen from the camera's foot.
        :param foot: in the grid's frame, with the heading of ``base_link``.
        :param time_s: of the frame, in rising order.
        """
        self._centre(foot)
        if self._time_s is not None:
            self._log_odds *= exp(-max(time_s - self._time_s, 0) / self.settings.fade_s)
        self._time_s = time_s
        self._look(fan, profile, foot)
        self._mark(fan, profile, foot)
        np.clip(self._log_odds, _LEAST, _MOST, out=self._log_odds)

    def _centre(self, foot: Pose2D) -> None:
        """Move the grid by whole cells, so that the foot is in its middle."""
        count = len(self._log_odds)
        row, column = (floor(value / self._resolution) - count // 2 for value in (foot.y, foot.x))
        first = row, column
        shifts = [new - old for new, old in zip(first, self._first, strict=True)]
        if any(shifts):
            kept = self._log_odds
            self._log_odds = np.zeros_like(kept)
            old = tuple(slice(max(s, 0), min(count + s, count)) for s in shifts)
            new = tuple(slice(max(-s, 0), min(count - s, count)) for s in shifts)
            if all(abs(s) < count for s in shifts):
                self._log_odds[new] = kept[old]
        self._first = first

    def _look(self, fan: Fan, profile: Profile, foot: Pose2D) -> None:
        """Free the cells that are seen drivable; nothing stays free that is seen no more so."""
        cells, index, ranges = self._in_view(fan, foot)
        is_free = (ranges >= profile.start.take(index)) & (ranges <= profile.end.take(index))
        hidden = cells[ranges > profile.blocked.take(index)]
        log_odds = self._log_odds.reshape(-1)
        log_odds[cells[is_free]] += _SEEN_FREE
        log_odds[hidden] = np.maximum(log_odds[hidden], 0)

    def _mark(self, fan: Fan, profile: Profile, foot: Pose2D) -> None:
        """Occupy the cells where something stands on the ground."""
        is_there = np.isfinite(profile.obstacle)
        ranges = profile.obstacle[is_there]
        heading = fan.bearings[is_there] + foot.yaw
        cells = np.array((foot.y + ranges * np.sin(heading), foot.x + ranges * np.cos(heading)))
        rows, columns = (
            np.floor(cells / self._resolution).astype(np.int64) - np.array(self._first)[:, None]
        )
        count = len(self._log_odds)
        is_inside = (rows >= 0) & (rows < count) & (columns >= 0) & (columns < count)
        flat = np.unique(rows[is_inside] * count + columns[is_inside])
        marked = self._log_odds.reshape(-1)
        marked[flat] = np.maximum(marked[flat], 0) + _SEEN_OCCUPIED

    def _in_view(self, fan: Fan, foot: Pose2D) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give flat index, nearest bearing of the fan and range [m] of each cell in the fan."""
        first, last = float(fan.bearings[0]), float(fan.bearings[-1])
        half, step = (last - first) / 2, (last - first) / (len(fan.bearings) - 1)
        ahead, left = self._seen_from(Pose2D(foot.x, foot.y, foot.yaw + first + half))
        ranges = np.hypot(ahead, left)
        # A wedge, of which most grids have less than half: angles are the dear part.
        is_in_wedge = ahead >= ranges * np.float32(cos(min(half + step, pi)))
        cells = np.flatnonzero(is_in_wedge)
        bearings = np.arctan2(left.take(cells), ahead.take(cells))
        index = np.rint((bearings + np.float32(half)) / np.float32(step)).astype(np.int32)
        is_on_fan = (index >= 0) & (index < len(fan.bearings))
        return cells[is_on_fan], index[is_on_fan], ranges.take(cells[is_on_fan])

    def _seen_from(self, place: Pose2D) -> tuple[np.ndarray, np.ndarray]:
        """Give how far each cell's centre is ahead and to the left, (N, N) float32 each [m]."""
        row, column = self._first
        steps = np.arange(len(self._log_odds)) + 0.5
        x = ((column + steps) * self._resolution - place.x).astype(np.float32)[None, :]
        y = ((row + steps) * self._resolution - place.y).astype(np.float32)[:, None]
        cosine, sine = np.float32(cos(place.yaw)), np.float32(sin(place.yaw))
        return x * cosine + y * sine, y * cosine - x * sine
