# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""One replay from its first frame to its result, kept and compared on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from seg_node.replay.figures import Figures
from seg_node.replay.input_faults import InputFaults
from seg_node.replay.interruption import Interruption
from seg_node.replay.live.budget import LiveBudget
from seg_node.replay.ongoing_comparison import OngoingComparison
from seg_node.replay.reference import Reference, ReferenceWriter
from seg_node.replay.result import Result
from seg_node.replay.run_description import RunDescription
from seg_node.replay.step import Step, Watcher
from seg_node.replay.tolerances import Tolerances


class ReplayedDrive(Protocol):
    """What a replay asks of a drive beside its steps."""

    faults: InputFaults

    @property
    def end_fault(self) -> str:
        """Say why nothing could be read any more, if reading ended too early."""
        ...

    def __len__(self) -> int:
        """Count the frames that the source states."""
        ...

    def more_figures(self) -> dict[str, Any]:
        """Give figures that the steps do not show."""
        ...

    def swapped_masks(self) -> dict[str, str]:
        """See ``Drive.swapped_masks``."""
        ...


def replay(
    drive: ReplayedDrive,
    steps: Iterable[Step],
    run: RunDescription,
    places: Sequence[Path] = (),
    reference: Reference | None = None,
    tolerances: Tolerances | None = None,
    watchers: Sequence[Watcher] = (),
) -> Result:
    """
    Run a drive to its end, or to Ctrl-C.

    :param drive: that says what was wrong with the input.
    :param steps: those of the drive, perhaps with a progress bar around them.
    :param run: what it runs with.
    :param places: of files to record it in.
    :param reference: to compare it with.
    :param tolerances: of the comparison; none by default.
    :param watchers: that look at each frame too.
    :raises ConfigurationError: if the reference cannot be read, or there is nothing to compare.
    :raises OSError: if a file cannot be written.
    """
    tolerances = tolerances or Tolerances()
    comparison = OngoingComparison(reference, run, tolerances) if reference else None
    budget, figures = _choose_budget(reference, tolerances), Figures()
    with Interruption() as interruption, ExitStack() as opened:
        writers = [opened.enter_context(ReferenceWriter(path, run)) for path in places]
        everyone: tuple[Watcher, ...] = (figures, *writers, *watchers)
        for step in steps:
            seen = comparison.compare(step) if comparison else step
            for watcher in everyone:
                watcher.look_at(seen)
            if interruption.is_asked:
                break
        is_partial = interruption.is_asked
        found = figures.to_dict() | drive.more_figures()
        verdict = comparison.judge(is_partial, found, budget) if comparison else None
        faults, end_fault = drive.faults.to_dict(), drive.end_fault
        result = Result(run, is_partial, len(drive), found, faults, end_fault, (), verdict)
        is_whole = bool(found['frames']) and not is_partial
        probes = drive.swapped_masks() if writers and is_whole else {}
        kept = {'swapped_masks': probes, 'live_budget': budget.limits()}
        for writer in writers:
            writer.finish({**result.end(), **kept}, is_whole)
        return replace(result, files=tuple(writer.path for writer in writers))


def _choose_budget(reference: Reference | None, tolerances: Tolerances) -> LiveBudget:
    """Take that of the reference where the tolerances have none."""
    if reference and not tolerances.live.limits():
        return reference.live_budget
    return tolerances.live
