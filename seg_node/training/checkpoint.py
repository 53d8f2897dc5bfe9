# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A trained net on disk, together with the run that it came from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from seg_node.core.errors import ModelFileError
from seg_node.core.label_set import LabelSet, load_label_set
from seg_node.models import create_model, SegmentationNet
from seg_node.training.config import TrainingConfig


@dataclass(frozen=True)
class Checkpoint:
    """
    A net and how it was made.

    :param net: with the weights of the run's last validation.
    :param config: of the run.
    :param miou: measured on the run's validation frames.
    """

    net: SegmentationNet
    config: TrainingConfig
    miou: float

    @property
    def labels(self) -> LabelSet:
        """Load the classes that the net was trained on."""
        return load_label_set(self.config.label_set)


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint: plain types and tensors only, and never half a file."""
    content = {
        'weights': checkpoint.net.state_dict(),
        'config': asdict(checkpoint.config),
        'miou': checkpoint.miou,
    }
    partial = path.with_suffix('.partial')
    torch.save(content, partial)
    partial.replace(path)


def load_checkpoint(path: Path) -> Checkpoint:
    """
    Read what ``save_checkpoint`` wrote; nothing in the file is executed.

    :raises ModelFileError: if it is no checkpoint, or its weights are not those of
        the net and label set that its configuration names.
    :raises ConfigurationError: if its configuration cannot be used.
    """
    content = _load(path)
    config = TrainingConfig.from_dict(content['config'])
    net = create_model(config.architecture, len(load_label_set(config.label_set)))
    try:
        net.load_state_dict(content['weights'])
    except RuntimeError as error:
        raise ModelFileError(
            f'{path}: its weights do not fit {config.architecture} with the label set '
            f"'{config.label_set}', which has changed since, or the net has: {error}"
        ) from error
    return Checkpoint(net, config, content['miou'])


def _load(path: Path) -> dict[str, Any]:
    try:
        content = torch.load(path, map_location='cpu', weights_only=True)
    except OSError as error:
        raise ModelFileError(f'{path} cannot be read: {error}') from error
    except Exception as error:  # of any kind, if the file is not torch's or holds code
        raise ModelFileError(f'{path} is not a checkpoint of seg train: {error}') from error
    if not isinstance(content, dict) or not {'weights', 'config', 'miou'} <= content.keys():
        raise ModelFileError(f'{path} is not a checkpoint of seg train: make one with it')
    return content
