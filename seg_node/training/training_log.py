# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The figures of a run over its steps, as CSV and for TensorBoard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import csv
from pathlib import Path
from typing import Any

from torch.utils.tensorboard.writer import SummaryWriter

from seg_node.core.label_set import LabelSet
from seg_node.core.metrics import SegmentationScores

Row = dict[str, float]


class TrainingLog:
    """
    Collects a run's figures and writes them into its folder.

    :param folder: for ``metrics.csv`` and the event files of TensorBoard; None
        where another process writes them.
    :param state: that ``state_dict`` gave, where the run goes on; events that were
        written after it are hidden.
    """

    def __init__(self, folder: Path | None, state: Mapping[str, Any] | None = None) -> None:
        self._folder = folder
        self.rows: list[Row] = list(state['rows']) if state else []
        self._losses: list[float] = list(state['losses']) if state else []
        purge_step = int(self.rows[-1]['step']) + 1 if self.rows else 0
        self._events = SummaryWriter(str(folder), purge_step=purge_step) if folder else None

    def add_loss(self, loss: float) -> None:
        """Keep the loss of a step for the next row."""
        self._losses.append(loss)

    def add_row(self, step: int, learning_rate: float, scores: Row) -> None:
        """
        End a row with the mean of the losses since the last.

        :param step: that was just taken, from 1.
        :param learning_rate: of the next step.
        :param scores: of a validation after this step, or empty.
        """
        loss = sum(self._losses) / len(self._losses)
        row = {'step': step, 'loss': loss, 'learning_rate': learning_rate, **scores}
        self._losses.clear()
        self.rows.append(row)
        if self._events is not None:
            for name, value in row.items():
                if name != 'step':
                    self._events.add_scalar(name, value, step)

    def write(self) -> None:
        """Bring the files up to date."""
        if self._folder is None or self._events is None:
            return
        self._events.flush()
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        with (self._folder / 'metrics.csv').open('w', newline='', encoding='utf-8') as file:
            writer = csv.DictWriter(file, fieldnames=names)
            writer.writeheader()
            writer.writerows(self.rows)

    def close(self) -> None:
        """Close the event file."""
        if self._events is not None:
            self._events.close()

    def state_dict(self) -> dict[str, Any]:
        """Give what a log that goes on starts with."""
        return {'rows': list(self.rows), 'losses': list(self._losses)}


def score_columns(scores: SegmentationScores, labels: LabelSet) -> Row:
    """Name the figures of a validation: ``miou``, ``pixel_accuracy``, ``iou/<class>``."""
    by_class: Sequence[tuple[str, float]] = list(zip(labels.names, scores.iou, strict=True))
    return {
        'miou': scores.miou,
        'pixel_accuracy': scores.pixel_accuracy,
        **{f'iou/{name}': float(iou) for name, iou in by_class},
    }
