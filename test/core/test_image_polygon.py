# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Polygons are read as they are written, and cover the pixels that they touch."""

import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.image_polygon import blank, check_polygon, parse_polygons

LEFT_HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


def test_polygons_are_read():
    text = ' 0,0.9  0.5,.85\n1,1 ; 0,0 1,0 0,1;'
    expected = (((0, 0.9), (0.5, 0.85), (1, 1)), ((0, 0), (1, 0), (0, 1)))
    assert parse_polygons(text, 'self_mask') == expected
    assert parse_polygons('  ', 'self_mask') == ()


@pytest.mark.parametrize('text', ['0,1 0', '0,1,2', '0.1;0.2', 'a,b', '/mask.png', '0,1 0 ,1'])
def test_what_is_no_polygon_is_refused_by_name(text):
    with pytest.raises(ConfigurationError, match=f"self_mask is '{text}': give polygons as"):
        parse_polygons(text, 'self_mask')


@pytest.mark.parametrize(
    'polygon', [((0, 0), (1, 1)), ((0, 0), (1, 1), (0, 1.1)), ((0, 0), (1, 1), (0, float('nan')))]
)
def test_a_polygon_outside_the_image_is_refused_by_name(polygon):
    with pytest.raises(ConfigurationError, match=r'self_mask is .* give at least 3 corners'):
        check_polygon(polygon, 'self_mask')


def test_a_copy_is_blank_in_every_polygon_and_on_its_edge():
    values = np.full((4, 10), 7, np.uint8)
    corner = ((1.0, 0.0), (1.0, 0.0), (1.0, 0.0))
    expected = values.copy()
    expected[:, :5] = expected[0, 9] = 0
    np.testing.assert_array_equal(blank(values, (LEFT_HALF, corner)), expected)
    assert (values == 7).all()
    assert blank(values, ()) is values
