# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frozen parts of the encoder keep every value while the rest learns."""

import pytest
import torch
from torch import nn

from seg_node.core.errors import ConfigurationError
from seg_node.models import create_model
from seg_node.training.losses import TrainingLoss
from seg_node.training.trainer import Trainer
from seg_node.training.world import World

WORLD = World(rank=0, size=1, device=torch.device('cpu'))


def trained(config, steps=2):
    torch.manual_seed(0)
    net = create_model(config.architecture, 2)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    trainer = Trainer(net, config, TrainingLoss({'cross_entropy': 1.0}, None, 0.4), WORLD)
    random = torch.Generator().manual_seed(0)
    for _ in range(steps):
        crops = torch.randint(256, (4, 3, 64, 64), dtype=torch.uint8, generator=random)
        truth = torch.randint(2, (4, 64, 64), dtype=torch.uint8, generator=random)
        trainer.step(crops, truth)
    after = net.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    return net, changed


def names_in(net, parts):
    held = {id(value) for part in parts for value in part.state_dict(keep_vars=True).values()}
    return {name for name, value in net.state_dict(keep_vars=True).items() if id(value) in held}


@pytest.mark.parametrize('count', [0, 4])
def test_frozen_blocks_keep_weights_and_statistics(make_config, count):
    net, changed = trained(make_config(architecture='lite0_fpn', frozen_blocks=count))
    blocks = net.encoder_blocks()
    assert not changed & names_in(net, blocks[:count])
    # A running mean changes at every step; so does a weight that learns.
    assert names_in(net, blocks[count:]) <= changed


def test_frozen_norms_keep_their_statistics_and_learn_their_scale(make_config):
    net, changed = trained(make_config(architecture='lite0_fpn', frozen_norms=True))
    norms = [
        part
        for block in net.encoder_blocks()
        for part in block.modules()
        if isinstance(part, nn.BatchNorm2d)
    ]
    held = names_in(net, norms)
    assert held & changed == {name for name in held if name.endswith(('weight', 'bias'))}
    assert 'decoder.mixed_norm.0.running_mean' in changed


@pytest.mark.parametrize(
    ('changes', 'message'),
    [
        ({'architecture': 'lite0_fpn', 'frozen_blocks': 18}, 'lite0_fpn has 17 blocks'),
        ({'frozen_blocks': 1}, 'frozen_blocks is 1: the pretrained encoder of fast_scnn has 0'),
        ({'frozen_norms': True}, 'frozen_norms is true: fast_scnn has no pretrained encoder'),
    ],
)
def test_what_cannot_be_frozen_is_refused(make_config, changes, message):
    with pytest.raises(ConfigurationError, match=message):
        trained(make_config(**changes), steps=0)
