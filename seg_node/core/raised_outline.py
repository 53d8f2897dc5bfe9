# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Where a vehicle stands, from the lower outline that is seen of it.

A tyre stands where it seems to. The body's lower edge hides ground behind its
foot, so its foot is at a certain share of the range at which it seems to stand.
Which of the two a bearing shows is not told, but the wrong guess makes a dent of
as much as a tenth of the range where tyre and body meet. So the outline on the
ground is chosen that goes in and out least, and is as near as that allows: where
nothing tells tyre from body, it is taken for the body.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil, log

import numpy as np

_STEPS = 8
# A dent is smoothed out where it is narrower than this: each of its flanks costs its depth, and
# going back over its width costs depth and width times this [1/m]. Tyres of cars and buses are
# narrower than a metre, the bodies between them wider.
_NEARNESS = 2.0


def find_feet(bearings: np.ndarray, seen: np.ndarray, share: float) -> np.ndarray:
    """
    Tell where what is seen along neighbouring bearings stands.

    :param bearings: (B,) rising in even steps [rad].
    :param seen: (B,) where the lower edge seems to stand, above 0 [m].
    :param share: of ``seen`` at which the foot of a body is, in [0, 1].
    :returns: (B,) from ``share * seen`` to ``seen`` [m].
    """
    if len(seen) < 3 or not 0 < share < 1:
        return seen * share
    setbacks = np.linspace(log(share), 0, _STEPS)
    level = _smoothest(bearings, np.log(seen), setbacks)
    feet = seen * np.exp(setbacks[level])
    return np.clip(_straighten(bearings, feet, level > 0), seen * share, seen)


def _smoothest(bearings: np.ndarray, log_seen: np.ndarray, setbacks: np.ndarray) -> np.ndarray:
    """Choose the setback of each bearing so that the outline varies least, (B,) indices."""
    logs = log_seen[:, None] + setbacks
    widths = np.exp(logs[:, 0]) * (bearings[1] - bearings[0])
    far = _NEARNESS * widths[:, None] * (setbacks - setbacks[0])
    steps = abs(logs[1:, :, None] - logs[:-1, None, :])
    cost = far[0]
    best = np.zeros(logs.shape, np.intp)
    for index, step in enumerate(steps, 1):
        reached = step + cost
        best[index] = reached.argmin(axis=1)
        cost = reached.min(axis=1) + far[index]
    level = np.empty(len(logs), np.intp)
    level[-1] = cost.argmin()
    for index in range(len(logs) - 1, 0, -1):
        level[index - 1] = best[index, level[index]]
    return level


def _straighten(bearings: np.ndarray, feet: np.ndarray, is_between: np.ndarray) -> np.ndarray:
    """Lay a straight line from body to body, in whose inverse range a bearing is linear."""
    straight = feet.copy()
    bodies = np.flatnonzero(~is_between)
    for left, right in pairwise(bodies):
        if right - left > 1:
            inside = slice(left + 1, right)
            ends = [left, right]
            straight[inside] = 1 / np.interp(bearings[inside], bearings[ends], 1 / feet[ends])
    return straight


def reach_beside(bearings: np.ndarray, feet: np.ndarray, beside: float) -> np.ndarray:
    """
    Find how far each bearing keeps clear of feet beside it.

    :param bearings: (B,) rising in even steps [rad].
    :param feet: (B,) where something stands, inf where nothing does [m].
    :param beside: to be kept to the sides of it [m].
    :returns: (B,) up to where nothing stands nearer than that to the side [m].
    """
    reach = feet.copy()
    if len(feet) < 2:
        return reach
    step = bearings[1] - bearings[0]
    widest = ceil(beside / (step * max(float(feet.min(initial=np.inf)), beside)))
    for shift in range(1, min(widest, len(feet) - 1) + 1):
        near = np.where(feet * step * shift <= beside, feet, np.inf)
        np.minimum(reach[shift:], near[:-shift], out=reach[shift:])
        np.minimum(reach[:-shift], near[shift:], out=reach[:-shift])
    return reach
