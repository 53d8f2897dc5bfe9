# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the table of nets counts."""

import pytest
import torch
from torch import nn

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import LabelClass, LabelSet, load_label_set
from seg_node.models import create_model, SegmentationNet, TrainingOutputs
from seg_node.models.checkpoint import Checkpoint, save_checkpoint
from seg_node.training import model_table
from seg_node.training.model_table import (
    count_flops,
    count_parameters,
    format_table,
    measure_nets,
    Measurement,
)

UNTIMED = Measurement((64, 32), frames=0, threads=1)


class TwoHeads(SegmentationNet):
    """One convolution, and another that only training needs."""

    architecture = 'two_heads'
    stride = logit_stride = 2
    mean = std = (1.0, 1.0, 1.0)

    def __init__(self):
        super().__init__()
        self.head = nn.Conv2d(3, 5, 3, stride=2, padding=1)
        self.auxiliary_head = nn.Conv2d(3, 5, 1)

    def forward(self, images):
        return self.head(images)

    def forward_training(self, images):
        return TrainingOutputs(self.head(images), (self.auxiliary_head(images),))


def test_heads_of_training_do_not_count():
    assert count_parameters(TwoHeads()) == 5 * 3 * 9 + 5


def test_multiplication_and_addition_are_two_operations():
    assert count_flops(TwoHeads(), (64, 32)) == 2 * (32 * 16) * 5 * 3 * 9


def test_attention_counts():
    # SegFormer's paper, arXiv 2105.15203, table 1: 8.4 GFLOPs with 150 classes.
    net = create_model('segformer_b0', 150)
    assert count_flops(net, (512, 512)) == pytest.approx(8.4e9, rel=0.05)


def test_nets_are_left_as_they_are():
    net = TwoHeads()
    count_parameters(net)
    count_flops(net, (64, 32))
    assert net.training
    assert net.head.weight.device == torch.device('cpu')
    assert net.head.weight.grad is None


def test_trained_net_takes_the_place_of_the_untrained(tmp_path):
    labels = load_label_set('camvid')
    nets = (create_model('fast_scnn', 11), create_model('unet', 11, width=4))
    for net in nets:
        (tmp_path / net.architecture).mkdir()
        checkpoint = Checkpoint(net, labels, (64, 32), metrics={'camvid_val_miou': 0.25})
        save_checkpoint(tmp_path / net.architecture / 'checkpoint.pt', checkpoint)
    names = ['fast_scnn', 'twinlitenet']
    rows = {row.name: row for row in measure_nets(names, tmp_path, UNTIMED)}
    assert list(rows) == ['twinlitenet', 'fast_scnn', 'unet (width=4)']
    assert rows['twinlitenet'].metrics == ''
    assert rows['fast_scnn'].metrics == 'camvid_val_miou 0.250'
    assert rows['fast_scnn'].cpu_ms is None


def test_time_is_that_of_the_model_file(tmp_path, monkeypatch):
    labels = LabelSet('five', tuple(LabelClass(f'{index}', (0, 0, 0)) for index in range(5)))
    checkpoint = Checkpoint(TwoHeads(), labels, (64, 32))
    monkeypatch.setattr(model_table, 'load_checkpoint', lambda path: checkpoint)
    (tmp_path / 'run').mkdir()
    (tmp_path / 'run' / 'checkpoint.pt').touch()
    (row,) = measure_nets([], tmp_path, Measurement((64, 32), frames=3, threads=1))
    assert row.cpu_ms is not None and row.cpu_ms > 0
    table = list(format_table([row], UNTIMED))
    assert table[0] == '| net | parameters, M | GFLOPs at 64x32 | CPU ms | trained |'
    assert table[2] == f'| `two_heads` | 0.00 | 0.0 | {row.cpu_ms:.0f} |  |'


def test_unknown_net_is_refused():
    with pytest.raises(ConfigurationError, match="no model 'lite9'"):
        list(measure_nets(['lite9'], None, UNTIMED))
