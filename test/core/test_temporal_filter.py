# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What was drivable is lost at once and gained for good reason, and memory ends when it must."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from seg_node.core.drivable_area import drivable_area, DrivableAreaParameters
from seg_node.core.temporal_filter import DrivableFilter, Moment

PARAMETERS = DrivableAreaParameters(threshold=0.4, gain_margin=0.5, memory_s=0.5)  # and 0.7
LOST, WEAK, SURE = 101, 102, 179
"""Greatest level below the threshold, least level of it, and of the higher one."""
STREET = np.full((48, 64, 3), 90, np.uint8)
TENTH = 100_000_000


class Stream:
    """Shows a filter one level after the other, over the whole map, ten times a second."""

    def __init__(self, parameters=PARAMETERS):
        self.filter = DrivableFilter()
        self.parameters = parameters
        self.stamp_ns = 0

    def __call__(self, level, image=STREET, after_ns=TENTH, class_ids=(3,), shape=(16, 24)):
        self.stamp_ns += after_ns
        mask = self.filter.decide(
            np.full(shape, level, np.uint8),
            self.parameters,
            Moment(image, self.stamp_ns, class_ids),
        )
        assert mask.shape == shape and mask.dtype == np.uint8
        assert (mask == mask[0, 0]).all() and mask[0, 0] in (0, 255)
        return bool(mask[0, 0])


@pytest.fixture
def stream():
    return Stream()


def test_the_first_frame_shows_what_passes_the_higher_threshold():
    assert not Stream()(SURE - 1)
    assert Stream()(SURE)


def test_what_is_drivable_stays_as_long_as_it_reaches_the_threshold(stream):
    assert [stream(level) for level in (255, WEAK, SURE, WEAK)] == [True] * 4


def test_what_is_below_the_threshold_is_lost_at_once_and_weak_evidence_does_not_bring_it_back(
    stream,
):
    levels = 255, LOST, WEAK, SURE - 1, SURE - 1
    assert [stream(level) for level in levels] == [True, False, False, False, False]


def test_what_barely_passes_is_gained_with_the_second_frame(stream):
    assert [stream(level) for level in (0, SURE, SURE)] == [False, False, True]


def test_a_flash_that_barely_passes_is_not_shown(stream):
    assert not any(stream(level) for level in (0, SURE, WEAK, 0, SURE, 0))


def test_a_jump_to_certainty_is_shown_at_once(stream):
    assert [stream(level) for level in (0, 255)] == [False, True]


@pytest.mark.parametrize('threshold', [0.05, 0.5, 0.95])
@pytest.mark.parametrize('margin', [0.0, 0.3, 1.0])
def test_whatever_passes_for_two_frames_is_gained(threshold, margin):
    parameters = replace(PARAMETERS, threshold=threshold, gain_margin=margin)
    stream = Stream(parameters)
    level = int(np.ceil(255 * parameters.gain_threshold))
    assert not stream(0)
    stream(level)
    assert stream(level)


def test_where_the_picture_changed_a_probability_does_not_wait(stream):
    assert not stream(0)
    assert stream(SURE, image=STREET + np.uint8(20))


def test_motion_is_looked_for_block_by_block():
    parameters = replace(PARAMETERS, memory_s=1.0)
    image = np.full((64, 64, 3), 90, np.uint8)
    moved = image.copy()
    moved[:32] = 200
    temporal = DrivableFilter()
    temporal.decide(np.zeros((32, 32), np.uint8), parameters, Moment(image, 0, (3,)))
    probability = np.full((32, 32), SURE, np.uint8)
    mask = temporal.decide(probability, parameters, Moment(moved, TENTH, (3,)))
    assert (mask[:16] == 255).all() and not mask[16:].any()


@pytest.mark.parametrize(
    'change',
    [
        {'after_ns': 5 * TENTH + 1},
        {'after_ns': 0},
        {'after_ns': -TENTH},
        {'class_ids': (3, 4)},
        {'shape': (16, 25)},
        {'image': STREET[:, :60]},
    ],
)
def test_memory_ends_with_a_gap_a_stamp_that_does_not_rise_and_another_map(stream, change):
    assert stream(255)
    assert not stream(WEAK, **change)


@pytest.mark.parametrize(
    'change', [{'threshold': 0.39}, {'self_polygons': (((0, 0), (0.1, 0), (0, 0.1)),)}]
)
def test_memory_ends_with_other_parameters(stream, change):
    assert stream(255)
    stream.parameters = replace(PARAMETERS, **change)
    assert not stream(WEAK)


def test_memory_lasts_up_to_its_time_and_is_forgotten_on_demand(stream):
    assert stream(255)
    assert stream(WEAK, after_ns=5 * TENTH)
    stream.filter.forget()
    assert not stream(WEAK)


@pytest.mark.parametrize('seed', range(10))
def test_the_area_is_a_part_of_what_the_frame_alone_gives(seed):
    rng = np.random.default_rng(seed)
    parameters = DrivableAreaParameters(
        threshold=float(rng.uniform(0.05, 0.9)),
        gain_margin=float(rng.uniform(0, 1)),
        max_hole_fraction=0.05,
    )
    temporal, seen = DrivableFilter(), 0
    probability = rng.integers(0, 256, (24, 32))
    for index in range(20):
        probability = np.clip(probability + rng.integers(-60, 70, (24, 32)), 0, 255)
        levels = probability.astype(np.uint8)
        image = np.full((48, 64, 3), rng.integers(90, 98), np.uint8)
        moment = Moment(image, index * TENTH, (3,))
        decide = partial(temporal.decide, moment=moment)
        area = drivable_area(levels, parameters, decide).mask
        alone = drivable_area(levels, parameters).mask
        assert not area[alone == 0].any()
        seen += np.count_nonzero(area)
    assert seen
