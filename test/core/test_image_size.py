# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Sizes are read as they are written, and what is none is refused."""

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.image_size import aspect_difference, format_size, parse_size


@pytest.mark.parametrize(
    ('text', 'size'), [('640x480', (640, 480)), ('1x1', (1, 1)), ('65536x1024', (65536, 1024))]
)
def test_size_is_read_and_written_alike(text, size):
    assert parse_size(text) == size
    assert format_size(size) == text


@pytest.mark.parametrize(
    'text',
    [
        *('', 'x', '640', '640x', 'x480', '640X480', '640x480x3', '640x480\n', ' 640x480'),
        *('0x480', '640x0', '-4x480', '6.4x480', '65537x1024', '99999x99999', f'{"9" * 5000}x480'),
    ],
)
def test_what_is_no_size_is_named_with_the_form(text):
    with pytest.raises(ConfigurationError) as error:
        parse_size(text, 'network_size')
    assert str(error.value) == (
        f"network_size is '{text}': give WIDTHxHEIGHT, e.g. 640x480, of at most 67108864 pixels"
    )


@pytest.mark.parametrize(
    ('size', 'other', 'difference'),
    [
        ((640, 480), (64, 48), 0),
        ((848, 480), (1280, 720), 0.0063),  # narrower by rounding alone
        ((640, 480), (1280, 720), 1 / 3),
        ((480, 640), (640, 480), 7 / 9),
    ],
)
def test_aspects_differ_alike_in_either_order(size, other, difference):
    assert aspect_difference(size, other) == pytest.approx(difference, abs=1e-4)
    assert aspect_difference(other, size) == aspect_difference(size, other)
