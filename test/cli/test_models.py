# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg models`` prints a table, and what it cannot measure is one line."""

import pytest

from seg_node.cli.main import main


@pytest.fixture(autouse=True)
def _needs():
    pytest.importorskip('torch')


def test_costs_are_a_table(capsys):
    assert main(['models', 'fast_scnn', 'twinlitenet', '--size', '128x64']) == 0
    header, _, *rows = capsys.readouterr().out.splitlines()
    assert 'GFLOPs at 128x64' in header
    names = [row.split('|')[1].strip() for row in rows]
    assert names == ['`fast_scnn`', '`twinlitenet`']


@pytest.mark.parametrize(
    ('arguments', 'said'),
    [
        (['fast_scnn', '--size', '130x64'], '--size is 130x64: fast_scnn needs multiples of 32'),
        (['fast_scnn', '--frames', '-1'], 'frames is -1: give a number of frames, or 0'),
        (['lite9'], "no model 'lite9': choose from"),
        (['--runs', 'nowhere'], 'runs is nowhere: give a folder that holds runs'),
    ],
)
def test_what_cannot_be_measured_is_one_line(capsys, arguments, said):
    assert main(['models', *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg models: ') and said in line
