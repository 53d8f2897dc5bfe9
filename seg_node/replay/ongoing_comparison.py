# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A run that is held against a reference while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seg_node.replay.live.budget import LiveBudget
from seg_node.replay.reference import Reference
from seg_node.replay.run_description import RunDescription
from seg_node.replay.step import Step
from seg_node.replay.tolerances import Tolerances
from seg_node.replay.verdict import add_budget, judge, start_comparison, Verdict


class OngoingComparison:
    """
    Compares each step with the frame in its place in the reference.

    :param reference: of an earlier run.
    :param run: what runs now.
    :param tolerances: that decide which frames differ.
    :raises ConfigurationError: here and wherever the reference is read, if it is damaged.
    """

    def __init__(self, reference: Reference, run: RunDescription, tolerances: Tolerances) -> None:
        self._reference, self._run = reference, run
        self._earlier = reference.records()
        self._comparison = start_comparison(reference, run, tolerances)

    def compare(self, step: Step) -> Step:
        """Give the next step with what was in its place, and how it differs from that."""
        earlier = next(self._earlier, None)
        return step._replace(
            earlier=earlier, difference=self._comparison.add(earlier, step.record)
        )

    def judge(
        self, is_partial: bool, figures: Mapping[str, Any], budget: LiveBudget
    ) -> Verdict | None:
        """
        Judge the run, once it is over.

        :param is_partial: whether somebody ended it early, so that no frame is missing.
        :param figures: of the run.
        :param budget: that it is held to if it is live.
        :returns: None if it was ended before anything was compared.
        :raises ConfigurationError: if it came to its end and there was nothing to compare.
        """
        if not is_partial:
            self._comparison.add_all(self._earlier, ())
        elif not self._comparison.frame_count:
            return None
        verdict = judge(self._reference.run, self._run, self._comparison)
        if self._run.is_live:
            verdict = add_budget(verdict, self._reference.latency_ms, budget.excess(figures))
        return verdict
