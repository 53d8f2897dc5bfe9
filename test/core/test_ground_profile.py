# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is seen along bearings, on ground whose truth is drawn."""

import numpy as np
import pytest

from seg_node.core.camera_mount import CameraMount, LEVEL, Tilt
from seg_node.core.ground_fan import Fan, FanPixels, plan_fan
from seg_node.core.ground_profile import (
    cut_profile,
    Ground,
    GroundClasses,
    GroundMaps,
    judge,
    Profile,
    read_profile,
)
from seg_node.core.ground_projection import GroundProjection
from seg_node.core.label_set import UNLABELLED
from seg_node.core.lens import Lens

SIZE = (640, 360)
LENS = Lens(SIZE, np.array([[450.0, 0, 319.5], [0, 450.0, 179.5], [0, 0, 1]]))
ROAD, CAR = 3, 8
U, S, D, O = Ground.UNSEEN, Ground.UNSURE, Ground.DRIVABLE, Ground.OBSTACLE  # noqa: E741
R = Ground.RAISED


def over_ground(tilt=LEVEL):
    angles = (-np.pi / 2 - 0.05, 0, -np.pi / 2)
    return GroundProjection(LENS, CameraMount.from_angles((0, 0, 1.5), angles), tilt=tilt)


def picture(ground, is_drivable):
    """Paint a mask of the ground where ``is_drivable(x, y)``, and labels to it."""
    columns, rows = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    points = ground.points(np.column_stack((columns.ravel(), rows.ravel())).astype(float))
    mask = np.where(is_drivable(*points.T), 255, 0).astype(np.uint8).reshape(SIZE[::-1])
    return mask, np.where(mask, ROAD, CAR).astype(np.uint8)


def profile_of(ground, fan, mask, labels, confidence=None, min_confidence=0.5):
    sure = np.full_like(mask, 255) if confidence is None else confidence
    maps = GroundMaps(mask, labels, sure)
    states = judge(FanPixels(ground, fan), maps, GroundClasses((ROAD,)), min_confidence)
    return read_profile(fan, states)


@pytest.mark.parametrize('tilt', [LEVEL, Tilt(roll=0.03, pitch=-0.02)])
@pytest.mark.parametrize('distance', [4.0, 8.0, 15.0])
def test_wall_across_the_road_is_where_it_stands(distance, tilt):
    fan = plan_fan(over_ground(), 180, 20.0)
    ground = over_ground(tilt=tilt)
    profile = profile_of(ground, fan, *picture(ground, lambda x, y: x < distance))
    expected = distance / np.cos(fan.bearings)
    is_near = expected < 20
    is_near[[0, 1, 2, -3, -2, -1]] = False  # they run along the edge of the image
    # Half a row of the image, and half a step between ranges.
    tolerance = expected**2 / 1.5 / 450 + 0.01
    assert is_near.any()
    assert (np.abs(profile.obstacle - expected)[is_near] < tolerance[is_near]).all()
    np.testing.assert_array_equal(profile.blocked[is_near], profile.obstacle[is_near])
    assert (profile.start < profile.end)[is_near].all()
    assert (profile.end < profile.obstacle)[is_near].all()


def test_road_without_end_is_seen_to_the_last_range():
    ground = over_ground()
    fan = plan_fan(ground, 180, 20.0)
    profile = profile_of(ground, fan, *picture(ground, lambda x, y: x > 0))
    middle = slice(30, 60)
    assert np.isinf(profile.obstacle[middle]).all()
    assert np.isinf(profile.blocked).all()
    np.testing.assert_allclose(profile.end[middle], 20)
    # At the sides the ground leaves the image before: nobody knows what is there.
    assert np.isnan(profile.obstacle[[0, -1]]).all()


def test_what_is_not_sure_is_no_obstacle_and_blocks_the_view():
    ground = over_ground()
    fan = plan_fan(ground, 180, 20.0)
    mask, labels = picture(ground, lambda x, y: x < 8)
    confidence = np.full_like(mask, 127)
    profile = profile_of(ground, fan, mask, labels, confidence, min_confidence=0.5)
    assert np.isnan(profile.obstacle[90])
    assert profile.blocked[90] == pytest.approx(8, rel=0.02)
    assert profile_of(ground, fan, mask, labels, confidence, 0.49).obstacle[90] < 9


@pytest.mark.parametrize('label', [ROAD, UNLABELLED])
def test_road_that_was_left_out_and_the_unlabelled_are_not_sure(label):
    ground = over_ground()
    fan = plan_fan(ground, 180, 20.0)
    mask, _ = picture(ground, lambda x, y: x < 8)
    profile = profile_of(ground, fan, mask, np.full_like(mask, label))
    assert np.isnan(profile.obstacle[90])
    assert profile.blocked[90] == pytest.approx(8, rel=0.02)


INF, NAN = np.inf, np.nan


@pytest.mark.parametrize(
    ('states', 'start', 'end', 'blocked', 'obstacle'),
    [
        ((D, D, D, D), 1, 4, INF, INF),
        ((U, D, D, O), 2, 3, 3.5, 3.5),
        ((U, D, S, D), 2, 2, 2.5, NAN),
        ((U, D, D, U), 2, 3, INF, NAN),
        ((D, O, D, D), 1, 1, 1.5, 1.5),
        ((U, O, D, D), NAN, NAN, 2, 2),
        ((U, S, D, D), NAN, NAN, 2, NAN),
        ((U, U, U, U), NAN, NAN, INF, NAN),
        ((O, O, O, O), NAN, NAN, 1, 1),
        ((U, U, U, D), 4, 4, INF, INF),
        ((D, D, D, R), 1, 2.8, 2.8, 2.8),
        ((D, R, D, D), 1, 1, 1.2, 1.2),
        ((U, U, D, R), NAN, NAN, 2.8, 2.8),
        ((U, R, D, D), NAN, NAN, 1.6, 1.6),
    ],
)
def test_walk_along_a_bearing(states, start, end, blocked, obstacle):
    fan = Fan(np.zeros(1, np.float32), np.arange(1, 5, dtype=np.float32))
    profile = read_profile(fan, np.array([states], np.uint8), raised_share=0.8)
    np.testing.assert_allclose(
        (profile.start[0], profile.end[0], profile.blocked[0], profile.obstacle[0]),
        (start, end, blocked, obstacle),
    )


def test_car_on_wheels_is_found_at_its_foot():
    ground = over_ground()
    fan = plan_fan(ground, 180, 20.0)
    # Its lower edge, 0.3 m over the ground at 8 m, hides the ground from 10 m on.
    mask, labels = picture(ground, lambda x, y: x < 10)
    sure = np.full_like(mask, 255)
    classes = GroundClasses((ROAD,), raised=(CAR,))
    states = judge(FanPixels(ground, fan), GroundMaps(mask, labels, sure), classes, 0.5)
    profile = read_profile(fan, states, raised_share=1 - 0.3 / 1.5)
    assert profile.obstacle[90] == pytest.approx(8, rel=0.02)
    assert profile.end[90] <= profile.obstacle[90]


def test_ground_beside_a_car_is_free_to_its_foot_alone():
    fan = Fan(np.linspace(-0.1, 0.1, 41, dtype=np.float32), np.arange(1, 11, dtype=np.float32))
    states = np.full((41, 10), D, np.uint8)
    states[18:23, 5] = R
    profile = read_profile(fan, states)
    beside, clear = [12, 28], [9, 31]  # 0.17 m and more than 0.2 m from it
    assert (profile.end[beside] == 5.5).all() and (profile.blocked[beside] == 5.5).all()
    assert np.isinf(profile.obstacle[beside]).all()
    assert (profile.end[clear] == 10).all() and np.isinf(profile.blocked[clear]).all()
    assert (profile.obstacle[18:23] == 5.5).all()


N, F = np.nan, np.inf


@pytest.mark.parametrize(
    ('start', 'end', 'blocked', 'obstacle', 'expected'),
    [
        (2, 12, 12.5, 12.5, (2, 12, 12.5, 12.5)),  # nearer than the cut
        (2, 19.9, 20.2, 20.2, (2, 20, F, F)),  # an obstacle just beyond it
        (2, 22, F, F, (2, 20, F, F)),
        (2, 22, 22.5, N, (2, 20, F, F)),  # unsure beyond it
        (2, 15, F, N, (2, 15, F, N)),  # leaves the image before it
        (2, 22, F, N, (2, 20, F, F)),
        (21, 22, 22.5, 22.5, (N, N, F, N)),  # begins beyond it
        (N, N, 22, 22, (N, N, F, N)),
        (N, N, 3, 3, (N, N, 3, 3)),
        (N, N, F, N, (N, N, F, N)),
        (2, 9, 9, 22.5, (2, 9, 9, F)),  # beside something raised
        (2, 9, 9, F, (2, 9, 9, F)),
        (N, N, 3, 22.5, (N, N, 3, F)),
    ],
)
def test_a_cut_leaves_what_is_known_up_to_it(start, end, blocked, obstacle, expected):
    whole = Profile(*(np.array([x], np.float32) for x in (start, end, blocked, obstacle)))
    cut = cut_profile(whole, 20.0)
    found = (cut.start, cut.end, cut.blocked, cut.obstacle)
    np.testing.assert_allclose(np.concatenate(found), expected, rtol=1e-6)
    assert all(each.dtype == np.float32 for each in found)
