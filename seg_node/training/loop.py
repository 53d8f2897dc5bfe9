# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The training loop."""

from __future__ import annotations

from collections.abc import Sequence
import csv
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader
from tqdm import tqdm

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import LabelSet, load_label_set
from seg_node.core.metrics import SegmentationScores
from seg_node.models import create_model, SegmentationNet
from seg_node.sources.folder import FolderSource
from seg_node.training.augmentation import Augmentation
from seg_node.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from seg_node.training.config import TrainingConfig
from seg_node.training.dataset import class_frequencies, CropDataset, open_labelled
from seg_node.training.losses import (
    auxiliary_cross_entropy,
    class_weights,
    pixel_cross_entropy,
)
from seg_node.training.optimisation import create_optimizer, create_schedule
from seg_node.training.validation import normalise, validate


def train(config: TrainingConfig, out: Path, threads: int = 0) -> Path:
    """
    Train a net.

    :param config: the whole run.
    :param out: folder for ``checkpoint.pt`` and ``metrics.csv``; made if missing.
    :param threads: of torch; 0 takes one a core.
    :returns: the path of the checkpoint.
    :raises ConfigurationError: if ``threads`` is negative, or a configured size
        does not fit the net.
    :raises SourceError: if a frame or its labels cannot be read.
    """
    if threads < 0:
        raise ConfigurationError(f'threads is {threads}: give a number of threads, or 0')
    if threads:
        torch.set_num_threads(threads)
    torch.manual_seed(config.seed)
    labels = load_label_set(config.label_set)
    sources = [open_labelled(folder.path, labels) for folder in config.data]
    validation = open_labelled(config.validation, labels)
    net = _create_net(config, labels)
    _check_sizes(config, net.stride)
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = create_optimizer(net, config)
    schedule = create_schedule(optimizer, config)
    weights = class_weights(class_frequencies(sources, len(labels)))
    out.mkdir(parents=True, exist_ok=True)

    rows: list[dict[str, float]] = []
    losses: list[float] = []
    progress = tqdm(_batches(config, sources), desc='train', unit='step')
    for step, (crops, truth) in enumerate(progress, start=1):
        net.train()
        loss = _loss(net, crops, truth, weights, config.auxiliary_weight)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        progress.set_postfix(loss=f'{losses[-1]:.3f}', refresh=False)
        if step % config.validate_every == 0 or step == config.steps:
            scores = validate(net, validation, labels, config.network_size)
            progress.write(f'step {step}: miou {scores.miou:.4f} {_by_class(scores, labels)}')
            rows.append({'step': step, 'loss': float(np.mean(losses)), 'miou': scores.miou})
            losses.clear()
            _write_rows(out / 'metrics.csv', rows)
            save_checkpoint(out / 'checkpoint.pt', Checkpoint(net, config, scores.miou))
    return out / 'checkpoint.pt'


def _create_net(config: TrainingConfig, labels: LabelSet) -> SegmentationNet:
    if not config.start_from:
        return create_model(config.architecture, len(labels), pretrained=True)
    checkpoint = load_checkpoint(Path(config.start_from))
    if (checkpoint.config.architecture, checkpoint.labels) != (config.architecture, labels):
        raise ConfigurationError(
            f'start_from {config.start_from} is {checkpoint.config.architecture} for '
            f"'{checkpoint.labels.name}': give one that is {config.architecture} for "
            f"'{labels.name}'"
        )
    return checkpoint.net


def _check_sizes(config: TrainingConfig, stride: int) -> None:
    sizes = {'crop_size': (config.crop_size,), 'network_size': config.network_size}
    for name, sides in sizes.items():
        if any(side % stride for side in sides):
            raise ConfigurationError(
                f'{name} is {"x".join(map(str, sides))}: {config.architecture} needs multiples '
                f'of {stride}'
            )


def _batches(
    config: TrainingConfig, sources: Sequence[FolderSource]
) -> DataLoader[tuple[Tensor, Tensor]]:
    dataset = CropDataset(
        sources,
        [folder.repeat for folder in config.data],
        config.steps * config.batch_size,
        Augmentation(config.crop_size, config.scale_range),
        config.seed,
    )
    return DataLoader(dataset, batch_size=config.batch_size)


def _loss(
    net: SegmentationNet, crops: Tensor, truth: Tensor, weights: Tensor, auxiliary_weight: float
) -> Tensor:
    outputs = net.forward_training(normalise(crops, net))
    loss = pixel_cross_entropy(outputs.logits, truth, weights)
    for head in outputs.auxiliary:
        loss = loss + auxiliary_weight * auxiliary_cross_entropy(head, truth, weights)
    return loss


def _write_rows(path: Path, rows: Sequence[dict[str, float]]) -> None:
    with path.open('w', newline='', encoding='utf-8') as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _by_class(scores: SegmentationScores, labels: LabelSet) -> str:
    return ' '.join(
        f'{name} {iou:.3f}' for name, iou in zip(labels.names, scores.iou, strict=True)
    )
