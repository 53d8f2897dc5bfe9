# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A trained net on disk, with what an export or a further run must know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import torch

from seg_node.core.errors import ConfigurationError, LabelSetError, ModelFileError
from seg_node.core.label_set import LabelSet
from seg_node.core.output_file import write_whole
from seg_node.models import create_model, SegmentationNet


@dataclass(frozen=True)
class Checkpoint:
    """
    A net and what is known about it.

    :param net: with its weights.
    :param labels: the classes that it was trained on.
    :param network_size: nominal (width, height) of its input [px].
    :param training_data: what it was trained on, for people.
    :param metrics: measured figures, e.g. ``{'camvid_val_miou': 0.7}``.
    """

    net: SegmentationNet
    labels: LabelSet
    network_size: tuple[int, int]
    training_data: str = ''
    metrics: Mapping[str, float] = field(default_factory=dict)


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint."""
    save(
        path,
        {
            'architecture': checkpoint.net.architecture,
            'options': dict(checkpoint.net.options),
            'weights': checkpoint.net.state_dict(),
            'labels': checkpoint.labels.to_dict(),
            'network_size': checkpoint.network_size,
            'training_data': checkpoint.training_data,
            'metrics': dict(checkpoint.metrics),
        },
    )


def load_checkpoint(path: Path) -> Checkpoint:
    """
    Read what ``save_checkpoint`` wrote.

    :raises ModelFileError: if it is no checkpoint, or its weights are not those of
        the net that it names.
    """
    content = load(path)
    try:
        labels = LabelSet.from_dict(content['labels'])
        net = create_model(content['architecture'], len(labels), **content['options'])
        net.load_state_dict(content['weights'])
        return Checkpoint(
            net, labels, content['network_size'], content['training_data'], content['metrics']
        )
    except KeyError as error:
        raise ModelFileError(
            f'{path} is not a checkpoint of seg train, since it has no {error}: make one with it'
        ) from error
    except (RuntimeError, TypeError, ConfigurationError, LabelSetError) as error:
        raise ModelFileError(
            f'{path}: what it holds does not fit the net {content["architecture"]!r}, which may '
            f'have changed since: {error}'
        ) from error


def save(path: Path, content: Mapping[str, Any]) -> None:
    """Write plain types and tensors, and never half a file."""
    # Through memory, since torch tells a full disk as an error of its own making.
    buffer = BytesIO()
    torch.save(content, buffer)
    write_whole(path, buffer.getbuffer())


def load(path: Path) -> dict[str, Any]:
    """
    Read what ``save`` wrote, onto the CPU; nothing in the file is executed.

    :raises ModelFileError: if the file cannot be read or holds something else.
    """
    try:
        content = torch.load(path, map_location='cpu', weights_only=True)
    except OSError as error:
        raise ModelFileError(f'{path} cannot be read: {error}') from error
    except Exception as error:  # of any kind, if the file is not torch's or holds code
        raise ModelFileError(f'{path} is not a checkpoint of seg train: {error}') from error
    if not isinstance(content, dict):
        raise ModelFileError(f'{path} is not a checkpoint of seg train: make one with it')
    return content
