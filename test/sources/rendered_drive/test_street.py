# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from seg_node.core.label_set import UNLABELLED
from seg_node.sources.rendered_drive.classes import PAVEMENT, ROAD, TREE
from seg_node.sources.rendered_drive.street import draw_street, PERIOD_M, Street


@pytest.fixture
def street():
    return Street(
        kind='avenue',
        lane_m=3.0,
        parking_m=(2.0, 0.0),
        verge_m=(1.0, 0.0),
        pavement_m=(2.0, 1.5),
        garden_m=(4.0, 3.0),
        crossings=(),
        bend_m=(4.0, 1.0),
        bend_phase=(0.3, 1.1),
    )


@pytest.mark.parametrize(
    ('d', 'expected'),
    [
        (0.0, ROAD),
        (4.9, ROAD),
        (5.1, TREE),
        (6.1, PAVEMENT),
        (7.9, PAVEMENT),
        (8.1, TREE),
        (50.0, UNLABELLED),
        (-2.9, ROAD),
        (-3.1, PAVEMENT),
        (-4.6, TREE),
        (-50.0, UNLABELLED),
    ],
)
def test_strips_follow_each_other(street, d, expected):
    s = np.linspace(0, PERIOD_M, 50)
    assert (street.ground_class(s, street.bend(s) + d) == expected).all()


def test_slope_is_the_derivative_of_the_bend(street):
    s, step = np.linspace(0, PERIOD_M, 100), 1e-4
    difference = (street.bend(s + step) - street.bend(s - step)) / (2 * step)
    assert street.slope(s) == pytest.approx(difference, abs=1e-6)


def test_world_and_street_differ_by_the_bend(street):
    world = street.to_world(np.array([[10.0, 2.0, 0.5]]))
    assert world[0] == pytest.approx((10.0, 2.0 + street.bend(10.0), 0.5))


def test_streets_of_many_seeds_are_wide_enough_to_drive():
    streets = [draw_street(np.random.default_rng(seed)) for seed in range(40)]
    assert {street.kind for street in streets} == {'terrace', 'high_street', 'avenue'}
    for street in streets:
        assert street.lane_m >= 3.0
        assert np.abs(street.slope(np.arange(PERIOD_M))).max() < 0.2
