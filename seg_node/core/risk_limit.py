# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The threshold of the drivable area by the risk that it is to keep, from what was calibrated."""

from __future__ import annotations

from typing import NamedTuple

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import DRIVABLE
from seg_node.core.model_spec import ModelSpec
from seg_node.core.risk_table import describe_net, RiskTable


class RunningNet(NamedTuple):
    """
    What a threshold must have been calibrated for.

    :param class_ids: of the set ``drivable``, rising.
    :param precision: that the net computes in, as ``Backend.precision`` names it.
    :param network_size: (width, height) of its input [px], or None while no frame tells.
    """

    class_ids: tuple[int, ...]
    precision: str
    network_size: tuple[int, int] | None


class ChosenThreshold(NamedTuple):
    """
    A threshold that is in effect.

    :param threshold: least probability of a drivable pixel.
    :param uncalibrated: why it does not keep the rate that was asked for; empty if it does,
        None if none was asked for.
    """

    threshold: float
    uncalibrated: str | None = None


class RiskLimit:
    """
    The thresholds of a model that keep a mean false-drivable rate.

    Where the net runs in a way that none was calibrated for, the greatest of them holds:
    the robot goes on with what it had, and is told so.

    :param spec: of the model.
    :param rate: the most that the mean false-drivable rate may be, above 0.
    :raises ConfigurationError: if the model has no threshold for it at all.
    """

    def __init__(self, spec: ModelSpec, rate: float) -> None:
        self._rate = rate
        self._names = spec.labels.names
        self._tables = [table for table in spec.risk_tables if table.set_name == DRIVABLE]
        if not self._tables:
            raise self._refusal(f"the model has no risk calibration of '{DRIVABLE}'")
        self._greatest = max(self._thresholds(self._tables))

    def check(self, net: RunningNet) -> None:
        """
        Check that there is a threshold for how the net runs.

        :raises ConfigurationError: if there is none.
        """
        self._thresholds(self._fitting(net))

    def choose(self, net: RunningNet) -> ChosenThreshold:
        """Give the threshold for how the net runs."""
        try:
            return ChosenThreshold(max(self._thresholds(self._fitting(net))), '')
        except ConfigurationError as error:
            return ChosenThreshold(self._greatest, str(error))

    def _fitting(self, net: RunningNet) -> list[RiskTable]:
        fitting = [
            table
            for table in self._tables
            if (table.class_ids, table.precision) == (net.class_ids, net.precision)
            and net.network_size in (None, table.network_size)
        ]
        if not fitting:
            there = ' or '.join(table.describe(self._names) for table in self._tables)
            here = describe_net(self._names, net.class_ids, net.network_size, net.precision)
            raise self._refusal(f"'{DRIVABLE}' is calibrated for {there}, and {here} runs")
        return fitting

    def _thresholds(self, tables: list[RiskTable]) -> list[float]:
        """Give the thresholds of all tables that have one, if any has."""
        thresholds, reasons = [], []
        for table in tables:
            try:
                thresholds.append(table.threshold(self._rate))
            except ConfigurationError as error:
                reasons.append(f'{table.describe(self._names)}: {error}')
        if not thresholds:
            raise self._refusal(f"'{DRIVABLE}' is calibrated for {'; '.join(reasons)}")
        return thresholds

    def _refusal(self, problem: str) -> ConfigurationError:
        return ConfigurationError(
            f'max_false_drivable_rate is {self._rate:g}: {problem}; calibrate the model for it '
            'with seg calibrate, give another rate, or 0 for drivable_threshold'
        )
