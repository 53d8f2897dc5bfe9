# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where vehicles stand, from outlines of which tyres and bodies are known."""

import numpy as np
import pytest

from seg_node.core.raised_outline import find_feet, reach_beside

BEARINGS = np.linspace(-0.6, 0.6, 360)
SHARE = 1 - 0.2 / 1.5


def straight_side(turn, distance=8.0):
    """Give the true ranges to a line, and the place along it that each bearing shows [m]."""
    ranges = distance / np.cos(BEARINGS - turn)
    return ranges, distance * np.tan(BEARINGS - turn)


def seen_of(true, is_tyre):
    return np.where(is_tyre, true, true / SHARE)


@pytest.mark.parametrize('turn', [0.0, 0.6, -0.9])
def test_side_of_a_car_is_straight_through_its_tyres(turn):
    true, place = straight_side(turn)
    middle = np.median(place)
    is_tyre = abs(abs(place - middle) - 1.3) < 0.32
    assert is_tyre.any()
    feet = find_feet(BEARINGS, seen_of(true, is_tyre), SHARE)
    np.testing.assert_allclose(feet, true, rtol=0.005)


def test_tyre_at_the_end_of_what_is_seen_stands_where_it_seems_to():
    true, place = straight_side(0.0)
    is_tyre = place < place[0] + 0.6
    # One side of it has no body to hold the line, so it is level with the other.
    np.testing.assert_allclose(find_feet(BEARINGS, seen_of(true, is_tyre), SHARE), true, rtol=0.05)


def test_tyre_that_rounds_a_corner_is_on_the_outline():
    side, place = straight_side(0.9)
    rear, _ = straight_side(-0.1, 7.0)
    true = np.maximum(side, rear)
    corner = np.argmax(side < rear)
    is_tyre = abs(place - place[corner] + 0.2) < 0.35
    assert 0 < corner < len(true) - 1 and is_tyre[corner - 5 : corner + 5].all()
    feet = find_feet(BEARINGS, seen_of(true, is_tyre), SHARE)
    np.testing.assert_allclose(feet, true, rtol=0.03)


@pytest.mark.parametrize('shows_tyres', [False, True])
def test_what_nothing_tells_from_a_body_is_near(shows_tyres):
    true, _ = straight_side(0.3)
    seen = seen_of(true, np.full(len(true), shows_tyres))
    np.testing.assert_allclose(find_feet(BEARINGS, seen, SHARE), seen * SHARE)


def test_second_car_a_little_nearer_is_too_wide_for_a_tyre():
    true, place = straight_side(0.0)
    true[abs(place) < 0.9] *= SHARE
    np.testing.assert_allclose(find_feet(BEARINGS, true / SHARE, SHARE), true)


def test_ragged_outline_leaves_feet_between_body_and_tyre():
    rng = np.random.default_rng(0)
    true, place = straight_side(0.2)
    seen = seen_of(true, abs(place) < 0.3) * rng.uniform(0.97, 1.03, len(true))
    feet = find_feet(BEARINGS, seen, SHARE)
    assert (feet >= seen * SHARE * 0.9999).all() and (feet <= seen * 1.0001).all()
    assert np.quantile(abs(feet / true - 1), 0.95) < 0.03


@pytest.mark.parametrize('share', [0.0, 1.0])
def test_nothing_is_between_body_and_tyre_at_the_ends_of_the_share(share):
    seen = straight_side(0.0)[0]
    np.testing.assert_allclose(find_feet(BEARINGS, seen, share), seen * share)


def test_two_bearings_are_no_outline():
    np.testing.assert_allclose(find_feet(BEARINGS[:2], np.array([5.0, 5.6]), 0.9), [4.5, 5.04])


def test_bearings_beside_a_foot_reach_to_it():
    feet = np.full(len(BEARINGS), np.inf)
    feet[100:110], feet[200] = 5.0, 10.0
    reach = reach_beside(BEARINGS, feet, 0.2)
    step = BEARINGS[1] - BEARINGS[0]
    for first, last, distance in ((100, 109, 5.0), (200, 200, 10.0)):
        wide = int(0.2 / distance / step)
        assert wide > 2
        assert (reach[first - wide : last + wide + 1] == distance).all()
        assert np.isinf(reach[[first - wide - 1, last + wide + 1]]).all()


def test_nearest_of_two_feet_counts_and_nothing_reaches_farther_than_its_own():
    near_first = np.concatenate((np.full(4, 3.0), np.full(4, 8.0)))
    for feet in (near_first, near_first[::-1]):
        np.testing.assert_array_equal(reach_beside(BEARINGS[:8], feet, 0.2), np.full(8, 3.0))
    assert np.isinf(reach_beside(BEARINGS, np.full(len(BEARINGS), np.inf), 0.2)).all()
    assert reach_beside(BEARINGS[:1], np.array([4.0]), 0.2) == [4.0]
