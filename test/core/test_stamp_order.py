# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Each wrong stamp is counted once, under what is wrong with it."""

import pytest

from seg_node.core.stamp_order import StampFault, StampOrder


@pytest.mark.parametrize(
    ('stamps', 'zero', 'repeated', 'backward'),
    [
        ([], 0, 0, 0),
        ([5, 6, 9], 0, 0, 0),
        ([5, 5, 5, 6], 0, 2, 0),
        ([0, 0, 0], 3, 0, 0),
        ([5, 6, 4, 5, 6], 0, 0, 1),  # a bag that starts over
        ([5, 105, 6, 106, 7], 0, 0, 2),  # two cameras
        ([5, 0, 6], 1, 0, 0),
    ],
)
def test_counts(stamps, zero, repeated, backward):
    order = StampOrder()
    for stamp in stamps:
        order.observe(stamp)
    assert order.counts() == {
        StampFault.ZERO: zero,
        StampFault.REPEATED: repeated,
        StampFault.BACKWARD: backward,
    }
