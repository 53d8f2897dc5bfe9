# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""One of several drives in a line of a table."""

from __future__ import annotations

from typing import NamedTuple

from seg_node.replay.many.outcome import Outcome, State


class Row(NamedTuple):
    """Texts on a drive; empty where there is nothing to say."""

    drive: str
    state: str
    change: str
    frames: str
    drivable: str
    findings: str


def row_of(outcome: Outcome) -> Row:
    """Describe a drive."""
    result = outcome.result or {}
    verdict = result.get('verdict') or {}
    faults = [f'{kind} in {fault["count"]}' for kind, fault in result.get('faults', {}).items()]
    differs = verdict['headline'].partition(': ')[2] if outcome.state is State.DIFFERS else ''
    words = [outcome.reason, differs, *verdict.get('causes', ())]
    words += [result.get('end_fault', ''), *faults]
    return Row(
        drive=outcome.name,
        state=outcome.state.value,
        change=f'{outcome.change:.2%}' if verdict else '',
        frames=str(result.get('frames', '')),
        drivable=f'{result["drivable_share"]:.1%}' if 'drivable_share' in result else '',
        findings='; '.join(filter(None, words)),
    )
