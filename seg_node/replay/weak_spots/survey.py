# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The first look at a drive: the scores of all of its frames."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from seg_node.core.errors import SourceError
from seg_node.replay.drive import Drive
from seg_node.replay.interruption import Interruption
from seg_node.replay.step import Step
from seg_node.replay.weak_spots.scorer import Scorer
from seg_node.replay.weak_spots.scores import ScoreTable
from seg_node.replay.weak_spots.second_opinion import SecondOpinion


class Survey(NamedTuple):
    """
    What the first look gave.

    :param table: scores of at least one frame.
    :param is_partial: whether somebody ended it early.
    :param stated: frames that the source says it has.
    :param faults: of the input, as ``InputFaults.to_dict`` gives them.
    :param end_fault: why the source could not be read to its end; empty if it could.
    """

    table: ScoreTable
    is_partial: bool
    stated: int
    faults: dict[str, Any]
    end_fault: str

    def to_dict(self) -> dict[str, Any]:
        """Give what JSON can hold."""
        return {
            'is_partial': self.is_partial,
            'stated_frames': self.stated,
            'frames': len(self.table),
            'faults': self.faults,
            'end_fault': self.end_fault,
        }


def survey_drive(
    drive: Drive, steps: Iterable[Step], rate_hz: float, second: SecondOpinion | None = None
) -> Survey:
    """
    Score a drive to its end, or to Ctrl-C.

    :param drive: that says what was wrong with the input.
    :param steps: those of the drive, perhaps with a progress bar around them.
    :param rate_hz: of its frames.
    :param second: model to compare with, if any.
    :raises SourceError: if no frame could be segmented.
    """
    scorer = Scorer(rate_hz, drive.faults, second)
    with Interruption() as interruption:
        for step in steps:
            scorer.look_at(step)
            if interruption.is_asked:
                break
    faults = drive.faults.to_dict()
    if not len(scorer.table):
        reasons = [fault['first'][0] for fault in faults.values()]
        reason = (reasons or [drive.end_fault or 'it has none'])[0]
        raise SourceError(
            f'there is nothing to rank, since no frame could be segmented ({reason}): '
            'give another drive'
        )
    return Survey(scorer.table, interruption.is_asked, len(drive), faults, drive.end_fault)
