# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Silence is that of the node, not ours."""

import pytest

from seg_node.replay.live.silence import Silence


@pytest.mark.parametrize(
    ('looks', 'seconds'),
    [
        ([(0, 100.0)], 0.0),
        ([(0, 100.0), (0, 100.5), (0, 101.25)], 1.25),
        ([(0, 100.0), (0, 100.5), (1, 101.0), (1, 101.25)], 0.25),
        ([(3, 100.0), (3, 160.0), (3, 160.5)], 1.5),  # we were stopped for a minute
    ],
)
def test_silence_lasts_from_what_was_heard_last(looks, seconds):
    silence = Silence()
    for look in looks:
        silence.look(*look)
    assert silence.seconds == seconds
