# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The plugin of pytest, which loads it in each of its runs wherever seg_node is installed.

So it imports next to nothing, and has nothing that pytest 6.2, which comes with
Ubuntu 22.04, lacks.
"""

from __future__ import annotations

from pathlib import Path
import re
from typing import Any

import pytest

from seg_node.pytest_plugin.replayer import Replayer, WRITTEN


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup('seg_replay')
    group.addoption(
        '--seg-replay-update',
        action='store_true',
        help='seg_replay writes its references (anew) and says what changed',
    )
    group.addoption(
        '--seg-replay-out',
        metavar='DIR',
        help='where seg_replay leaves its results, by test (default: in temporary folders)',
    )


@pytest.fixture
def seg_replay(request: Any, tmp_path_factory: Any) -> Replayer:
    """Replay recorded drives, as ``Replayer`` tells."""
    config = request.config
    place = config.getoption('--seg-replay-out')
    if place:
        # What comes from the command line is relative to where pytest was called.
        name = re.sub(r'[^\w.-]+', '_', request.node.nodeid)
        out = Path(config.invocation_params.dir, place, name)
    else:
        out = tmp_path_factory.mktemp('seg_replay')
    return Replayer(
        here=Path(request.module.__file__).parent,
        root=Path(config.rootpath),
        out=out,
        is_updating=config.getoption('--seg-replay-update'),
        properties=request.node.user_properties,
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell which references were written, and what changed in them."""
    reports = (report for group in terminalreporter.stats.values() for report in group)
    lines = [
        text
        for report in reports
        if getattr(report, 'when', '') == 'teardown'
        for name, text in getattr(report, 'user_properties', ())
        if name == WRITTEN
    ]
    if lines:
        terminalreporter.section('references of seg_replay')
        terminalreporter.line('\n'.join(lines))
