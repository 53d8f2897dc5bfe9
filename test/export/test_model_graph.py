# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The maps of a model's graph, against a plain computation from the net's logits."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from seg_node.core.errors import ConfigurationError
from seg_node.export.model_graph import ModelGraph

FRAMES = np.random.default_rng(0).integers(0, 256, (2, 24, 40, 3), np.uint8)
SETS = torch.tensor([[1, 0, 0, 1, 0], [0, 0, 1, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]]).float()


@torch.inference_mode()
def graph_maps(net, output_stride, class_sets, temperature=1.5):
    graph = ModelGraph(net, output_stride).eval()
    graph.temperature.fill_(temperature)
    return [each.numpy() for each in graph(torch.from_numpy(FRAMES), class_sets)]


@torch.inference_mode()
def plain_logits(net, output_stride):
    pixels = (FRAMES - np.array(net.mean)) / np.array(net.std)
    logits = net(torch.from_numpy(pixels.transpose(0, 3, 1, 2)).float())
    size = [side // output_stride for side in FRAMES.shape[1:3]]
    return functional.interpolate(logits, size=size, mode='bilinear').numpy().astype(np.float64)


@pytest.mark.parametrize('output_stride', [1, 2, 4])
def test_maps_are_those_of_a_plain_computation(net, output_stride):
    labels, confidence, set_probability, logits = graph_maps(net, output_stride, SETS)
    expected = plain_logits(net, output_stride)
    probability = np.exp(expected / 1.5) / np.exp(expected / 1.5).sum(axis=1, keepdims=True)
    sums = np.einsum('kc,nchw->nkhw', SETS, probability)

    assert {labels.dtype, confidence.dtype, set_probability.dtype} == {np.dtype(np.uint8)}
    np.testing.assert_allclose(logits, expected, rtol=1e-4, atol=1e-4)
    assert np.mean(labels == expected.argmax(axis=1)) > 0.999
    np.testing.assert_allclose(confidence, 255 * probability.max(axis=1), atol=0.51)
    np.testing.assert_allclose(set_probability, 255 * sums, atol=0.51)
    assert len(np.unique(labels)) > 1, 'the net must answer more than one class to test anything'


def test_set_of_all_classes_is_certain_and_an_empty_one_impossible(net):
    _, _, set_probability, _ = graph_maps(net, 2, SETS)
    assert (set_probability[:, 2] == 255).all()
    assert (set_probability[:, 3] == 0).all()


def test_sum_above_one_does_not_wrap_to_zero(net):
    _, _, set_probability, _ = graph_maps(net, 2, torch.full((1, 5), 1.01))
    assert (set_probability == 255).all()


@pytest.mark.parametrize('output_stride', [3, 8])
def test_output_stride_that_does_not_divide_is_refused(net, output_stride):
    with pytest.raises(ConfigurationError, match=f'output_stride {output_stride} .* 4,.*tiny'):
        ModelGraph(net, output_stride)
