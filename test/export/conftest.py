# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A net that is exported in seconds, once for all tests of this folder."""

from missing_modules import skip_without
import pytest

from seg_node.core.label_set import LabelClass, LabelSet


def pytest_pycollect_makemodule(parent):
    """Skip this folder, with the reason, where something is not installed."""
    return skip_without(parent, 'torch', 'onnx', 'onnxscript', 'onnxruntime')


@pytest.fixture(scope='session')
def labels():
    classes = (LabelClass(f'class {index}', (index, 0, 0)) for index in range(5))
    return LabelSet('five', tuple(classes), {'drivable': ('class 0', 'class 3')})


@pytest.fixture(scope='session')
def net(labels):
    """Three convolutions with all that export must keep: norm, strides, enlargement."""
    import torch
    from torch import nn

    from seg_node.models import SegmentationNet
    from seg_node.models.layers import ConvNormAct, upsample

    class TinyNet(SegmentationNet):
        architecture = 'tiny'
        stride = 8
        logit_stride = 4
        mean = (120.0, 110.0, 100.0)
        std = (60.0, 70.0, 80.0)

        def __init__(self):
            super().__init__()
            self.encoder = nn.Conv2d(3, 16, 8, stride=8)
            self.middle = ConvNormAct(16, 16, 3)
            self.classifier = nn.Conv2d(16, len(labels), 1)

        def forward(self, images):
            return self.classifier(upsample(self.middle(self.encoder(images)), 2))

    torch.manual_seed(0)
    net = TinyNet().eval()
    nn.init.normal_(net.encoder.weight, std=0.1)
    nn.init.normal_(net.classifier.weight)
    return net


@pytest.fixture(scope='session')
def exported(net, labels, tmp_path_factory):
    """Spec and path of the net's model file, whose maps are at half the frame's size."""
    from seg_node.export.model_file import export_model

    path = tmp_path_factory.mktemp('export') / 'new folder' / 'tiny.onnx'
    spec = export_model(
        net,
        labels,
        path,
        network_size=(64, 48),
        output_stride=2,
        temperature=1.5,
        training_data='one street',
        metrics={'miou': 0.5},
    )
    return spec, path
