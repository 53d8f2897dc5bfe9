# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What training and export expect, of every net that is registered."""

from copy import deepcopy

import pytest
import torch
from torch import nn

from seg_node.models import create_model, list_models

CLASSES = 5
# Modules that forward_training alone may use.
TRAINING_HEADS = {'auxiliary_head', 'auxiliary_heads', 'boosters', 'boundary_head', 'detail_head'}


@pytest.fixture(scope='module', params=list_models())
def net(request):
    torch.manual_seed(0)
    return create_model(request.param, CLASSES)


def images(net, count, rows, columns):
    return torch.randn(count, 3, rows * net.stride, columns * net.stride)


def test_net_knows_its_name(net):
    assert net.architecture in list_models()
    assert type(create_model(net.architecture, CLASSES)) is type(net)


@pytest.mark.parametrize(('count', 'rows', 'columns'), [(1, 1, 1), (2, 2, 3)])
@torch.inference_mode()
def test_logits_have_the_stated_stride(net, count, rows, columns):
    net.eval()
    factor = net.stride // net.logit_stride
    logits = net(images(net, count, rows, columns))
    assert logits.shape == (count, CLASSES, rows * factor, columns * factor)


@torch.inference_mode()
def test_frames_of_a_batch_do_not_mix(net):
    net.eval()
    batch = images(net, 2, 2, 2)
    torch.testing.assert_close(net(batch)[1:], net(batch[1:]), rtol=1e-4, atol=1e-5)


@torch.inference_mode()
def test_training_sees_the_logits_that_an_export_gives(net):
    net.eval()
    batch = images(net, 1, 2, 2)
    outputs = net.forward_training(batch)
    torch.testing.assert_close(outputs.logits, net(batch))
    assert all(head.shape[:2] == (1, CLASSES) for head in outputs.auxiliary)
    assert outputs.boundary is None or outputs.boundary.shape[:2] == (1, 1)


@torch.inference_mode()
def test_export_holds_no_head_of_training(net):
    net.eval()
    heads = [head for name, head in net.named_children() if name in TRAINING_HEADS]
    outputs = net.forward_training(images(net, 1, 2, 2))
    assert net.has_boundary_head == (outputs.boundary is not None)
    assert bool(heads) == bool(outputs.auxiliary or outputs.boundary is not None)
    weights = deepcopy(net.state_dict())
    for parameter in nn.ModuleList(heads).parameters():
        parameter.fill_(torch.nan)
    assert net(images(net, 1, 2, 2)).isfinite().all()
    net.load_state_dict(weights)


def test_every_parameter_learns(net):
    net.train()
    net.zero_grad()
    # Not of two frames: a norm over two values lets no bias through, and stochastic depth
    # leaves a branch out for both too often.
    outputs = net.forward_training(images(net, 4, 2, 2))
    heads = (outputs.logits, *outputs.auxiliary)
    loss = torch.stack([torch.log_softmax(each, 1)[:, 0].mean() for each in heads]).sum()
    if outputs.boundary is not None:
        loss = loss + outputs.boundary.square().mean()
    loss.backward()
    idle = [
        name
        for name, parameter in net.named_parameters()
        if parameter.grad is None or not parameter.grad.any()
    ]
    assert not idle


def test_encoder_is_a_part_of_the_net(net):
    parameters = {id(parameter) for parameter in net.parameters()}
    encoder = {id(parameter) for parameter in net.encoder_parameters()}
    assert encoder <= parameters
