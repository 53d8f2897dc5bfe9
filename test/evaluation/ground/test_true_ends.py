# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The true ends lie where drivable ground of the scene ends, and nowhere before."""

import cv2
import numpy as np
import pytest

from seg_node.evaluation.ground.true_ends import entry_ranges, find_true_ends
from seg_node.sources.rendered_drive.drive import RenderedDrive

ROAD = 3
SQUARE = np.array([(2.0, -1.0), (4.0, -1.0), (4.0, 1.0), (2.0, 1.0)])


@pytest.mark.parametrize(
    ('angle', 'expected'),
    [
        (0.0, 2.0),
        (np.arctan2(0.5, 2), np.hypot(2, 0.5)),
        (np.arctan2(1, 1.5), np.inf),
        (np.pi, np.inf),
    ],
)
def test_a_ray_enters_a_polygon_at_its_near_side(angle, expected):
    ahead = np.array([(np.cos(angle), np.sin(angle))])
    for outline in (SQUARE, SQUARE[::-1]):
        assert entry_ranges(ahead, outline)[0] == pytest.approx(expected)


@pytest.mark.parametrize('time_s', [0.0, 4.0])
def test_ground_is_drivable_before_its_end_and_not_behind_it(time_s):
    drive = RenderedDrive(0)
    pose = drive.pose(time_s)
    bearings = np.linspace(-0.6, 0.6, 60)
    truth = find_true_ends(drive.scene, pose, time_s, bearings, 25.0, [ROAD])
    assert 20 < np.isfinite(truth.ranges).sum() < 60
    outlines = [
        (each.class_id, each.outline.astype(np.float32))
        for each in drive.scene.footprints(time_s, pose.x - 30, pose.x + 30)
    ]

    def seen_at(bearing, distance):
        x = pose.x + distance * np.cos(pose.yaw + bearing)
        y = pose.y + distance * np.sin(pose.yaw + bearing)
        on = [
            i
            for i, each in outlines
            if cv2.pointPolygonTest(each, (float(x), float(y)), False) > 0
        ]
        return on[0] if on else int(drive.scene.ground_class(np.array(x), np.array(y)))

    for bearing, end, class_id in zip(bearings, truth.ranges, truth.class_ids, strict=True):
        assert all(
            seen_at(bearing, share * min(end, 25)) == ROAD for share in (0.3, 0.6, 0.9, 0.995)
        )
        if np.isfinite(end):
            assert seen_at(bearing, end + 0.02) == class_id
