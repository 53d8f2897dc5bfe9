# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Messages of every form decode to the picture that they hold, or say what is wrong."""

import array
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from seg_node.core.errors import ImageDecodingError, UnknownEncodingError
from seg_node.core.image_decoding import (
    decode_compressed_image,
    decode_image,
    decode_label_image,
    decode_message,
)
from seg_node.core.image_encodings import ENCODINGS

RGB = np.random.default_rng(0).integers(0, 256, (4, 5, 3), np.uint8)
GREY = RGB[:, :, 0]
SMOOTH = cv2.resize(RGB, (64, 48))
LONG = pytest.param('x\n' * 100_000, id='long')


def image_message(pixels, encoding, padding=0, /, **changes):
    height, width = pixels.shape[:2]
    rows = pixels.reshape(height, -1)
    data = np.pad(rows, ((0, 0), (0, padding)), constant_values=77)
    fields = {
        'height': height,
        'width': width,
        'encoding': encoding,
        'is_bigendian': 0,
        'step': data.shape[1],
        'data': data.tobytes(),
    }
    return SimpleNamespace(**(fields | changes))


def encode(suffix, image=SMOOTH, *flags):
    bgr = image if image.ndim == 2 else image[:, :, ::-1]
    is_encoded, data = cv2.imencode(suffix, bgr, flags)
    assert is_encoded
    return data.tobytes()


def compressed_message(data, kind='jpeg'):
    return SimpleNamespace(format=kind, data=data)


@pytest.mark.parametrize(
    'container',
    [
        bytes,
        bytearray,
        memoryview,
        list,
        tuple,
        lambda data: array.array('B', data),
        lambda data: np.frombuffer(data, np.uint8),
    ],
)
def test_data_may_be_any_container_of_bytes(container):
    message = image_message(RGB, 'rgb8')
    message.data = container(message.data)
    np.testing.assert_array_equal(decode_image(message), RGB)


@pytest.mark.parametrize('padding', [0, 3])
def test_rgb8_is_a_read_only_view_of_the_message(padding):
    message = image_message(RGB, 'rgb8', padding)
    message.data = array.array('B', message.data)
    image = decode_image(message)
    message.data[0] ^= 255
    assert image[0, 0, 0] == RGB[0, 0, 0] ^ 255
    assert not image.flags.writeable
    assert np.shares_memory(image, np.frombuffer(message.data, np.uint8))


def test_last_row_may_lack_its_padding():
    message = image_message(RGB, 'bgr8', 3)
    message.data = message.data[:-3]
    np.testing.assert_array_equal(decode_image(message), RGB[:, :, ::-1])


def test_label_image_keeps_its_ids():
    np.testing.assert_array_equal(decode_label_image(image_message(GREY, 'mono8', 3)), GREY)
    with pytest.raises(ImageDecodingError, match=r'rgb8.*mono8'):
        decode_label_image(image_message(RGB, 'rgb8'))


@pytest.mark.parametrize(
    ('changes', 'said'),
    [
        ({'width': 0}, 'width 0'),
        ({'height': 0}, 'height 0'),
        ({'step': 14}, 'step 14.*15 bytes'),
        ({'data': bytes(59)}, '59 bytes.*60'),
        ({'data': b''}, '0 bytes.*60'),
    ],
)
def test_broken_image_names_field_and_value(changes, said):
    with pytest.raises(ImageDecodingError, match=said):
        decode_message(image_message(RGB, 'rgb8', **changes))


@pytest.mark.parametrize('encoding', ['', 'RGB8', 'bayer_xyz', '32FC1', LONG])
def test_unknown_encoding_is_told_from_a_broken_image_in_few_words(encoding):
    with pytest.raises(UnknownEncodingError, match=r'one of .*bgr8.*nv12.*rgb8') as caught:
        decode_message(image_message(RGB, encoding))
    assert len(str(caught.value)) < 500


def test_bytes_beyond_the_picture_are_left_alone():
    message = image_message(RGB, 'bgr8', 3)
    message.data += b'padding'
    np.testing.assert_array_equal(decode_image(message), RGB[:, :, ::-1])


def test_huge_claims_take_no_memory():
    claims = {'height': 2**32 - 1, 'width': 2**32 - 1, 'step': 2**32 - 1}
    for encoding in ENCODINGS:
        with pytest.raises(ImageDecodingError, match='4294967295'):
            decode_image(image_message(RGB, encoding, **claims))


@pytest.mark.parametrize('encoding', ['rgb8', 'mono16', 'bgra16', 'yuyv'])
def test_step_beyond_all_measure_of_an_only_row_is_harmless(encoding):
    message = image_message(np.zeros((1, 4, 8), np.uint8), encoding, step=2**32 - 1)
    assert decode_image(message).shape == (1, 4, 3)


@pytest.mark.parametrize('kind', ['rgb8; png compressed bgr8', 'bgr8; png compressed', 'jpeg', ''])
def test_colours_of_a_png_are_its_own_whatever_the_format_says(kind):
    message = compressed_message(encode('.png'), kind)
    np.testing.assert_array_equal(decode_message(message), SMOOTH)


def test_jpeg_message_is_decoded_closely():
    image = decode_message(compressed_message(array.array('B', encode('.jpg'))))
    assert np.abs(image.astype(int) - SMOOTH).mean() < 10


@pytest.mark.parametrize(
    ('data', 'said'),
    [
        (b'', 'empty'),
        (b'\x00\x00\x00\x01\x67', 'h264.*00 00 00 01 67, neither JPEG nor PNG'),
        (b'\xff\xd8\xff\xd9', 'damaged'),
    ],
)
def test_undecodable_data_says_why(data, said):
    with pytest.raises(ImageDecodingError, match=said):
        decode_compressed_image(compressed_message(data, 'h264'))
