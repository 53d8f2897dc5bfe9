# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The graph of every net says in a runtime what it says in torch.

Traced for one shape, which takes a quarter of the time; scripts/zoo does it with open
shapes, after training.
"""

from dataclasses import replace

import cv2
import numpy as np
import onnxruntime
import pytest
import torch

from seg_node.core.label_set import class_set_matrix
from seg_node.core.model_spec import ModelSpec
from seg_node.export.model_file import trace_graph
from seg_node.export.model_graph import ModelGraph
from seg_node.model_files.onnx_file import set_spec
from seg_node.models import create_model, list_models, SegmentationNet
from seg_node.training.validation import normalise

SIZE = (192, 128)
CLASS_SETS = {'two': ('class 0', 'class 3'), 'one': ('class 1',), 'none': ()}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope='module')
def frames():
    """Give a frame with blobs of all sizes and colours, and its mirror image."""
    random = np.random.default_rng(0)
    blobs = np.zeros((SIZE[1], SIZE[0], 3))
    for cells in (3, 8, 24):
        coarse = random.uniform(-1, 1, (cells, cells, 3))
        blobs += cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC)
    frame = np.clip(128 + 60 * blobs, 0, 255).astype(np.uint8)
    return np.stack([frame, frame[:, ::-1]])


class Undecided(SegmentationNet):
    """An untrained net whose every class has the same mean score, so that it answers several."""

    def __init__(self, net, frames):
        super().__init__()
        for name in ('architecture', 'stride', 'logit_stride', 'mean', 'std'):
            setattr(self, name, getattr(net, name))
        self.net = net
        logits = net(normalise(torch.from_numpy(frames).permute(0, 3, 1, 2), net))
        self.register_buffer('bias', -logits.mean((0, 2, 3), keepdim=True))

    def forward(self, images):
        return self.net(images) + self.bias


@pytest.fixture
def _one_shape(monkeypatch):
    """Let the exporter take the shapes of its example for the only ones."""
    export = torch.onnx.export

    def export_static(*arguments, dynamic_shapes, **options):
        return export(*arguments, **options)

    monkeypatch.setattr(torch.onnx, 'export', export_static)


@pytest.mark.usefixtures('_one_shape')
@pytest.mark.parametrize('name', list_models())
@torch.inference_mode()
def test_labels_of_runtime_and_torch_are_equal(name, labels, frames):
    torch.manual_seed(0)
    net = Undecided(create_model(name, len(labels)).eval(), frames)
    spec = ModelSpec(name, labels, net.stride, SIZE, 1, net.mean, net.std, is_fixed_size=True)
    graph = ModelGraph(net, spec.output_stride)
    model = trace_graph(graph, spec)
    # As calibration does, which must change nothing else.
    set_spec(model, replace(spec, temperature=0.5))
    graph.temperature.fill_(0.5)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=['CPUExecutionProvider']
    )
    class_sets = class_set_matrix(labels, CLASS_SETS)
    found = session.run(None, {'frame': frames, 'class_sets': class_sets})
    expected = [
        maps.numpy() for maps in graph(torch.from_numpy(frames), torch.from_numpy(class_sets))
    ]
    # Where two features of SegNet are as great, rounding decides which of them it unpools.
    assert np.mean(found[0] == expected[0]) >= 0.999
    for levels, expected_levels in zip(found[1:], expected[1:3], strict=True):
        assert np.mean(abs(levels.astype(int) - expected_levels) <= 1) >= 0.999
    assert len(np.unique(found[0])) > 1, 'one class everywhere would agree with anything'
