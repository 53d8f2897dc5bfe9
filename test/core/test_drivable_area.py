# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The drivable area of one frame, against a flood fill in plain Python."""

from dataclasses import replace

import numpy as np
import pytest

from seg_node.core.drivable_area import (
    at_least,
    drivable_area,
    DrivableAreaParameters,
    keep_connected,
)
from seg_node.core.errors import ConfigurationError

SURE, UNSURE, OTHER = 255, 100, 0
BOTTOM_LEFT_PIXEL = ((0.0, 1.0),) * 3
PARAMETERS = DrivableAreaParameters(max_hole_fraction=0.1, seed_polygon=BOTTOM_LEFT_PIXEL)

STRAIGHT = [(0, 1), (1, 0), (0, -1), (-1, 0)]
DIAGONAL = [*STRAIGHT, (1, 1), (1, -1), (-1, 1), (-1, -1)]


def sketch(*rows):
    """Draw a map: # is surely drivable, ? may be, . is surely not."""
    levels = {'#': SURE, '?': UNSURE, '.': OTHER}
    return np.array([[levels[mark] for mark in row] for row in rows], np.uint8)


def flood(pixels, start, steps):
    """Take the part of a set of pixels that steps reach from one of them."""
    part, edge = {start}, [start]
    while edge:
        y, x = edge.pop()
        reached = {(y + dy, x + dx) for dy, dx in steps} & pixels - part
        part |= reached
        edge += reached
    return part


def reference(probability, parameters):
    """Decide by the rules in words, pixel by pixel."""
    height, width = probability.shape
    share = {(y, x): int(probability[y, x]) / 255 for y in range(height) for x in range(width)}
    drivable = {pixel for pixel in share if share[pixel] >= parameters.threshold}
    others = set(share) - drivable
    while others:
        hole = flood(others, next(iter(others)), DIAGONAL)
        others -= hole
        is_inside = all(0 < y < height - 1 and 0 < x < width - 1 for y, x in hole)
        is_small = len(hole) <= parameters.max_hole_fraction * probability.size
        is_doubtful = all(share[pixel] >= parameters.threshold / 2 for pixel in hole)
        if is_inside and is_small and is_doubtful:
            drivable |= hole
    mask = np.zeros(probability.shape, np.uint8)
    if (height - 1, 0) in drivable:
        for pixel in flood(drivable, (height - 1, 0), STRAIGHT):
            mask[pixel] = 255
    return mask


@pytest.mark.parametrize('seed', range(60))
def test_equals_the_rules_applied_pixel_by_pixel(seed):
    rng = np.random.default_rng(seed)
    shape = rng.integers(5, 22, 2)
    # 128 and 64 are the least levels that reach 0.5 and half of it.
    levels = np.array([[128, 64, 63], [200, 100, 30], [255, 127, 0]], np.uint8)[seed % 3]
    shares = [[0.7, 0.25, 0.05], [0.55, 0.35, 0.1], [0.85, 0.15, 0.0]][seed // 3 % 3]
    probability = rng.choice(levels, shape, p=shares)
    probability[-1, 0] = levels[0]
    parameters = replace(PARAMETERS, max_hole_fraction=float(rng.choice([0, 0.01, 0.05, 1])))
    area = drivable_area(probability, parameters)
    np.testing.assert_array_equal(area.mask, reference(probability, parameters))
    assert area.seed_is_drivable


def decide(*rows, **changes):
    area = drivable_area(sketch(*rows), replace(PARAMETERS, **changes))
    return [''.join('#' if value else '.' for value in row) for row in area.mask]


def test_a_small_uncertain_hole_is_filled():
    assert decide('######', '#??###', '######', '######') == ['######'] * 4


def test_a_larger_hole_stays():
    rows = ['######', '#???##', '######', '######']
    assert decide(*rows) == ['######', '#...##', '######', '######']
    assert decide(*rows, max_hole_fraction=3 / 24) == ['######'] * 4


def test_one_pixel_that_is_surely_other_keeps_its_hole_open():
    expected = ['######', '#..###', '######', '######']
    assert decide('######', '#?.###', '######', '######', max_hole_fraction=1) == expected


def test_a_hole_reaches_round_corners():
    rows = ['######', '#?####', '##.###', '######', '######']
    assert decide(*rows) == ['######', '#.####', '##.###', '######', '######']


@pytest.mark.parametrize(
    'rows',
    [
        ('#?####', '######', '######', '######'),
        ('######', '?#####', '######', '######'),
        ('######', '#####?', '######', '######'),
        ('######', '######', '######', '###?##'),
    ],
)
def test_what_touches_the_border_is_no_hole(rows):
    assert decide(*rows) == [row.replace('?', '.') for row in rows]


def test_only_what_is_connected_to_the_seed_is_kept():
    assert decide('###...', '......', '#..###') == ['......', '......', '#.....']


def test_areas_that_meet_at_a_corner_are_not_connected():
    assert decide('..##', '..##', '##..', '##..') == ['....', '....', '##..', '##..']


def test_a_seed_that_is_not_drivable_empties_the_mask_and_says_so():
    area = drivable_area(sketch('####', '####', '####', '..##'), PARAMETERS)
    assert not area.mask.any()
    assert not area.seed_is_drivable


def test_nothing_drivable_and_everything_drivable():
    nothing = drivable_area(sketch('....', '....'), PARAMETERS)
    everything = drivable_area(sketch('####', '####'), PARAMETERS)
    assert not nothing.mask.any() and not nothing.seed_is_drivable
    assert (everything.mask == 255).all() and everything.seed_is_drivable
    assert everything.mask.dtype == np.uint8


@pytest.mark.parametrize('level', [1, 51, 128, 153, 255])
def test_the_threshold_is_inclusive_at_every_level(level):
    probability = np.array([[level - 1, level]], np.uint8)
    assert at_least(probability, level / 255).tolist() == [[0, 255]]
    assert at_least(probability, (level - 0.5) / 255).tolist() == [[0, 255]]


def test_the_seed_follows_the_maps_size_and_has_a_pixel_on_any():
    seed = DrivableAreaParameters.seed_polygon
    for height, width in ((1, 1), (3, 5), (36, 64), (270, 480)):
        assert keep_connected(np.full((height, width), 255, np.uint8), seed).seed_is_drivable
    ahead = np.zeros((270, 480), np.uint8)
    ahead[-1, 240] = 255
    assert keep_connected(ahead, seed).seed_is_drivable
    aside = np.zeros((270, 480), np.uint8)
    aside[-1, :140] = aside[-1, 340:] = aside[:225] = 255
    assert not keep_connected(aside, seed).seed_is_drivable


def test_the_seed_takes_the_pixels_whose_centres_its_corners_are_nearest_to():
    seed = ((0.24, 0.14), (0.36, 0.14), (0.36, 0.26), (0.24, 0.26))
    expected = np.zeros((10, 10), np.uint8)
    expected[1:3, 2:4] = 255
    for pixel in np.ndindex(10, 10):
        single = np.zeros((10, 10), np.uint8)
        single[pixel] = 255
        assert keep_connected(single, seed).seed_is_drivable == bool(expected[pixel])


def test_the_robot_itself_is_never_drivable_nor_seed():
    bottom = ((0.0, 0.8), (1.0, 0.8), (1.0, 1.0), (0.0, 1.0))
    parameters = DrivableAreaParameters(
        max_hole_fraction=1.0, seed_polygon=((0.0, 0.6), *bottom[2:]), self_polygons=(bottom,)
    )
    everywhere = np.full((10, 10), SURE, np.uint8)
    expected = everywhere.copy()
    expected[8:] = 0
    area = drivable_area(everywhere, parameters)
    np.testing.assert_array_equal(area.mask, expected)
    assert area.seed_is_drivable
    everywhere[:8] = OTHER
    assert not drivable_area(everywhere, parameters).seed_is_drivable


def test_a_seed_may_be_concave():
    seed = ((0.0, 0.0), (0.5, 0.8), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    notch = np.zeros((100, 100), np.uint8)
    notch[:30, 48:52] = 255
    assert not keep_connected(notch, seed).seed_is_drivable
    assert keep_connected(notch[::-1].copy(), seed).seed_is_drivable


@pytest.mark.parametrize(
    ('change', 'reason'),
    [
        ({'threshold': 0.0}, 'threshold is 0.0'),
        ({'threshold': 1.1}, 'threshold is 1.1'),
        ({'threshold': float('nan')}, 'threshold is nan'),
        ({'max_hole_fraction': -0.1}, 'max_hole_fraction is -0.1'),
        ({'max_hole_fraction': 2.0}, 'max_hole_fraction is 2.0'),
        ({'memory_s': -0.1}, 'memory_s is -0.1'),
        ({'memory_s': float('nan')}, 'memory_s is nan'),
        ({'gain_margin': -0.1}, 'gain_margin is -0.1'),
        ({'gain_margin': 1.1}, 'gain_margin is 1.1'),
        ({'self_polygons': (((0, 0), (1, 1)),)}, 'self_mask is .* at least 3 corners'),
        ({'self_polygons': (((0, 0), (1, 0), (1, 1), (0, 1)),)}, 'self_mask covers all of seed'),
        ({'seed_polygon': ((0, 0), (1, 1))}, 'at least 3 corners'),
        ({'seed_polygon': ((0, 0), (1, 1), (0, 480))}, 'from 0 to 1'),
        ({'seed_polygon': ((0, 0), (1, 1), (0,))}, r'corners \(x, y\)'),
    ],
)
def test_values_out_of_range_are_refused(change, reason):
    with pytest.raises(ConfigurationError, match=reason):
        DrivableAreaParameters(**change)
