# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The model file of every net says what torch says."""

import cv2
import numpy as np
import onnxruntime
import pytest
import torch
from torch import nn

from seg_node.core.label_set import class_set_matrix
from seg_node.export.model_file import export_model
from seg_node.export.model_graph import ModelGraph
from seg_node.models import create_model, list_models

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def draw_frame(height, width):
    """Blobs of all sizes and colours: something to find borders in."""
    random = np.random.default_rng(height)
    frame = np.zeros((height, width, 3))
    for cells in (3, 8, 24):
        coarse = random.uniform(-1, 1, (cells, cells, 3))
        frame += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(128 + 60 * frame, 0, 255).astype(np.uint8)


def randomise(net):
    """Give norms statistics as if they had seen images."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            for name, low, high in (('mean', -0.2, 0.2), ('var', 0.5, 1.5)):
                nn.init.uniform_(module.get_buffer(f'running_{name}'), low, high)
            nn.init.uniform_(module.weight, 0.8, 1.2)
    return net.eval()


@pytest.mark.parametrize('name', list_models())
@torch.inference_mode()
def test_labels_of_runtime_and_torch_are_equal(name, labels, tmp_path):
    torch.manual_seed(0)
    net = randomise(create_model(name, len(labels)))
    spec = export_model(net, labels, tmp_path / 'model.onnx', (512, 256))
    session = onnxruntime.InferenceSession(
        tmp_path / 'model.onnx', providers=['CPUExecutionProvider']
    )
    graph = ModelGraph(net, spec.output_stride).eval()
    graph.temperature.fill_(spec.temperature)
    class_sets = class_set_matrix(labels, labels.class_sets)
    for height, width in ((256, 512), (2 * net.stride, 3 * net.stride)):
        frames = draw_frame(height, width)[None]
        found = session.run(None, {'frame': frames, 'class_sets': class_sets})
        expected = graph(torch.from_numpy(frames), torch.from_numpy(class_sets))
        assert np.mean(found[0] == expected[0].numpy()) >= 0.999
        assert len(np.unique(found[0])) > 1, 'one class everywhere would agree with anything'
        np.testing.assert_allclose(found[1], expected[1].numpy().astype(float), atol=1)
