# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A terminal has one line, and a log has each phase once."""

from contextlib import closing, redirect_stderr
import io
from itertools import pairwise

import pytest

from seg_node.cli.progress_line import ProgressLine

WORDS = (
    'building a, b: starting, 0 s',
    'building a, b: tactics 0/20, 1 s',
    'building a, b: tactics 19/20, 12 s',
    'building a, b: rest, 12 s',
    'building a, b: tactics 20/20, 13 s',
)


class Terminal(io.StringIO):
    """Standard error of somebody who looks at it."""

    def isatty(self):
        return True


def test_log_has_each_phase_once(capsys):
    with closing(ProgressLine()) as progress:
        for words in WORDS:
            progress.show(words)
    expected = ''.join(f'building a, b: {phase}\n' for phase in ('starting', 'tactics', 'rest'))
    assert capsys.readouterr().err == expected


def test_terminal_has_one_line_without_remains_of_longer_ones():
    with redirect_stderr(Terminal()) as terminal, closing(ProgressLine()) as progress:
        for words in WORDS:
            progress.show(words)
    first, *rest = terminal.getvalue().split('\r')
    assert first == ''
    assert [each.rstrip() for each in rest] == list(WORDS)
    assert all(len(new) >= len(old.rstrip()) for old, new in pairwise(rest))
    assert terminal.getvalue().endswith(f'{WORDS[-1]}\n')


def test_error_has_a_line_of_its_own():
    with redirect_stderr(Terminal()) as terminal, pytest.raises(ValueError, match='of the build'):
        with closing(ProgressLine()) as progress:
            progress.show(WORDS[0])
            raise ValueError('of the build')
    assert terminal.getvalue() == f'\r{WORDS[0]}\n'


def test_where_nothing_was_shown_no_line_ends():
    with redirect_stderr(Terminal()) as terminal:
        ProgressLine().close()
    assert terminal.getvalue() == ''
