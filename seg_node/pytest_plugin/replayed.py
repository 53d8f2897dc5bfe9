# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What came out of a replay, for a test to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seg_node.replay.result_files import PAGE


@dataclass(frozen=True)
class Replayed:
    """
    What came out of a replay.

    :param out: folder with all that ``seg replay --out`` writes.
    :param reference: that it was compared with, or written to.
    :param is_written: whether the reference is of this very replay.
    :param result: content of ``report.json``: ``drivable_share``, ``faults`` and so on.
    :param output: what the command said.
    """

    out: Path
    reference: Path | None
    is_written: bool
    result: Mapping[str, Any]
    output: str

    @property
    def verdict(self) -> Mapping[str, Any] | None:
        """Give ``is_same``, ``headline``, ``causes`` and so on; None if nothing was compared."""
        verdict: Mapping[str, Any] | None = self.result['verdict']
        return verdict

    @property
    def report(self) -> Path:
        """Give the page for people."""
        return self.out / PAGE

    def assert_same(self) -> None:
        """
        Fail the test, with the probable cause, if more differs from the reference than may.

        What ``pytest --seg-replay-update`` has just written passes.
        """
        __tracebackhide__ = True
        if self.reference is None:
            raise ValueError('nothing was compared: give seg_replay a reference')
        if self.verdict and not self.verdict['is_same'] and not self.is_written:
            pytest.fail(
                f'{self.output}reference: {self.reference}\nreport: {self.report}\n'
                'if the change is wanted: pytest --seg-replay-update'
            )
