# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which parameters learn how fast, and when."""

import pytest
import torch

from seg_node.models import create_model
from seg_node.training.optimisation import create_optimizer, create_schedule

RATES = {'learning_rate': 0.5, 'encoder_rate': 0.2, 'weight_decay': 0.03}


@pytest.fixture(scope='module')
def net():
    return create_model('lite0_fpn', 3)


def test_encoder_learns_more_slowly_than_the_rest(net, make_config):
    encoder, rest = create_optimizer(net, make_config(**RATES)).param_groups
    assert (encoder['lr'], rest['lr']) == (pytest.approx(0.1), 0.5)
    assert encoder['weight_decay'] == rest['weight_decay'] == 0.03
    expected = {id(parameter) for parameter in net.encoder.parameters()}
    assert {id(parameter) for parameter in encoder['params']} == expected


def test_every_parameter_is_in_one_group(net, make_config):
    groups = create_optimizer(net, make_config()).param_groups
    grouped = [id(parameter) for group in groups for parameter in group['params']]
    assert sorted(grouped) == sorted(id(parameter) for parameter in net.parameters())


@pytest.mark.parametrize(
    ('step', 'factor'),
    [
        (0, 0.1),
        (4, 0.5 * 0.96**0.9),
        (9, 0.91**0.9),  # the end of the warm-up
        (50, 0.5**0.9),
        (99, 0.01**0.9),
        (100, 0),
    ],
)
def test_rate_rises_then_falls_to_zero(net, make_config, step, factor):
    config = make_config(steps=100, warmup_steps=10, poly_power=0.9, **RATES)
    optimizer = create_optimizer(net, config)
    schedule = create_schedule(optimizer, config)
    for _ in range(step):
        optimizer.step()
        schedule.step()
    rates = [group['lr'] for group in optimizer.param_groups]
    assert rates == [pytest.approx(0.1 * factor), pytest.approx(0.5 * factor)]


def test_sgd_has_momentum(net, make_config):
    optimizer = create_optimizer(net, make_config(optimizer='sgd', momentum=0.8, **RATES))
    assert isinstance(optimizer, torch.optim.SGD)
    encoder, rest = optimizer.param_groups
    assert (encoder['lr'], rest['lr']) == (pytest.approx(0.1), 0.5)
    assert encoder['momentum'] == rest['momentum'] == 0.8
    assert rest['weight_decay'] == 0.03


@pytest.mark.parametrize(
    ('step', 'factor'), [(0, 1), (25, 0.8535534), (50, 0.5), (75, 0.1464466), (100, 0)]
)
def test_cosine_falls_by_half_a_wave(net, make_config, step, factor):
    config = make_config(steps=100, warmup_steps=1, schedule='cosine', **RATES)
    schedule = create_schedule(create_optimizer(net, config), config)
    assert schedule.lr_lambdas[0](step) == pytest.approx(factor, abs=1e-7)


def test_warm_up_of_one_step_begins_at_the_peak(make_config):
    config = make_config(warmup_steps=1, learning_rate=0.5)
    optimizer = torch.optim.AdamW([torch.zeros(1, requires_grad=True)], lr=config.learning_rate)
    create_schedule(optimizer, config)
    assert optimizer.param_groups[0]['lr'] == 0.5
