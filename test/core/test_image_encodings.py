# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Every encoding becomes the colours that it means, by arithmetic that is not OpenCV's."""

from pathlib import Path
import re
from types import SimpleNamespace

from encoded_pictures import (
    ALL_ENCODINGS,
    evenly_coloured,
    fitting_size,
    PACKED,
    random_picture,
    YUV_420,
    YUV_422,
)
import numpy as np
import pytest

from seg_node.core.errors import ImageDecodingError
from seg_node.core.image_decoding import decode_image
from seg_node.core.image_encodings import ENCODINGS, to_8_bits


def image_message(rows, size, encoding, padding=0, is_bigendian=False):
    data = np.pad(rows, ((0, 0), (0, padding)), constant_values=77)
    return SimpleNamespace(
        width=size[0],
        height=size[1],
        encoding=encoding,
        is_bigendian=int(is_bigendian),
        step=data.shape[1],
        data=data.tobytes(),
    )


def test_the_table_holds_what_is_tested_here():
    assert set(ENCODINGS) == set(ALL_ENCODINGS)


def test_every_encoding_is_documented():
    document = Path(__file__).parents[2] / 'doc' / 'interfaces.md'
    (row,) = re.findall('^.*with `image_transport: raw`.*$', document.read_text('utf-8'), re.M)
    assert set(ENCODINGS) <= set(re.findall(r'\w+', row))


@pytest.mark.parametrize('is_bigendian', [False, True])
@pytest.mark.parametrize('padding', [0, 1, 64])
@pytest.mark.parametrize('encoding', ALL_ENCODINGS)
def test_random_pictures_of_many_sizes(encoding, padding, is_bigendian):
    rng = np.random.default_rng(padding)
    for least in ((1, 1), (2, 5), (5, 2), (7, 1), (16, 9), (67, 34)):
        size = fitting_size(encoding, *least)
        picture = random_picture(rng, encoding, *size, is_bigendian)
        message = image_message(picture.rows, size, encoding, padding, is_bigendian)
        assert picture.is_shown_by(decode_image(message)), size


@pytest.mark.parametrize('is_bigendian', [False, True])
@pytest.mark.parametrize('encoding', ALL_ENCODINGS)
def test_even_colour_stays_even_up_to_the_borders(encoding, is_bigendian):
    colour = (200, 130, 20)
    rows = evenly_coloured(colour, encoding, 10, 8, is_bigendian)
    image = decode_image(image_message(rows, (10, 8), encoding, 0, is_bigendian))
    is_grey = PACKED.get(encoding) == 'Y'
    difference = image - np.tile((350 // 3,) * 3 if is_grey else colour, (8, 10, 1))
    # The standard's YUV has fewer steps than RGB.
    assert np.abs(difference).max() <= (2 if encoding in YUV_422 | YUV_420 else 0)


@pytest.mark.parametrize(
    ('yuv', 'rgb'),
    [
        ((16, 128, 128), (0, 0, 0)),
        ((235, 128, 128), (255, 255, 255)),
        ((81, 90, 240), (255, 0, 0)),
        ((145, 54, 34), (0, 255, 0)),
        ((41, 240, 110), (0, 0, 255)),
    ],
)
def test_primary_colours_of_bt_601(yuv, rgb):
    """The samples that the standard's colour bars have."""
    y, u, v = yuv
    messages = [
        image_message(np.array([[u, y, v, y]], np.uint8), (2, 1), 'uyvy'),
        image_message(np.array([[y, u, y, v]], np.uint8), (2, 1), 'yuyv'),
        image_message(np.array([[y, y], [y, y], [u, v]], np.uint8), (2, 2), 'nv12'),
        image_message(np.array([[y, y], [y, y], [v, u]], np.uint8), (2, 2), 'nv21'),
    ]
    for message in messages:
        difference = decode_image(message) - np.array(rgb)
        assert np.abs(difference).max() <= 2, message.encoding


@pytest.mark.parametrize('byte_order', '<>')
def test_every_value_of_16_bits_is_rounded(byte_order):
    values = np.arange(65536)
    scaled = to_8_bits(values.astype(f'{byte_order}u2').reshape(256, 256))
    np.testing.assert_array_equal(scaled.ravel(), (values + 128) // 257)


@pytest.mark.parametrize(
    ('encoding', 'size', 'said'),
    [
        ('uyvy', (5, 4), 'width 5 and height 4: they must be multiples of 2 and 1 in uyvy'),
        ('nv12', (5, 4), 'width 5 and height 4: they must be multiples of 2 and 2 in nv12'),
        ('nv21', (4, 5), 'width 4 and height 5: they must be multiples of 2 and 2 in nv21'),
        ('bayer_rggb8', (2, 9), 'width 2 and height 9: both must be at least 3 in bayer_rggb8'),
    ],
)
def test_size_that_the_encoding_forbids_is_refused(encoding, size, said):
    message = image_message(np.zeros((20, 20), np.uint8), size, encoding)
    with pytest.raises(ImageDecodingError, match=said):
        decode_image(message)


def test_second_plane_must_be_there():
    message = image_message(np.zeros((5, 6), np.uint8), (6, 4), 'nv12')
    with pytest.raises(ImageDecodingError, match='30 bytes: height 4 and step 6 need 36 in nv12'):
        decode_image(message)
