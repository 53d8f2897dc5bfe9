# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""One replay from its first frame to its result, kept and compared on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from seg_node.replay.comparison import Comparison
from seg_node.replay.figures import Figures
from seg_node.replay.input_faults import InputFaults
from seg_node.replay.interruption import Interruption
from seg_node.replay.reference import Reference, ReferenceWriter
from seg_node.replay.run_description import RunDescription
from seg_node.replay.step import Step, Watcher
from seg_node.replay.tolerances import Tolerances
from seg_node.replay.verdict import add_budget, judge, start_comparison, Verdict


@dataclass(frozen=True)
class Result:
    """
    What came out of a replay.

    :param run: what it ran with.
    :param is_partial: whether somebody ended it early.
    :param stated: frames that the source says it has.
    :param figures: as ``Figures.to_dict`` gives them.
    :param faults: of the input, as ``InputFaults.to_dict`` gives them.
    :param end_fault: why the source could not be read to its end; empty if it could.
    :param files: that were written.
    :param verdict: on the comparison, if there was one.
    """

    run: RunDescription
    is_partial: bool
    stated: int
    figures: dict[str, Any]
    faults: dict[str, Any]
    end_fault: str
    files: tuple[Path, ...]
    verdict: Verdict | None

    def to_dict(self) -> dict[str, Any]:
        """Give what JSON can hold."""
        return {
            **self.end(),
            'run': asdict(self.run),
            'verdict': self.verdict.to_dict() if self.verdict else None,
        }

    def end(self) -> dict[str, Any]:
        """Give how the replay ended."""
        return {
            'is_partial': self.is_partial,
            'stated_frames': self.stated,
            **self.figures,
            'faults': self.faults,
            'end_fault': self.end_fault,
        }


class Replayed(Protocol):
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
    drive: Replayed,
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
    figures, tolerances = Figures(), tolerances or Tolerances()
    comparison = Comparison(tolerances, {})
    if reference:
        comparison = start_comparison(reference, run, tolerances)
    budget = tolerances.live
    if reference and not budget.limits():
        budget = reference.live_budget
    earlier = reference.records() if reference else iter(())
    with Interruption() as interruption, ExitStack() as opened:
        writers = [opened.enter_context(ReferenceWriter(path, run)) for path in places]
        everyone: tuple[Watcher, ...] = (figures, *writers, *watchers)
        for step in steps:
            if reference:
                before = next(earlier, None)
                difference = comparison.add(before, step.record)
                step = step._replace(earlier=before, difference=difference)
            for watcher in everyone:
                watcher.look_at(step)
            if interruption.is_asked:
                break
        is_partial = interruption.is_asked
        if not is_partial:
            comparison.add_all(earlier, ())
        found = figures.to_dict() | drive.more_figures()
        verdict = None
        if reference and (comparison.frame_count or not is_partial):
            verdict = judge(reference.run, run, comparison)
        if reference and verdict and run.is_live:
            verdict = add_budget(verdict, reference.latency_ms, budget.excess(found))
        end = Result(
            run,
            is_partial,
            len(drive),
            found,
            drive.faults.to_dict(),
            drive.end_fault,
            (),
            verdict,
        )
        probes = drive.swapped_masks() if writers and not is_partial else {}
        for writer in writers:
            kept = {'swapped_masks': probes, 'live_budget': budget.limits()}
            writer.finish({**end.end(), **kept}, not is_partial)
        return replace(end, files=tuple(writer.path for writer in writers))
