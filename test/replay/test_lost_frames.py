# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames that a node lost are told and not compared, nor is what remembers them."""

from dataclasses import replace

import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.replay.comparison import Comparison
from seg_node.replay.packed_map import pack
from seg_node.replay.records import FrameRecord, LostFrame, MAPS, OUTPUTS
from seg_node.replay.run_description import RunDescription
from seg_node.replay.tolerances import Tolerances
from seg_node.replay.verdict import judge

RUN = RunDescription('bag', None, '0.1.0', 'cpu', 'f32', 'a.onnx', '1', 'net', '2', {})
MEMORY_S = 0.5


def frame(index, time_s, **other):
    """Give a frame; ``other`` are digests of its outputs."""
    digests = dict.fromkeys(OUTPUTS, 'same') | other
    maps = dict.fromkeys(MAPS, pack(np.zeros((1, 1), np.uint8)))
    return FrameRecord(
        index, round(1e9 * time_s), 'image', (1, 2, 3), digests, {'Road': 1}, 0.5, 0.75, 1.0, maps
    )


def lost(of):
    return LostFrame(of.index, of.stamp_ns, 'replaced')


def compare(before, now, memory_s=MEMORY_S):
    comparison = Comparison(Tolerances(), {}, memory_s=memory_s)
    comparison.add_all(before, now)
    return comparison


def drive(*times_s, **other):
    return [frame(index, time_s, **other) for index, time_s in enumerate(times_s)]


def without(frames, *indices):
    return [lost(each) if each.index in indices else each for each in frames]


def test_lost_frames_are_no_difference_whoever_lost_them():
    frames = drive(1.0, 1.1, 1.2, 1.3)
    comparison = compare(without(frames, 1), without(frames, 1, 2))
    assert (comparison.frame_count, comparison.lost_count) == (2, 2)
    assert comparison.is_same and not comparison.different_count
    findings = judge(RUN, RUN, comparison).findings
    assert 'not compared: 2 frames, which were lost before or now' in findings
    assert 'not compared: drivable_area in 1 frames, which remembers what was lost' in findings


def test_masks_are_compared_in_all_frames_that_both_have():
    before, now = drive(1.0, 1.1, 1.2), drive(1.0, 1.1, 1.2, mask='other')
    comparison = compare(without(before, 0), without(now, 1))
    assert (comparison.frame_count, comparison.outputs['mask']) == (1, 1)


def test_an_area_that_remembers_other_frames_is_not_compared():
    times_s = 1.0, 1.1, 1.2, 1.3
    before, now = drive(*times_s), drive(*times_s, drivable_area='other')
    assert compare(before, without(now, 1)).outputs['drivable_area'] == 1
    assert compare(without(before, 1), now).outputs['drivable_area'] == 1


def test_an_area_without_memory_is_compared_in_all_frames():
    before, now = drive(1.0, 1.1, 1.2), drive(1.0, 1.1, 1.2, drivable_area='other')
    assert compare(before, without(now, 1), 0.0).outputs['drivable_area'] == 2


@pytest.mark.parametrize(
    ('times_s', 'lost_index', 'compared'),
    [
        ((1.0, 1.1, 2.0, 2.1), 1, 3),  # after a gap nothing is remembered
        ((1.0, 1.1, 0.2, 0.3), 1, 3),  # nor after stamps that went back
        ((1.0, 1.4, 1.6, 1.7), 1, 1),  # who had the lost frame remembers it
    ],
)
def test_once_both_have_forgotten_areas_are_compared_again(times_s, lost_index, compared):
    before, now = drive(*times_s), drive(*times_s, drivable_area='other')
    assert compare(before, without(now, lost_index)).outputs['drivable_area'] == compared


def test_two_runs_with_no_frame_in_common_cannot_be_judged():
    frames = drive(1.0, 1.1)
    comparison = compare(without(frames, 0), without(frames, 1))
    with pytest.raises(ConfigurationError, match='each frame was lost before or now'):
        judge(RUN, RUN, comparison)


def test_a_change_of_mode_is_told():
    live = replace(RUN, mode='live at 1 times the recorded speed')
    assert live.is_live and not RUN.is_live
    verdict = judge(RUN, live, compare(drive(1.0), drive(1.0)))
    assert verdict.findings == (
        'ran with another mode: offline -> live at 1 times the recorded speed',
    )


def test_frames_that_the_net_fails_in_now_differ():
    before = drive(1.0, 1.1, 1.2)
    now = [before[0], LostFrame(1, before[1].stamp_ns, 'failed in the net'), before[2]]
    comparison = compare(before, now)
    assert not comparison.is_same
    assert (comparison.frame_count, comparison.lost_count) == (3, 0)
    assert comparison.worst[0].words == 'before: segmented, now: failed in the net'
    verdict = judge(RUN, RUN, comparison)
    assert verdict.causes == ('only one run could segment 1 of the frames',)
    assert compare(now, now).is_same and compare(now, before).is_same
