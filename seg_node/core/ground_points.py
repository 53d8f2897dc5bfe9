# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Points of the ground with what a frame shows there."""

from __future__ import annotations

import numpy as np

from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_profile import GroundMaps, Profile
from seg_node.core.ground_projection import GroundError

POINT = np.dtype(
    {
        'names': ['x', 'y', 'z', 'deviation', 'class_id', 'confidence', 'drivable'],
        'formats': ['<f4', '<f4', '<f4', '<f4', 'u1', 'u1', 'u1'],
        'offsets': [0, 4, 8, 12, 16, 17, 18],
        'itemsize': 20,
    }
)
"""Coordinates from the camera's foot and deviation of the range [m], and what is seen there."""


def ground_points(
    mapper: GroundMapper, profile: Profile, maps: GroundMaps, error: GroundError
) -> np.ndarray:
    """
    List the ground that is known, up to what ends it along each bearing.

    Nothing behind an obstacle's contact with the ground is listed, since what
    is seen there is the obstacle.

    :param mapper: that looked at the frame last.
    :param profile: that it found.
    :param maps: of the frame; their labels give ``class_id``.
    :param error: of what is known of the ground.
    :returns: (N,) of ``POINT``; z is 0, ``drivable`` 1 or 0, ``confidence`` 255 for 1.
    """
    ranges = mapper.fan.ranges
    is_drivable = (ranges >= profile.start[:, None]) & (ranges <= profile.end[:, None])
    is_drivable &= mapper.pixels.is_seen
    rows = np.flatnonzero(np.isfinite(profile.obstacle))
    contacts = profile.obstacle[rows]
    # Where the contact is hidden, what stands there is seen farther out.
    is_other = (mapper.pixels.look(maps.drivable) == 0) & mapper.pixels.is_seen
    columns = (is_other[rows] & (ranges >= contacts[:, None])).argmax(axis=1)
    places = np.broadcast_to(ranges, is_drivable.shape).copy()
    places[rows, columns] = contacts
    is_listed = is_drivable.copy()
    is_listed[rows, columns] = True
    is_drivable[rows, columns] = False
    bearings = np.broadcast_to(mapper.fan.bearings[:, None], is_listed.shape)[is_listed]
    points = np.zeros(len(bearings), POINT)
    far = places[is_listed]
    points['x'], points['y'] = far * np.cos(bearings), far * np.sin(bearings)
    points['deviation'] = mapper.range_deviation(far, error)
    points['class_id'] = mapper.pixels.look(maps.labels)[is_listed]
    points['confidence'] = mapper.pixels.look(maps.confidence)[is_listed]
    points['drivable'] = is_drivable[is_listed]
    return points
