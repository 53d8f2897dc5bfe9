# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is special about U-Net."""

import pytest
import torch

from seg_node.core.errors import ConfigurationError
from seg_node.models import create_model


def test_net_is_as_large_as_others_are():
    # That of milesial/Pytorch-UNet (GPL-3.0) at 21d7850, unet/unet_model.py, for two classes.
    with torch.device('meta'):
        net = create_model('unet', 2)
    assert sum(parameter.numel() for parameter in net.parameters()) == 31_037_698


def test_parameters_grow_with_the_square_of_the_width():
    narrow, wide = (
        sum(p.numel() for p in create_model('unet', 11, width=width).parameters())
        for width in (4, 8)
    )
    assert wide / narrow == pytest.approx(4, rel=0.1)


@torch.inference_mode()
def test_details_pass_by_the_way_down():
    torch.manual_seed(0)
    net = create_model('unet', 3, width=4).eval()
    images = torch.randn(1, 3, 32, 32)
    for name, parameter in net.named_parameters():
        if name.startswith('enlarge.'):
            parameter.zero_()  # nothing comes up from below
    changed = images.clone()
    changed[..., 8, 8] += 1
    difference = (net(images) - net(changed)).abs().amax(1)[0]
    rows, columns = difference.nonzero().T
    # Four 3x3 convolutions at stride 1 are the only way left.
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (4, 12, 4, 12)


@pytest.mark.parametrize('name', ['unet', 'attention_unet'])
@pytest.mark.parametrize('width', [0, -16, 16.0, '64', True])
def test_width_that_is_no_number_of_channels_is_refused(name, width):
    with pytest.raises(ConfigurationError, match=f'width is {width!r}: give a whole'):
        create_model(name, 3, width=width)
