# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Sizes that a backend is asked for."""

from colour_model import colour_spec
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.core.errors import ConfigurationError


@pytest.mark.parametrize(
    ('output_size', 'resolved'),
    [('camera', (1280, 720)), ('network', (160, 96)), ((640, 360), (640, 360))],
)
def test_output_size_is_the_cameras_the_nets_or_a_given_one(output_size, resolved):
    options = BackendOptions(output_size=output_size)
    assert options.resolve_output_size((1280, 720), (160, 96)) == resolved


@pytest.mark.parametrize('threads', [-1, 100_000])
def test_number_of_threads_that_cannot_be_is_refused(threads):
    with pytest.raises(ConfigurationError, match=f'threads is {threads}: give a number'):
        BackendOptions(threads=threads)


@pytest.mark.parametrize('network_size', [None, (64, 48), (8, 800)])
def test_network_size_of_whole_strides_fits(network_size, camvid):
    BackendOptions(network_size=network_size).check(colour_spec(camvid))


@pytest.mark.parametrize('network_size', [(60, 48), (64, 50)])
def test_network_size_off_the_stride_names_the_stride(network_size, camvid):
    width, height = network_size
    with pytest.raises(ConfigurationError, match=f'{width}x{height}.*multiples of 8'):
        BackendOptions(network_size=network_size).check(colour_spec(camvid))


def test_network_size_of_gigabytes_is_refused(camvid):
    BackendOptions(network_size=(4096, 2048)).check(colour_spec(camvid))
    with pytest.raises(ConfigurationError, match='4096x2056: give at most 8388608 pixels'):
        BackendOptions(network_size=(4096, 2056)).check(colour_spec(camvid))


def test_network_size_of_a_net_with_one_size_is_that_size(camvid):
    spec = colour_spec(camvid, is_fixed_size=True)
    BackendOptions(network_size=(64, 48)).check(spec)
    with pytest.raises(ConfigurationError, match='96x48: nearest_colour runs only at 64x48'):
        BackendOptions(network_size=(96, 48)).check(spec)


@pytest.mark.parametrize(
    ('network_size', 'is_fixed_size', 'frame_size', 'known'),
    [
        (None, False, None, None),
        (None, False, (128, 96), (64, 48)),
        ((32, 32), False, None, (32, 32)),
        (None, True, None, (64, 48)),
    ],
)
def test_network_size_may_be_known_before_a_frame_comes(
    camvid, network_size, is_fixed_size, frame_size, known
):
    spec = colour_spec(camvid, is_fixed_size=is_fixed_size)
    options = BackendOptions(network_size=network_size)
    assert options.known_network_size(spec, frame_size) == known
