# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is found out about nets by running them."""

import numpy as np
import pytest
import torch
from torch import nn

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.export.foreign.net_file import read_net
from seg_node.export.foreign.traits import find_traits
from seg_node.export.foreign.trial import Preparation, Trial, trial_frame

FIXED: dict[str, str] = {}
OPEN = {'open_axes': 'NHW'}
RAW = Preparation('rgb', (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))


def look_at(path, classes=5, size=None):
    net = read_net(path)
    return find_traits(net, Trial(net, RAW), classes, size)


class Map(nn.Module):
    """Gives a function of a frame's red channel."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, image):
        return self.function(image[:, :1])


@pytest.fixture
def write_map(write_net):
    """Write a net that is given by a function."""

    def write_map(function, size=(96, 64), **options):
        return write_net(Map(function), torch.zeros(1, 3, *size[::-1]), **options)

    return write_map


@pytest.mark.parametrize(
    ('form', 'layout', 'meaning', 'grid'),
    [
        ('logits', 'NCHW', 'logits', ('NCHW', 5, 2)),
        ('logits', 'NHWC', 'logits', ('NHWC', 5, 2)),
        ('softmax', 'NCHW', 'probabilities', ('NCHW', 5, 2)),
        ('softmax', 'NHWC', 'probabilities', ('NHWC', 5, 2)),
        ('sigmoid', 'NCHW', 'probabilities', ('NCHW', 5, 2)),
        ('ids', 'NCHW', 'ids', ('NHW', 1, 2)),
        ('ids1', 'NCHW', 'ids', ('NCHW', 1, 2)),
    ],
)
def test_layout_and_meaning_are_found(write_net, make_module, form, layout, meaning, grid):
    module = make_module(form, image_layout=layout, map_layout=layout, gain=1e-3)
    image = torch.zeros((1, 64, 96, 3) if layout == 'NHWC' else (1, 3, 64, 96))
    traits = look_at(write_net(module, image))
    assert (traits.image_layout, traits.meaning, traits.grid) == (layout, meaning, grid)
    assert (traits.network_size, traits.stride, traits.is_fixed_size) == ((96, 64), 2, True)


@pytest.mark.parametrize('layout', ['NCHW', 'NHWC'])
def test_layout_that_is_open_is_tried(write_net, make_module, layout):
    image = torch.zeros((1, 64, 96, 3) if layout == 'NHWC' else (1, 3, 64, 96))
    module = make_module(image_layout=layout, gain=1e-3)
    path = write_net(module, image, open_axes='NHWC')
    assert look_at(path, size=(96, 64)).image_layout == layout


@pytest.mark.parametrize(
    ('multiple', 'size', 'stride'),
    [(4, (96, 64), 32), (64, (128, 64), 64), (8, (80, 48), 16), (8, (72, 48), 8)],
)
def test_stride_is_the_first_that_works(write_map, multiple, size, stride):
    def coarse_and_fine(red):
        """Fail unless both sides are multiples, as a net does that joins scales."""
        coarse = nn.functional.avg_pool2d(red, multiple)
        return red + nn.functional.interpolate(coarse, scale_factor=float(multiple)) - 300

    path = write_map(lambda red: coarse_and_fine(red).expand(-1, 5, -1, -1), size, **OPEN)
    traits = look_at(path, size=size)
    assert (traits.stride, traits.is_fixed_size, traits.network_size) == (stride, False, size)


def test_net_that_only_claims_to_take_any_size_has_a_fixed_one(write_map):
    position = torch.linspace(-9, 9, 96)
    path = write_map(lambda red: (red + position).expand(-1, 5, -1, -1), **OPEN)
    traits = look_at(path, size=(96, 64))
    assert (traits.stride, traits.is_fixed_size) == (1, True)


def test_side_of_five_is_not_taken_for_five_classes(write_map):
    narrow = torch.nn.AdaptiveAvgPool2d((4, 6))
    path = write_map(lambda red: narrow(red - 99).expand(-1, 6, -1, -1))
    assert look_at(path, classes=6).grid == ('NCHW', 6, 16)


def test_layout_that_the_shape_leaves_open_is_asked_for(write_map):
    cube = torch.nn.AdaptiveAvgPool2d((8, 8))
    path = write_map(lambda red: cube(red).expand(-1, 8, -1, -1), (64, 64))
    with pytest.raises(ModelFileError, match='which axis holds the classes cannot be told'):
        look_at(path, classes=8)


@pytest.mark.parametrize(
    ('function', 'reason'),
    [
        (lambda red: nn.AdaptiveAvgPool2d(1)(red).expand(-1, 5, -1, -1), r'\(1, 5, 1, 1\)'),
        (lambda red: red.expand(-1, 19, -1, -1), r'\(1, 19, 64, 96\) .*96x64.* 5 classes'),
        (lambda red: red.flatten(2).expand(-1, 84, -1), r'\(1, 84, 6144\).*boxes'),
        (lambda red: red[:, 0, 0], r'\(1, 96\)'),
        (lambda red: red[0].expand(5, -1, -1), r'\(5, 64, 96\).*should be \(1, C, h, w\)'),
        (lambda red: red[:, :, :, :90].expand(-1, 5, -1, -1), r'\(1, 5, 64, 90\).*whole s'),
        (lambda red: red / 7, 'one channel of scores, and the label set has 5 classes'),
        (lambda red: (red / 10).floor(), 'class ids from 1 to 2[0-9], .* from 0 to 4'),
        (lambda red: -red, 'class ids from -2'),
        (lambda red: (red / 0 - 1).expand(-1, 5, -1, -1), 'no finite numbers: check --normal'),
    ],
)
def test_output_that_is_no_segmentation_is_refused(write_map, function, reason):
    with pytest.raises(ModelFileError, match=reason):
        look_at(write_map(function))


@pytest.mark.parametrize('shape', [(3, 64, 96), (4, 3, 64, 96), (1, 4, 64, 96), (1, 64, 96, 1)])
def test_input_that_is_no_colour_image_is_refused(write_net, shape):
    with pytest.raises(ModelFileError, match=rf'its input is image: .*{shape[-1]}\).*colour'):
        look_at(write_net(nn.ReLU(), torch.zeros(shape)))


@pytest.mark.parametrize(
    ('written', 'size', 'reason'),
    [
        (OPEN, None, 'open in width or height: give --network-size'),
        ({'open_axes': 'W'}, None, 'give --network-size'),
        (FIXED, (128, 64), '--network-size is 128x64, and the net takes 96x64 alone'),
        ({'open_axes': 'W'}, (128, 32), 'the net takes 128x64 alone'),
        (OPEN, (100, 64), '--network-size is 100x64: give multiples of 32'),
    ],
)
def test_size_is_asked_for_or_checked(write_net, make_module, written, size, reason):
    path = write_net(make_module(gain=1e-3), torch.zeros(1, 3, 64, 96), **written)
    with pytest.raises(ConfigurationError, match=reason):
        look_at(path, size=size)


@pytest.mark.parametrize(('order', 'first'), [('rgb', 0), ('bgr', 2)])
def test_frames_are_prepared_as_told(write_map, order, first):
    net = read_net(write_map(lambda red: red))
    frame = trial_frame((96, 64))
    mean, std = (10.0, 20.0, 30.0), (2.0, 4.0, 8.0)
    output = Trial(net, Preparation(order, mean, std)).run(frame, 'NCHW')
    np.testing.assert_allclose(output[0, 0], (frame[:, :, first] - mean[first]) / std[first])


def test_size_that_the_net_does_not_take_is_told(write_net, make_module):
    net = read_net(write_net(make_module(), torch.zeros(1, 3, 64, 96)))
    with pytest.raises(ModelFileError, match=r'does not run on a frame of 96x32 as NCHW: .*Got'):
        Trial(net, RAW).run(trial_frame((96, 32)), 'NCHW')
