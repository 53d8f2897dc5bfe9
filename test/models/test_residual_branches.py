# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Building blocks of the nets with several branches."""

import pytest
import torch

from seg_node.models.residual_branches import Bottleneck, ResidualBlock, ResidualStage, resize_like


def silence(block):
    """Let its layers add nothing."""
    block.layers[-1][-1].weight.zero_()


@pytest.mark.parametrize('block', [ResidualBlock(6, 6), Bottleneck(6, 3)])
@torch.inference_mode()
def test_block_adds_to_what_it_gets(block):
    silence(block)
    x = torch.randn(2, 6, 5, 7)
    torch.testing.assert_close(block.eval()(x), x)


@torch.inference_mode()
def test_stage_cuts_off_between_blocks_and_not_after_them():
    x = torch.randn(2, 4, 5, 7)
    for count, expected in ((1, x), (2, x.relu())):
        stage = ResidualStage(4, 4, count).eval()
        for block in stage:
            silence(block)
        torch.testing.assert_close(stage(x), expected)


def test_odd_sizes_are_rounded_up_by_a_stride_and_undone_by_resizing():
    x = torch.randn(1, 4, 5, 7)
    halved = ResidualStage(4, 4, 2, stride=2)(x)
    assert halved.shape[2:] == (3, 4)
    assert resize_like(halved, x).shape == x.shape
