# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Risk tables of a pipeline's class sets, added to those that its model has."""

from __future__ import annotations

from collections.abc import Sequence

from seg_node.core.errors import BackendError, ConfigurationError
from seg_node.core.image_size import format_size
from seg_node.core.pipeline import Pipeline
from seg_node.core.risk_table import RiskTable
from seg_node.evaluation.risk_observation import RiskObservation
from seg_node.evaluation.risk_tables import make_table


def make_tables(
    pipeline: Pipeline, observed: RiskObservation, rates: Sequence[float], data: str
) -> tuple[RiskTable, ...]:
    """
    Choose thresholds for each class set.

    :param pipeline: that was observed.
    :param rates: rising.
    :param data: name of the frames.
    """
    return tuple(
        make_table(
            counts,
            rates,
            set_name=name,
            class_ids=pipeline.class_ids(name),
            network_size=observed.network_size,
            precision=pipeline.backend.precision,
            data=data,
        )
        for name, counts in observed.sets.items()
        if pipeline.class_ids(name)
    )


def find_tables(pipeline: Pipeline, network_size: tuple[int, int]) -> tuple[RiskTable, ...]:
    """
    Give the model's tables that hold for its class sets as the pipeline runs.

    :param network_size: (width, height) that frames are segmented at [px].
    :raises ConfigurationError: if there are none.
    """
    spec, precision = pipeline.backend.spec, pipeline.backend.precision
    found = tuple(
        table
        for table in spec.risk_tables
        if (table.network_size, table.precision) == (network_size, precision)
        and table.set_name in pipeline.set_names
        and table.class_ids == pipeline.class_ids(table.set_name)
    )
    if not found:
        names = spec.labels.names
        there = ' or '.join(f'{each.set_name}={each.describe(names)}' for each in spec.risk_tables)
        raise ConfigurationError(
            f'the model is calibrated for {there or "no risk"}, and runs at '
            f'{format_size(network_size)} in {precision}: calibrate it for that with seg calibrate'
        )
    return found


def join_tables(before: Sequence[RiskTable], new: Sequence[RiskTable]) -> tuple[RiskTable, ...]:
    """Add tables to others, in the place of those that hold for the same."""
    joined = {
        (table.set_name, table.class_ids, table.network_size, table.precision): table
        for table in (*before, *new)
    }
    return tuple(joined.values())


def check_precision(pipeline: Pipeline, precision: str) -> None:
    """
    Check that nothing has taken the place of the runtime that was asked for.

    :param precision: that was asked for.
    :raises BackendError: if the net computes in another one.
    """
    backend = pipeline.backend
    if backend.precision != backend.spec.name_precision(precision):
        raise BackendError(
            f'{backend.description} runs in {backend.precision}, since what was asked for in '
            f'{precision} does not: mend that, or calibrate in the precision that runs'
        )
