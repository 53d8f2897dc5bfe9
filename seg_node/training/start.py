# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The nets that a run starts with: the one that learns, and its teacher."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import LabelSet
from seg_node.models import create_model, SegmentationNet
from seg_node.models.checkpoint import load_checkpoint
from seg_node.training.config import TrainingConfig


def create_net(config: TrainingConfig, labels: LabelSet) -> SegmentationNet:
    """
    Build the net of a run, with the weights that its first step sees.

    A checkpoint of other classes gives all weights but those of the layers that
    score classes, which start at random.

    :raises ConfigurationError: if ``start_from`` is another net.
    :raises ModelFileError: if it cannot be read.
    """
    name, options = config.architecture, config.options
    if not config.start_from:
        return create_model(name, len(labels), pretrained=True, **options)
    checkpoint = load_checkpoint(Path(config.start_from))
    found = checkpoint.net
    if (found.architecture, dict(found.options)) != (name, dict(options)):
        raise ConfigurationError(
            f'start_from {config.start_from} is {_describe(found.architecture, found.options)}: '
            f'give one that is {_describe(name, options)}'
        )
    if checkpoint.labels.names == labels.names:
        return found
    net = create_model(name, len(labels), **options)
    # What another number of classes gives another shape scores classes.
    other = create_model(name, len(labels) + 1, **options).state_dict()
    shapes = {key: value.shape for key, value in net.state_dict().items()}
    kept = {
        key: value for key, value in found.state_dict().items() if other[key].shape == shapes[key]
    }
    net.load_state_dict(kept, strict=False)
    return net


def load_teacher(config: TrainingConfig, labels: LabelSet) -> SegmentationNet | None:
    """
    Load the net that a run learns from, if it has one, in evaluation mode.

    :raises ConfigurationError: if it has other classes, or takes no crops of this size.
    :raises ModelFileError: if it cannot be read.
    """
    if not config.teacher:
        return None
    checkpoint = load_checkpoint(Path(config.teacher))
    if checkpoint.labels.names != labels.names:
        raise ConfigurationError(
            f"teacher {config.teacher} has the classes of '{checkpoint.labels.name}' and the run "
            f"has those of '{labels.name}': give one that has the same"
        )
    checkpoint.net.check_sides('crop_size', config.crop_size)
    return checkpoint.net.eval().requires_grad_(False)


def _describe(architecture: str, options: Mapping[str, Any]) -> str:
    return f'{architecture} with options {dict(options)}' if options else architecture
