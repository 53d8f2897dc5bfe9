# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The sum of losses, and what holds for each of them."""

import pytest
import torch

from seg_node.core.errors import ConfigurationError
from seg_node.models import create_model, TrainingOutputs
from seg_node.training.losses import (
    auxiliary_cross_entropy,
    check_losses_fit,
    LOSSES,
    TrainingLoss,
)
from seg_node.training.losses.boundary import border_map, boundary_loss
from seg_node.training.losses.cross_entropy import pixel_cross_entropy
from seg_node.training.losses.dice import dice_loss
from seg_node.training.losses.lovasz import lovasz_softmax
from seg_node.training.losses.ohem import ohem_cross_entropy
from seg_node.training.losses.pixels import enlarge

WEIGHTS = torch.tensor([0.5, 1.0, 4.0])
each_loss = pytest.mark.parametrize('name', LOSSES)


@pytest.fixture
def labels(batch):
    return torch.from_numpy(batch[1])


@pytest.fixture
def outputs(batch):
    """Heads of three strides, which gradients can be taken of."""
    logits = torch.from_numpy(batch[0])
    heads = (logits[:, :, ::2, ::2], logits[:, :, ::4, ::4], logits[:, :1, ::2, ::2])
    main, auxiliary, boundary = (head.clone().requires_grad_() for head in heads)
    return TrainingOutputs(main, (auxiliary,), boundary)


def gradients(loss, outputs):
    heads = [outputs.logits, *outputs.auxiliary, outputs.boundary]
    return torch.autograd.grad(loss, heads, allow_unused=True, materialize_grads=True)


def test_losses_are_added_with_their_weights(outputs, labels):
    losses = {'cross_entropy': 1.0, 'ohem': 0.5, 'dice': 2.0, 'lovasz': 3.0, 'boundary': 0.25}
    loss = TrainingLoss(losses, WEIGHTS, auxiliary_weight=0.4)(outputs, labels)
    logits = enlarge(outputs.logits, labels)
    expected = (
        pixel_cross_entropy(logits, labels, WEIGHTS)
        + 0.5 * ohem_cross_entropy(logits, labels, WEIGHTS)
        + 2 * dice_loss(logits, labels)
        + 3 * lovasz_softmax(logits, labels)
        + 0.25 * boundary_loss(logits, outputs.boundary, labels, WEIGHTS)
        + 0.4 * auxiliary_cross_entropy(outputs.auxiliary[0], labels, WEIGHTS)
    )
    torch.testing.assert_close(loss, expected)
    assert all(gradient.any() for gradient in gradients(loss, outputs))


@each_loss
def test_gradient_is_that_of_differences(name, outputs, labels):
    outputs = TrainingOutputs(outputs.logits.detach().clone(), (), outputs.boundary.detach())
    outputs.logits.requires_grad_()
    if name == 'boundary':
        outputs.boundary.fill_(2.0)
    loss = TrainingLoss({name: 1.0}, WEIGHTS, 0.0)
    (gradient,) = torch.autograd.grad(loss(outputs, labels), outputs.logits)
    direction = gradient / gradient.norm()
    step = 1e-2 * direction
    with torch.no_grad():
        ahead, behind = (
            loss(outputs._replace(logits=outputs.logits + sign * step), labels) for sign in (1, -1)
        )
    assert ((ahead - behind) / 2e-2).item() == pytest.approx(gradient.norm().item(), rel=0.01)


@each_loss
def test_perfect_prediction_costs_nothing(name, labels, logits_of):
    boundary = 1e3 * (2.0 * border_map(labels).unsqueeze(1) - 1)
    outputs = TrainingOutputs(logits_of(labels), (logits_of(labels[:, 2::4, 2::4]),), boundary)
    loss = TrainingLoss({name: 1.0}, WEIGHTS, auxiliary_weight=0.4)(outputs, labels)
    assert loss.item() == pytest.approx(0, abs=1e-6)


@each_loss
def test_order_of_classes_is_all_the_same(name, outputs, labels):
    order = torch.tensor([2, 0, 1])
    loss = TrainingLoss({name: 1.0}, WEIGHTS, auxiliary_weight=0.4)
    new_loss = TrainingLoss({name: 1.0}, WEIGHTS[order], auxiliary_weight=0.4)
    new_ids = torch.full((256,), 255, dtype=torch.uint8)
    new_ids[order] = torch.arange(3, dtype=torch.uint8)
    renamed = TrainingOutputs(
        outputs.logits[:, order], (outputs.auxiliary[0][:, order],), outputs.boundary
    )
    torch.testing.assert_close(new_loss(renamed, new_ids[labels.long()]), loss(outputs, labels))


@each_loss
def test_unlabelled_pixels_may_say_anything(name, outputs, labels):
    loss = TrainingLoss({name: 1.0}, WEIGHTS, auxiliary_weight=0.0)
    logits = enlarge(outputs.logits, labels)
    is_labelled = (labels != 255).unsqueeze(1)
    boundary = enlarge(outputs.boundary, labels)
    other = TrainingOutputs(logits * is_labelled, (), boundary * is_labelled)
    assert loss(other, labels) == loss(TrainingOutputs(logits, (), boundary), labels)


@each_loss
def test_batch_without_labels_leaves_the_net_as_it_is(name, outputs, labels):
    loss = TrainingLoss({name: 1.0}, WEIGHTS, 0.4)(outputs, torch.full_like(labels, 255))
    assert loss.item() == 0
    assert not any(gradient.any() for gradient in gradients(loss, outputs))


@each_loss
@pytest.mark.parametrize('weights', [WEIGHTS[:1], None])
def test_one_class_is_always_right(name, outputs, labels, weights):
    outputs = TrainingOutputs(outputs.logits[:, :1], (), outputs.boundary)
    loss = TrainingLoss({name: 1.0}, weights, 0.4)(outputs, labels.masked_fill(labels < 3, 0))
    assert loss.item() == pytest.approx(0, abs=1e-6)


@each_loss
def test_half_precision_is_left_at_the_door(name, outputs, labels):
    def rounded(dtype):
        heads = (outputs.logits, outputs.auxiliary[0], outputs.boundary)
        main, auxiliary, boundary = (head.bfloat16().to(dtype) for head in heads)
        return TrainingOutputs(main, (auxiliary,), boundary)

    loss = TrainingLoss({name: 1.0}, WEIGHTS, 0.4)
    with torch.autocast('cpu', torch.bfloat16):
        half_loss = loss(rounded(torch.bfloat16), labels)
    assert half_loss.dtype == torch.float32
    torch.testing.assert_close(half_loss, loss(rounded(torch.float32), labels))


def test_net_without_a_boundary_head_is_refused_its_loss():
    losses = {'dice': 1.0, 'boundary': 1.0}
    with pytest.raises(ConfigurationError, match='names boundary, and ddrnet23_slim has no'):
        check_losses_fit(losses, create_model('ddrnet23_slim', 3))
    check_losses_fit({'dice': 1.0}, create_model('ddrnet23_slim', 3))
    check_losses_fit(losses, create_model('pidnet_s', 3))
