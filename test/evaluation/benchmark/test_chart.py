# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Bars are as long as their figures say."""

import numpy as np
import pytest

from seg_node.evaluation.benchmark.chart import BarChart, draw_bar_chart


@pytest.fixture(scope='module')
def chart():
    return BarChart('Title', ('net', 'rest'), {'one': (30.0, 10.0), 'two': (10.0, -1.0)}, 'ms')


def lengths(image, row, unit):
    """Give the lengths of a bar's parts, from where colours change along its middle."""
    line = image[unit * (5 + 4 * row)].astype(int)  # above the text beside it
    edges = np.flatnonzero(np.abs(np.diff(line, axis=0)).any(axis=1))
    return np.diff(edges).tolist()


@pytest.mark.parametrize('width', [640, 1280])
def test_lengths_are_in_proportion(chart, width):
    image = draw_bar_chart(chart, width)
    assert image.shape[1] == width and image.dtype == np.uint8
    net, rest = lengths(image, 0, width // 80)
    (other,) = lengths(image, 1, width // 80)
    assert net == pytest.approx(3 * rest, abs=2)
    assert other == pytest.approx(rest, abs=1)


def test_text_stays_inside_the_picture(chart):
    image = draw_bar_chart(chart)
    margins = np.concatenate([image[:, :16], image[:, -16:]], axis=1)
    assert (margins == margins[0, 0]).all()


def test_chart_of_nothing_can_be_drawn():
    assert draw_bar_chart(BarChart('Title', ('net',), {'one': (0.0,)}, 'ms')).any()
