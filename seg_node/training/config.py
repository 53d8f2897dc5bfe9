# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a training run is made of, from a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, MISSING
from pathlib import Path
from typing import Any

import yaml

from seg_node.core.errors import ConfigurationError
from seg_node.models import list_models

# The least value of each number; where it is whole, the number must be.
_LEAST = {
    'steps': 1,
    'batch_size': 1,
    'crop_size': 1,
    'learning_rate': 0.0,
    'encoder_rate': 0.0,
    'weight_decay': 0.0,
    'warmup_steps': 1,
    'poly_power': 0.0,
    'auxiliary_weight': 0.0,
    'validate_every': 1,
    'seed': 0,
}


@dataclass(frozen=True)
class DataFolder:
    """
    A folder of labelled frames and how often each is drawn per epoch.

    :param path: of the folder, which holds ``image/`` and ``label/``.
    :param repeat: 0.5 draws half of the frames, 2 draws each twice.
    :raises ConfigurationError: if a value cannot be.
    """

    path: str
    repeat: float = 1.0

    def __post_init__(self) -> None:
        _check_text('path', self.path)
        _check_number('repeat', self.repeat, 0.0)


@dataclass(frozen=True)
class TrainingConfig:
    """
    All that decides the weights, so that a run can be repeated.

    :param architecture: registry name of the net.
    :param label_set: name or path of the label set of the data.
    :param data: what crops are drawn from, each folder in proportion to its
        frames times ``repeat``.
    :param validation: folder of the frames that accuracy is reported on.
    :param start_from: checkpoint whose weights the run starts from; by default
        the encoder's pretrained ones, and the rest at random.
    :param network_size: (width, height) that a validation frame is resized to [px].
    :param steps: of the optimiser.
    :param batch_size: crops per step.
    :param crop_size: side of a square crop [px].
    :param scale_range: of a random enlargement before the crop.
    :param learning_rate: its peak; the encoder's is ``encoder_rate`` times it.
    :param encoder_rate: factor for pretrained parameters.
    :param weight_decay: of AdamW.
    :param warmup_steps: over which the rate rises to its peak; 1 begins there.
    :param poly_power: of the decay to zero.
    :param auxiliary_weight: of the auxiliary heads' losses.
    :param validate_every: steps between two validations.
    :param seed: of everything random.
    :raises ConfigurationError: if a value cannot be.
    """

    architecture: str
    label_set: str
    data: tuple[DataFolder, ...]
    validation: str
    start_from: str = ''
    network_size: tuple[int, int] = (512, 384)
    steps: int = 2070
    batch_size: int = 8
    crop_size: int = 288
    scale_range: tuple[float, float] = (0.6, 1.8)
    learning_rate: float = 1.5e-3
    encoder_rate: float = 0.3
    weight_decay: float = 0.01
    warmup_steps: int = 40
    poly_power: float = 0.9
    auxiliary_weight: float = 0.4
    validate_every: int = 460
    seed: int = 0

    def __post_init__(self) -> None:
        if self.architecture not in list_models():
            raise ConfigurationError(
                f'architecture is {self.architecture!r}: choose from {", ".join(list_models())}'
            )
        _check_text('label_set', self.label_set)
        _check_text('validation', self.validation)
        if not isinstance(self.start_from, str):
            raise ConfigurationError(f'start_from is {self.start_from!r}: give a path')
        for name, least in _LEAST.items():
            _check_number(name, getattr(self, name), least)
        _check_pair('network_size', self.network_size, 1)
        _check_pair('scale_range', self.scale_range, 0.01)
        if self.scale_range[0] > self.scale_range[1]:
            raise ConfigurationError(f'scale_range is {self.scale_range}: give the lesser first')

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TrainingConfig:
        """
        Read the form that a YAML file or ``dataclasses.asdict`` gives.

        :raises ConfigurationError: if a key is unknown or missing, or a value cannot be.
        """
        _check_keys(cls, data)
        folders = data['data']
        if not isinstance(folders, list | tuple) or not folders:
            raise ConfigurationError(f'data is {folders!r}: give a list of at least one folder')
        for folder in folders:
            _check_keys(DataFolder, folder)
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
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ConfigurationError) as error:
        raise ConfigurationError(f'{path} is not a training configuration: {error}') from error


def _check_keys(kind: type[TrainingConfig | DataFolder], data: object) -> None:
    known = {f.name: f.default is MISSING for f in fields(kind)}
    if not isinstance(data, Mapping):
        raise ConfigurationError(f'{data!r} is no mapping: give values for {", ".join(known)}')
    unknown = sorted(str(key) for key in data if key not in known)
    if unknown:
        raise ConfigurationError(f'unknown keys {unknown}: choose from {", ".join(known)}')
    missing = [name for name, is_required in known.items() if is_required and name not in data]
    if missing:
        raise ConfigurationError(f'missing keys {missing}: add them')


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str) or not value:
        raise ConfigurationError(f'{name} is {value!r}: give a name or path')


def _check_number(name: str, value: Any, least: float) -> None:
    is_whole = isinstance(least, int)
    is_number = isinstance(value, int) or (isinstance(value, float) and not is_whole)
    if not is_number or isinstance(value, bool) or not value >= least:  # nan is not, either
        # PyYAML reads 1e-3 as text: YAML 1.1 wants the point.
        kind = 'a whole number' if is_whole else 'a number, written like 1.0e-3 if it is small,'
        raise ConfigurationError(f'{name} is {value!r}: give {kind} of at least {least}')


def _check_pair(name: str, value: object, least: float) -> None:
    if not isinstance(value, tuple) or len(value) != 2:
        raise ConfigurationError(f'{name} is {value!r}: give two numbers')
    for number in value:
        _check_number(name, number, least)
