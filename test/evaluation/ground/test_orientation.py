# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a robot is told of its lean on a street that goes up and down."""

from types import SimpleNamespace

import numpy as np
import pytest

from seg_node.evaluation.ground.orientation import Orientation

NOD = 0.0175


def nodding(amplitude=NOD):
    return SimpleNamespace(
        pose=lambda time_s: SimpleNamespace(
            roll=0.0, pitch=0.03 + amplitude * np.sin(2 * np.pi * 1.3 * time_s)
        )
    )


def errors(orientation, amplitude=NOD):
    times = np.linspace(1, 31, 77)
    truth = amplitude * np.sin(2 * np.pi * 1.3 * times)
    found = np.array([orientation.at(time).pitch for time in times])
    return abs(found - truth)


def test_on_level_ground_without_a_filter_it_is_exact():
    assert errors(Orientation(nodding(), 0.0, 0.0)).max() < 1e-12


def test_a_slope_without_a_filter_is_taken_for_a_lean():
    assert errors(Orientation(nodding(), 0.09, 0.0)).max() == pytest.approx(0.09, rel=0.02)


def test_the_filter_takes_most_of_a_slope_and_little_of_the_nodding():
    # Of the nodding 2 / (2 pi 1.3) is missed, of the slope (2 pi / 30)^2 is left.
    assert errors(Orientation(nodding(), 0.0, 1.0)).max() == pytest.approx(NOD * 0.245, rel=0.1)
    slope_alone = errors(Orientation(nodding(0.0), 0.09, 1.0), 0.0)
    assert slope_alone.max() == pytest.approx(0.09 * 0.042, rel=0.1)
