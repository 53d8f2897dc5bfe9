# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Our nets, with published weights, compute what the published nets do."""

import os
from pathlib import Path

from checkouts import CLASSES, PUBLICATIONS
import numpy as np
import pytest
from records import read_record
from seeded import digest, seeded_images, seeded_weights
import torch

from seg_node.models import create_model
from seg_node.models.upstream.loading import COUNTER, load_upstream_weights

# The last two are of a classifier that SegFormer has and does not run.
UNUSED = (COUNTER, '.conv_seg.weight', '.conv_seg.bias')


@pytest.fixture(params=sorted(PUBLICATIONS))
def name(request):
    return request.param


def our_outputs(name, weights):
    """Run our net; give logits, auxiliary ones and boundary, in this order."""
    net = create_model(name, CLASSES).eval()
    skipped = load_upstream_weights(net, weights)
    assert all(key.endswith(UNUSED) for key in skipped)
    logits, auxiliary, boundary = net.forward_training(seeded_images())
    return [logits, *auxiliary, *([] if boundary is None else [boundary])]


@torch.inference_mode()
def test_outputs_are_those_on_record(name):
    record = read_record(name)
    outputs = our_outputs(name, seeded_weights(record.shapes))
    for found, expected in zip(map(digest, outputs), record.outputs, strict=True):
        assert found['shape'] == expected['shape']
        for key in ('mean', 'std', 'samples'):
            tolerance = 1e-4 * expected['std']
            np.testing.assert_allclose(found[key], expected[key], rtol=0, atol=tolerance)


@torch.inference_mode()
def test_outputs_are_those_of_the_published_code(name):
    checkouts = os.environ.get('SEG_NODE_UPSTREAM')
    if not checkouts:
        pytest.skip('SEG_NODE_UPSTREAM does not name a folder with checkouts of the nets')
    published = PUBLICATIONS[name].build_from(Path(checkouts))
    shapes = {key: tuple(value.shape) for key, value in published.net.state_dict().items()}
    assert shapes == read_record(name).shapes
    weights = seeded_weights(shapes)
    published.net.load_state_dict(weights)
    outputs = our_outputs(name, weights)
    for found, expected in zip(outputs, published.outputs(seeded_images()), strict=True):
        difference = (found - expected).abs().max() / expected.abs().max()
        print(f'{name}: {difference:.1e}')
        assert difference < 1e-5
