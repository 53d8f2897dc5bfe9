# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The first Ctrl-C waits for the frame, the second one does not, and all is as before after it."""

import signal

import pytest

from seg_node.replay.interruption import Interruption


@pytest.fixture
def handler():
    """Set what Ctrl-C does, and put it back."""
    before = signal.getsignal(signal.SIGINT)
    yield lambda given: signal.signal(signal.SIGINT, given)
    signal.signal(signal.SIGINT, before)


def test_the_first_is_noted_and_the_second_interrupts(handler):
    handler(signal.default_int_handler)
    with Interruption() as interruption:
        noted = [interruption.is_asked]
        signal.raise_signal(signal.SIGINT)
        noted.append(interruption.is_asked)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert noted == [False, True]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_ignores_interrupts_goes_on_with_that(handler):
    handler(signal.SIG_IGN)
    with Interruption() as interruption:
        signal.raise_signal(signal.SIGINT)
    assert not interruption.is_asked
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
