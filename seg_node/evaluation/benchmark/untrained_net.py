# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Registered nets as model files without training, for what they cost."""

from __future__ import annotations

from pathlib import Path

import torch

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import load_label_set
from seg_node.export.model_file import export_model
from seg_node.models import create_model, list_models, SegmentationNet

_NETWORK_SIZE = (512, 384)


def export_untrained(name: str, path: Path) -> SegmentationNet:
    """
    Write the model file of a net whose weights are random, the same each time.

    :param name: of the net in the registry.
    :param path: of the ``.onnx`` file.
    :returns: the net with these weights.
    :raises ConfigurationError: if there is no such net.
    """
    if name not in list_models():
        raise ConfigurationError(f"no net '{name}': choose from {', '.join(list_models())}")
    torch.manual_seed(0)
    labels = load_label_set('camvid')
    net = create_model(name, len(labels))
    export_model(net, labels, path, _NETWORK_SIZE, training_data='none: random weights')
    return net
