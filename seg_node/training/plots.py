# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of a run: its learning curve, what it confuses, what it predicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure
import numpy as np
import torch

from seg_node.core.label_set import LabelSet
from seg_node.core.metrics import ConfusionMatrix
from seg_node.core.overlay import colour_labels
from seg_node.core.sheet import spread_over, write_sheet
from seg_node.models import SegmentationNet
from seg_node.sources.picture_source import PictureSource
from seg_node.training.validation import predict

_CAPTIONS = ('camera', 'truth', 'prediction')
_ROW_COUNT = 4
_LEGIBLE_CLASSES = 40


def draw_learning_curve(path: Path, rows: Sequence[Mapping[str, float]]) -> None:
    """Draw loss and mean IoU over the steps of a log."""
    figure = Figure(figsize=(8, 4.5), layout='constrained')
    loss_axes = figure.add_subplot(xlabel='step', ylabel='training loss')
    loss_axes.plot([row['step'] for row in rows], [row['loss'] for row in rows], color='tab:blue')
    loss_axes.set_ylim(bottom=0)
    loss_axes.grid(alpha=0.3)
    validated = [row for row in rows if 'miou' in row]
    miou_axes = loss_axes.twinx()
    miou_axes.plot(
        [row['step'] for row in validated],
        [row['miou'] for row in validated],
        color='tab:orange',
        marker='o',
    )
    miou_axes.set(ylabel='validation mIoU', ylim=(0, 1))
    loss_axes.yaxis.label.set_color('tab:blue')
    miou_axes.yaxis.label.set_color('tab:orange')
    figure.savefig(path, dpi=120)


def draw_confusion_matrix(path: Path, matrix: ConfusionMatrix, labels: LabelSet) -> None:
    """Draw which share of each true class was predicted as which, in percent."""
    counts = matrix.counts[:, : len(labels)]
    percent = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    is_legible = len(labels) <= _LEGIBLE_CLASSES
    side = 2.5 + 0.45 * min(len(labels), _LEGIBLE_CLASSES)
    figure = Figure(figsize=(side, side), layout='constrained')
    axes = figure.add_subplot(xlabel='predicted', ylabel='true')
    axes.imshow(percent, cmap='Blues', vmin=0, vmax=100)
    ticks = range(len(labels))
    size = None if is_legible else 3
    axes.set_xticks(ticks, labels.names, rotation=90, parse_math=False, fontsize=size)
    axes.set_yticks(ticks, labels.names, parse_math=False, fontsize=size)
    for (row, column), value in np.ndenumerate(percent):
        if is_legible and value >= 0.5:
            colour = 'white' if value > 60 else 'black'
            axes.text(column, row, f'{value:.0f}', ha='center', va='center', color=colour)
    axes.set_title('% of the pixels of each true class')
    figure.savefig(path, dpi=120)


def draw_predictions(
    path: Path,
    net: SegmentationNet,
    source: PictureSource,
    network_size: tuple[int, int],
    device: torch.device,
) -> None:
    """
    Draw a few labelled frames beside what a net makes of them.

    :param net: in evaluation mode.
    :param source: labelled frames; those shown are spread over it.
    :param network_size: (width, height) that frames are resized to [px].
    :param device: of the net.
    """
    labels = source.label_set
    assert labels is not None
    rows = []
    for index in spread_over(len(source), _ROW_COUNT):
        frame = source[index]
        assert frame.labels is not None
        maps = (frame.labels, predict(net, frame.image, network_size, device))
        rows.append((frame.image, *(colour_labels(each, labels.palette) for each in maps)))
    write_sheet(path, rows, _CAPTIONS, labels)
