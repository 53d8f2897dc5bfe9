# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Thresholds with a stated risk, chosen and measured from what was observed on frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seg_node.core.block_bootstrap import Interval, mean_interval
from seg_node.core.label_set import DRIVABLE
from seg_node.core.risk_control import controlled_level, false_rates, monotone_losses, recalls
from seg_node.core.risk_table import RiskTable
from seg_node.evaluation.accuracy import number
from seg_node.evaluation.risk_observation import RiskObservation


@dataclass(frozen=True)
class MeasuredRate:
    """
    What a threshold of a table did on frames.

    :param rate: that the table states.
    :param threshold: of the table.
    :param loss: mean of the frames' monotone losses, which is what the rate is stated of.
    :param interval: of that mean.
    :param false_rate: mean false rate of the masks.
    :param recall: share of the set's pixels that the masks hold.
    :param area: false rate and recall after hole filling and seed; None but for ``drivable``.
    """

    rate: float
    threshold: float
    loss: float
    interval: Interval
    false_rate: float
    recall: float
    area: tuple[float, float] | None

    def to_dict(self) -> dict[str, Any]:
        """Give the figures under the names that reports use."""
        figures = {
            'rate': self.rate,
            'threshold': round(self.threshold, 6),
            'loss': number(self.loss),
            'interval': [number(self.interval.low), number(self.interval.high)],
            'block_length': self.interval.block_length,
            'false_rate': number(self.false_rate),
            'recall': number(self.recall),
        }
        if self.area:
            false_rate, recall = map(number, self.area)
            figures |= {'area_false_rate': false_rate, 'area_recall': recall}
        return figures


def make_table(counts: np.ndarray, rates: Sequence[float], **what_it_holds_for: Any) -> RiskTable:
    """
    Choose a threshold for each rate.

    :param counts: (n, 2, 256) of ``count_levels``.
    :param rates: rising.
    :param what_it_holds_for: further fields of the table.
    """
    losses = monotone_losses(counts)
    levels = [controlled_level(losses, rate) for rate in rates]
    thresholds = tuple(
        (rate, None if level is None else level / 255)
        for rate, level in zip(rates, levels, strict=True)
    )
    return RiskTable(frames=len(counts), thresholds=thresholds, **what_it_holds_for)


def thresholds_of(tables: Iterable[RiskTable]) -> list[float]:
    """List the thresholds that tables have for ``drivable``, each once."""
    return sorted(
        {
            threshold
            for table in tables
            if table.set_name == DRIVABLE
            for _, threshold in table.thresholds
            if threshold is not None
        }
    )


def measure_table(
    table: RiskTable, observed: RiskObservation, block_length: int
) -> list[MeasuredRate]:
    """
    Measure each threshold of a table on observed frames.

    :param observed: with the areas of the table's thresholds, if its set is ``drivable``.
    :param block_length: of the bootstrap [frames].
    """
    counts = observed.sets[table.set_name]
    losses, rates, recall = monotone_losses(counts), false_rates(counts), recalls(counts)
    found = []
    for rate, threshold in table.thresholds:
        if threshold is None:
            continue
        level = round(threshold * 255)
        found.append(
            MeasuredRate(
                rate,
                threshold,
                loss=float(losses[:, level].mean()),
                interval=mean_interval(losses[:, level], block_length),
                false_rate=float(rates[:, level].mean()),
                recall=float(recall[level]),
                area=_measure_area(table, observed, threshold),
            )
        )
    return found


def _measure_area(
    table: RiskTable, observed: RiskObservation, threshold: float
) -> tuple[float, float] | None:
    if table.set_name != DRIVABLE:
        return None
    counts = observed.areas[threshold]
    return float(false_rates(counts)[:, 255].mean()), float(recalls(counts)[255])
