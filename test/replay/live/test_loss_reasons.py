# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Reasons are given as often as the counts have them."""

from seg_node.core.frame_exchange import FrameCounts
from seg_node.replay.live.loss_reasons import LossReasons


def test_each_reason_is_given_as_often_as_it_is_counted():
    reasons = LossReasons()
    reasons.note(FrameCounts(replaced=2))
    assert [reasons.tell() for _ in range(3)] == [
        'replaced by a newer frame',
        'replaced by a newer frame',
        'lost on its way to the node or back',
    ]
    reasons.note(FrameCounts(replaced=2, failed=1))
    assert reasons.tell() == 'failed in the net'


def test_no_reason_is_made_up_where_the_counts_are_too_old():
    reasons = LossReasons()
    assert reasons.tell(is_counted=False) == 'lost before the node told why'
    reasons.note(FrameCounts(replaced=1))
    assert reasons.tell(is_counted=False) == 'replaced by a newer frame'


def test_where_the_counts_leave_it_open_all_reasons_are_given():
    reasons = LossReasons()
    reasons.note(FrameCounts(expired=1, rejected=2))
    either = 'older than max_age_s or rejected by the node'
    assert [reasons.tell() for _ in range(3)] == [either, either, 'rejected by the node']
