# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What came out of a replay as a whole."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from seg_node.replay.run_description import RunDescription
from seg_node.replay.verdict import Verdict


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
