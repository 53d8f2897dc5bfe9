# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A small net with all that a benchmark cuts away: normalisation, enlargement, maps."""

from types import SimpleNamespace

import cv2
from missing_modules import skip_without
import numpy as np
import pytest

NETWORK_SIZE = (64, 48)
FRAME_SIZE = (150, 120)


def pytest_pycollect_makemodule(parent):
    """Skip this folder, with the reason, where something is not installed."""
    return skip_without(parent, 'torch', 'onnx', 'onnxscript', 'onnxruntime')


@pytest.fixture(scope='session')
def tiny(camvid, tmp_path_factory):
    """Net, spec and path of a model file whose maps have half the network's size."""
    import torch
    from torch import nn

    from seg_node.export.model_file import export_model
    from seg_node.models import SegmentationNet

    class TinyNet(SegmentationNet):
        architecture = 'tiny'
        stride = 8
        logit_stride = 8
        mean = (120.0, 110.0, 100.0)
        std = (60.0, 70.0, 80.0)

        def __init__(self):
            super().__init__()
            self.layers = nn.Conv2d(3, len(camvid), 8, stride=8)

        def forward(self, images):
            return self.layers(images)

    torch.manual_seed(0)
    net = TinyNet().eval()
    nn.init.normal_(net.layers.weight, std=0.1)
    path = tmp_path_factory.mktemp('tiny') / 'tiny.onnx'
    spec = export_model(net, camvid, path, NETWORK_SIZE, output_stride=2)
    return SimpleNamespace(net=net, spec=spec, path=path)


@pytest.fixture(scope='session')
def image():
    """Large blobs of colour, since noise would have a border at each pixel."""
    coarse = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    return cv2.resize(coarse, FRAME_SIZE, interpolation=cv2.INTER_CUBIC)
