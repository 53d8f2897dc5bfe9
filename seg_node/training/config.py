# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a training run is made of, from a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from seg_node.core.errors import ConfigurationError
from seg_node.training.config_checks import (
    check_choice,
    check_keys,
    check_losses,
    check_model,
    check_number,
    check_pair,
    check_text,
)

# The least value of each number; where it is whole, the number must be.
_LEAST = {
    'steps': 1,
    'batch_size': 2,
    'crop_size': 1,
    'learning_rate': 0.0,
    'encoder_rate': 0.0,
    'frozen_blocks': 0,
    'momentum': 0.0,
    'weight_decay': 0.0,
    'warmup_steps': 1,
    'poly_power': 0.0,
    'gradient_clip': 0.0,
    'ema_decay': 0.0,
    'auxiliary_weight': 0.0,
    'teacher_weight': 0.0,
    'log_every': 1,
    'validate_every': 1,
    'save_every': 1,
    'seed': 0,
}
_CHOICES = {
    'class_weights': ('log', 'none'),
    'optimizer': ('adamw', 'sgd'),
    'schedule': ('poly', 'cosine'),
    'precision': ('fp32', 'bf16', 'fp16'),
}


@dataclass(frozen=True)
class DataFolder:
    """
    A source of labelled frames and how often each is drawn per epoch.

    :param path: of a folder that holds ``image/`` and ``label/``, where ``*`` stands for
        any name, or a data set as in ``cityscapes:PATH``.
    :param repeat: 0.5 draws half of the frames, 2 draws each twice.
    :raises ConfigurationError: if a value cannot be.
    """

    path: str
    repeat: float = 1.0

    def __post_init__(self) -> None:
        check_text('path', self.path)
        check_number('repeat', self.repeat, 0.0)


@dataclass(frozen=True)
class TrainingConfig:
    """
    All that decides the weights, so that a run can be repeated.

    :param architecture: registry name of the net.
    :param label_set: name or path of the label set of the data.
    :param data: what crops are drawn from, each source in proportion to its
        frames times ``repeat``.
    :param validation: source of the frames that accuracy is reported on.
    :param options: of the net, e.g. ``{'width': 16}`` of a U-Net.
    :param start_from: checkpoint whose weights the run starts from; by default
        the encoder's pretrained ones, and the rest at random.
    :param network_size: (width, height) that a validation frame is resized to, and the
        nominal input of the model file [px].
    :param steps: of the optimiser.
    :param batch_size: crops per step, of all processes together; at least two each, since
        the batch norm of a net's global features has no other values to compare.
    :param crop_size: side of a square crop [px].
    :param scale_range: of a random enlargement before the crop; at 1 a frame has as many
        pixels as ``network_size``.
    :param losses: weight by name of each loss that is summed.
    :param class_weights: 'log' weighs rare classes up in the cross-entropies.
    :param auxiliary_weight: of the auxiliary heads' losses.
    :param teacher: checkpoint of a net of the same classes, whose probabilities are learned too;
        empty for none.
    :param teacher_weight: of that loss.
    :param optimizer: 'adamw' or 'sgd'.
    :param learning_rate: its peak; the encoder's is ``encoder_rate`` times it.
    :param encoder_rate: factor for pretrained parameters.
    :param frozen_blocks: of a pretrained encoder, from the first, that stay as they are: they
        see what is much the same in all pictures.
    :param frozen_norms: let batch norm in all of the encoder keep its mean and variance.
    :param momentum: of sgd.
    :param weight_decay: of the optimiser.
    :param schedule: how the rate falls to zero, 'poly' or 'cosine'.
    :param warmup_steps: over which the rate rises to its peak; 1 begins there.
    :param poly_power: of 'poly'.
    :param gradient_clip: greatest norm of a step's gradient; 0 for any.
    :param ema_decay: of a running average of the weights, which is validated and
        kept in their place; 0 for none.
    :param precision: 'bf16' or 'fp16' for automatic mixed precision.
    :param deterministic: ask torch for CUDA kernels that repeat themselves to the
        bit, or an error where it has none; CPUs always do.
    :param log_every: steps between two rows of the log.
    :param validate_every: steps between two validations.
    :param save_every: steps between two states that a run can go on from; each validation
        saves one too.
    :param seed: of everything random.
    :raises ConfigurationError: if a value cannot be.
    """

    architecture: str
    label_set: str
    data: tuple[DataFolder, ...]
    validation: str
    options: Mapping[str, Any] = field(default_factory=dict)
    start_from: str = ''
    network_size: tuple[int, int] = (512, 384)
    steps: int = 2070
    batch_size: int = 8
    crop_size: int = 288
    scale_range: tuple[float, float] = (0.6, 1.8)
    losses: Mapping[str, float] = field(default_factory=lambda: {'cross_entropy': 1.0})
    class_weights: str = 'log'
    auxiliary_weight: float = 0.4
    teacher: str = ''
    teacher_weight: float = 1.0
    optimizer: str = 'adamw'
    learning_rate: float = 1.5e-3
    encoder_rate: float = 0.3
    frozen_blocks: int = 0
    frozen_norms: bool = False
    momentum: float = 0.9
    weight_decay: float = 0.01
    schedule: str = 'poly'
    warmup_steps: int = 40
    poly_power: float = 0.9
    gradient_clip: float = 0.0
    ema_decay: float = 0.0
    precision: str = 'fp32'
    deterministic: bool = False
    log_every: int = 20
    validate_every: int = 460
    save_every: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        check_model(self.architecture, self.options)
        check_text('label_set', self.label_set)
        check_text('validation', self.validation)
        for name in ('start_from', 'teacher'):
            value = getattr(self, name)
            if not isinstance(value, str):
                raise ConfigurationError(f'{name} is {value!r}: give a path')
        for name, least in _LEAST.items():
            check_number(name, getattr(self, name), least)
        for name, choices in _CHOICES.items():
            check_choice(name, getattr(self, name), choices)
        for name in ('deterministic', 'frozen_norms'):
            check_choice(name, getattr(self, name), (True, False))
        if self.ema_decay >= 1:
            raise ConfigurationError(f'ema_decay is {self.ema_decay}: give a number below 1')
        check_losses(self.losses)
        check_pair('network_size', self.network_size, 1)
        check_pair('scale_range', self.scale_range, 0.01)
        if self.scale_range[0] > self.scale_range[1]:
            raise ConfigurationError(f'scale_range is {self.scale_range}: give the lesser first')

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TrainingConfig:
        """
        Read the form that a YAML file or ``dataclasses.asdict`` gives.

        :raises ConfigurationError: if a key is unknown or missing, or a value cannot be.
        """
        check_keys(cls, data)
        folders = data['data']
        if not isinstance(folders, list | tuple) or not folders:
            raise ConfigurationError(f'data is {folders!r}: give a list of at least one folder')
        for folder in folders:
            check_keys(DataFolder, folder)
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        values['data'] = tuple(DataFolder(**folder) for folder in folders)
        return cls(**values)


def load_training_config(path: Path) -> TrainingConfig:
    """
    Read a run's YAML file; relative data paths count from the working directory.

    :raises ConfigurationError: if the file cannot be read, a key is unknown or
        missing, or a value cannot be.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding='utf-8'))
        return TrainingConfig.from_dict(data)
    # A date that there is not is a ValueError.
    except (OSError, ValueError, RecursionError, yaml.YAMLError, ConfigurationError) as error:
        raise ConfigurationError(f'{path} is not a training configuration: {error}') from error
