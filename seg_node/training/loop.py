# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The training loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import math
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.data import DataLoader
from tqdm import tqdm

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import LabelSet, load_label_set
from seg_node.sources.picture_source import PictureSource
from seg_node.training.augmentation import Augmentation
from seg_node.training.config import TrainingConfig
from seg_node.training.dataset import (
    class_frequencies,
    CropDataset,
    open_data,
    open_labelled_pictures,
)
from seg_node.training.losses import check_losses_fit, class_weights, TrainingLoss
from seg_node.training.run_folder import RunFolder
from seg_node.training.start import create_net, load_teacher
from seg_node.training.trainer import Trainer
from seg_node.training.validation import validate
from seg_node.training.world import join_world, World


def train(
    config: TrainingConfig,
    out: Path,
    *,
    resume: bool = False,
    device: str = 'auto',
    threads: int = 0,
    workers: int = 0,
) -> Path | None:
    """
    Train a net.

    On a CPU a run that was ended at any step and resumed gives the weights of an
    unbroken one, to the bit, with the same number of threads.

    :param config: the whole run.
    :param out: folder that ``RunFolder`` fills; made if missing.
    :param resume: go on from the last saved state in ``out``, if there is one.
    :param device: 'cpu', 'cuda', or 'auto' for a GPU where there is one.
    :param threads: of torch; 0 takes one a core.
    :param workers: processes that read and augment frames; 0 for this one. They do
        not change what is drawn.
    :returns: the path of the checkpoint; None in the processes that do not write it.
    :raises ConfigurationError: if an argument cannot be, a configured size does not
        fit the net, or ``out`` holds another run.
    :raises SourceError: if a frame or its labels cannot be read.
    """
    for name, value in (('threads', threads), ('workers', workers)):
        if value < 0:
            raise ConfigurationError(f'{name} is {value}: give a number of {name}, or 0')
    if threads:
        torch.set_num_threads(threads)
    with join_world(device) as world:
        return _train(config, out, resume, workers, world)


def _train(
    config: TrainingConfig, out: Path, resume: bool, workers: int, world: World
) -> Path | None:
    torch.use_deterministic_algorithms(config.deterministic)
    torch.manual_seed(config.seed)
    labels = load_label_set(config.label_set)
    sources, repeats = open_data(config.data, labels)
    validation = open_labelled_pictures(config.validation, labels)
    net = create_net(config, labels)
    net.check_sides('crop_size', config.crop_size)
    net.check_sides('network_size', *config.network_size)
    check_losses_fit(config.losses, net)
    _check_batch_size(config.batch_size, world.size)
    folder = RunFolder(out, config, labels, resume, world)
    loss_function = _create_loss(config, sources, repeats, labels, world)
    trainer = Trainer(net, config, loss_function, world, load_teacher(config, labels))
    folder.restore(trainer)
    batches = _batches(config, sources, repeats, trainer.step_count, workers, world)
    progress = tqdm(
        batches,
        desc='train',
        unit='step',
        initial=trainer.step_count,
        total=config.steps,
        disable=not world.is_first,
    )
    matrix = None
    for crops, truth in progress:
        loss = trainer.step(crops, truth)
        step = trainer.step_count
        _check_loss(loss, step)
        folder.log.add_loss(loss)
        progress.set_postfix(loss=f'{loss:.3f}', refresh=False)
        if step % config.validate_every == 0 or step == config.steps:
            matrix = validate(trainer.net, validation, config.network_size, world)
            scores = matrix.compute()
            _check_score(scores.miou, validation.name)
            folder.add_validation(trainer, scores)
            if world.is_first:
                progress.write(f'step {step}: miou {scores.miou:.4f}')
            continue
        if step % config.log_every == 0:
            folder.log.add_row(step, trainer.learning_rate, {})
        if step % config.save_every == 0:
            folder.save(trainer)
    if matrix is None:  # the run was ended after its last step
        matrix = validate(trainer.net, validation, config.network_size, world)
        folder.write_checkpoint(trainer.net, matrix.compute())
    folder.draw(trainer.net, validation, matrix)
    return folder.checkpoint if world.is_first else None


def _create_loss(
    config: TrainingConfig,
    sources: Sequence[PictureSource],
    repeats: Sequence[float],
    labels: LabelSet,
    world: World,
) -> TrainingLoss:
    weights = None
    if config.class_weights == 'log':
        frequencies = class_frequencies(
            sources, repeats, len(labels), is_silent=not world.is_first
        )
        if not frequencies.any():
            names = ', '.join(source.name for source in sources)
            raise SourceError(f'no pixel has a label in {names}: nothing can be learned of them')
        weights = class_weights(frequencies)
    return TrainingLoss(config.losses, weights, config.auxiliary_weight)


def _check_batch_size(batch_size: int, process_count: int) -> None:
    if batch_size % process_count or batch_size < 2 * process_count:
        raise ConfigurationError(
            f'batch_size is {batch_size}, the crops of all processes together: give a '
            f'multiple of {process_count} for as many processes, of at least two crops each'
        )


def _batches(
    config: TrainingConfig,
    sources: Sequence[PictureSource],
    repeats: Sequence[float],
    start: int,
    workers: int,
    world: World,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Give this process's share of the batch of each step that is left."""
    size = config.batch_size
    dataset = CropDataset(
        sources,
        repeats,
        config.steps * size,
        Augmentation(config.crop_size, config.scale_range, config.network_size),
        config.seed,
    )
    share = size // world.size
    firsts = range(start * size + world.rank * share, config.steps * size, size)
    loader = DataLoader(
        dataset,
        batch_sampler=[list(range(first, first + share)) for first in firsts],
        num_workers=workers,
        pin_memory=world.device.type == 'cuda',
    )
    try:
        yield from loader
    except SourceError as error:
        # A loader process puts its traceback in front of what is wrong.
        raise SourceError(str(error).rpartition('SourceError: ')[2].strip()) from error


def _check_score(miou: float, name: str) -> None:
    if math.isnan(miou):
        raise SourceError(f'no pixel has a label in {name}: give other frames as validation')


def _check_loss(loss: float, step: int) -> None:
    if not math.isfinite(loss):
        raise ConfigurationError(
            f'the loss is {loss} at step {step}: lower learning_rate, raise warmup_steps or set '
            'gradient_clip'
        )
