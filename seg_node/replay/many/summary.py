# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What became of several drives, the greatest change first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from seg_node.core.output_file import write_whole
from seg_node.replay.many.outcome import Outcome, State
from seg_node.replay.many.runner import LOG
from seg_node.replay.many.summary_page import render_page
from seg_node.replay.many.summary_row import Row, row_of
from seg_node.replay.report.junit import drive_suite, failed_suite, write_junit
from seg_node.replay.result_files import JUNIT, PAGE, RESULT

_ORDER = list(State)


def ordered(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Put first what failed, then what changed most."""
    return sorted(outcomes, key=lambda item: (_ORDER.index(item.state), -item.change, item.name))


def headline(outcomes: Sequence[Outcome]) -> str:
    """Count the drives by what became of them."""
    counts = Counter(outcome.state for outcome in outcomes)
    words = ', '.join(f'{counts[state]} {state.value}' for state in State if counts[state])
    return f'{len(outcomes)} drives: {words}'


def describe(outcomes: Sequence[Outcome]) -> str:
    """Lay the drives out for a terminal."""
    rows = [Row(*Row._fields)._replace(findings=''), *map(row_of, outcomes)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        '  '.join(f'{cell:<{width}}' for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return '\n'.join([*lines, headline(outcomes)])


def write_summary(folder: Path, outcomes: Sequence[Outcome]) -> Path:
    """
    Write it for people, for programs and for CI.

    :param folder: that has a folder for each drive.
    :param outcomes: in their order.
    :returns: path of the page for people.
    :raises OSError: if a file cannot be written.
    """
    values = {'drives': [_to_dict(outcome) for outcome in outcomes]}
    write_junit(folder / JUNIT, map(_suite, outcomes))
    write_whole(folder / 'summary.json', f'{json.dumps(values, indent=2)}\n'.encode())
    links = [_link(folder, outcome) for outcome in outcomes]
    page = render_page(headline(outcomes), map(row_of, outcomes), links)
    write_whole(folder / 'summary.html', page.encode('utf-8', 'backslashreplace'))
    return folder / 'summary.html'


def _suite(outcome: Outcome) -> Element:
    if outcome.result is not None:
        return drive_suite(outcome.result)
    return failed_suite(outcome.source, outcome.reason or outcome.state.value)


def _link(folder: Path, outcome: Outcome) -> str:
    """Lead to what tells most of a drive."""
    paths = (f'{outcome.name}/{name}' for name in (PAGE, RESULT, LOG))
    return next((path for path in paths if (folder / path).exists()), '')


def _to_dict(outcome: Outcome) -> dict[str, Any]:
    return {
        'name': outcome.name,
        'source': outcome.source,
        'state': outcome.state.value,
        'change': outcome.change,
        'reason': outcome.reason,
        'is_kept': outcome.is_kept,
        'result': outcome.result,
    }
