# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A process that torchrun did not start is alone; for two see ``test_data_parallel``."""

import pytest
import torch

from seg_node.core.errors import ConfigurationError
from seg_node.training.world import join_world


def test_process_without_torchrun_is_alone():
    with join_world('cpu') as world:
        assert (world.rank, world.size, world.device) == (0, 1, torch.device('cpu'))
        assert world.is_first
        assert world.add_up(torch.tensor([3])).tolist() == [3]
        world.wait()


@pytest.mark.skipif(torch.cuda.is_available(), reason='this machine has a GPU')
def test_gpu_that_is_not_there_is_refused():
    with pytest.raises(ConfigurationError, match='finds no CUDA device: give cpu'):
        with join_world('cuda'):
            pass
    with join_world('auto') as world:
        assert world.device.type == 'cpu'


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason='torch finds no CUDA device')
def test_gpu_is_taken_where_there_is_one():
    with join_world('auto') as world:
        assert world.device == torch.device('cuda', 0)
