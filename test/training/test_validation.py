# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Scores of nets whose answers are known."""

import numpy as np
import pytest
import torch

from seg_node.core.label_set import load_label_set
from seg_node.models import SegmentationNet
from seg_node.training.dataset import open_labelled_pictures
from seg_node.training.validation import normalise, validate
from seg_node.training.world import World

ALONE = World(0, 1, torch.device('cpu'))


class NearestColourNet(SegmentationNet):
    """Its logits are largest for the class whose colour is nearest."""

    stride = logit_stride = 1
    mean = (10.0, 20.0, 30.0)
    std = (1.0, 2.0, 4.0)

    def __init__(self, colours):
        super().__init__()
        self.colours = torch.from_numpy(colours).float()

    def forward(self, images):
        pixels = images.permute(0, 2, 3, 1) * torch.tensor(self.std) + torch.tensor(self.mean)
        distances = torch.cdist(pixels.reshape(1, -1, 3), self.colours[None])
        return -distances.view(*pixels.shape[:3], -1).permute(0, 3, 1, 2)


@pytest.fixture
def labels(label_file):
    return load_label_set(str(label_file))


def test_normalised_pixels_are_what_the_net_expects():
    net = NearestColourNet(np.zeros((1, 3)))
    images = np.random.default_rng(0).integers(0, 256, (2, 3, 4, 5), np.uint8)
    expected = (images.transpose(0, 2, 3, 1) - np.array(net.mean)) / np.array(net.std)
    found = normalise(torch.from_numpy(images), net)
    np.testing.assert_allclose(found.permute(0, 2, 3, 1), expected, rtol=1e-5)
    assert found.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize(('size', 'least'), [((96, 64), 1.0), ((64, 64), 0.9), ((48, 32), 0.9)])
def test_net_that_knows_the_colours_is_right(frames, labels, size, least):
    net = NearestColourNet(labels.palette[:3]).train()
    scores = validate(net, open_labelled_pictures(str(frames), labels), size, ALONE).compute()
    assert least <= scores.miou <= 1.0
    assert not net.training


def test_net_that_mixes_two_classes_up_is_right_for_the_third(frames, labels):
    net = NearestColourNet(labels.palette[[1, 0, 2]])
    scores = validate(net, open_labelled_pictures(str(frames), labels), (96, 64), ALONE).compute()
    assert scores.iou.tolist() == [0.0, 0.0, 1.0]
