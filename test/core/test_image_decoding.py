# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Messages of every form decode to the picture that they hold, or say what is wrong."""

import array
import struct
from types import SimpleNamespace
import zlib

import cv2
import numpy as np
import pytest

from seg_node.core.errors import ImageDecodingError
from seg_node.core.image_decoding import (
    decode_compressed_image,
    decode_image,
    decode_jpeg_or_png,
    decode_label_image,
    decode_label_png,
    decode_message,
)

RGB = np.random.default_rng(0).integers(0, 256, (4, 5, 3), np.uint8)
GREY = RGB[:, :, 0]
SMOOTH = cv2.resize(RGB, (64, 48))


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


def with_exif(jpeg, entries, thumbnail=b''):
    """Put an EXIF block after a JPEG's start: IFD entries, then bytes of a thumbnail."""
    tiff = b'II*\x00\x08\x00\x00\x00' + len(entries).to_bytes(2, 'little')
    for tag, value in entries.items():
        tiff += tag.to_bytes(2, 'little') + b'\x03\x00\x01\x00\x00\x00' + bytes([value, 0, 0, 0])
    block = b'Exif\x00\x00' + tiff + bytes(4) + thumbnail
    return jpeg[:2] + b'\xff\xe1' + (len(block) + 2).to_bytes(2, 'big') + block + jpeg[2:]


@pytest.mark.parametrize('padding', [0, 3])
@pytest.mark.parametrize(
    ('pixels', 'encoding', 'expected'),
    [
        (RGB, 'rgb8', RGB),
        (RGB, 'bgr8', RGB[:, :, ::-1]),
        (GREY, 'mono8', np.dstack([GREY] * 3)),
    ],
)
def test_every_encoding_becomes_rgb(pixels, encoding, expected, padding):
    image = decode_message(image_message(pixels, encoding, padding))
    assert image.dtype == np.uint8
    np.testing.assert_array_equal(image, expected)


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
        ({'encoding': 'bayer_xyz'}, 'bayer_xyz.*bgr8, mono8, rgb8'),
    ],
)
def test_broken_image_names_field_and_value(changes, said):
    with pytest.raises(ImageDecodingError, match=said):
        decode_message(image_message(RGB, 'rgb8', **changes))


def test_png_message_is_decoded_exactly():
    message = compressed_message(encode('.png'), 'rgb8; png compressed bgr8')
    np.testing.assert_array_equal(decode_message(message), SMOOTH)


def test_jpeg_message_is_decoded_closely():
    image = decode_message(compressed_message(array.array('B', encode('.jpg'))))
    assert np.abs(image.astype(int) - SMOOTH).mean() < 10


def test_grey_file_becomes_rgb():
    grey = SMOOTH[:, :, 1]
    np.testing.assert_array_equal(decode_jpeg_or_png(encode('.png', grey)), np.dstack([grey] * 3))


def test_exif_orientation_is_ignored():
    turned = with_exif(encode('.jpg'), {0x0112: 6})
    np.testing.assert_array_equal(decode_jpeg_or_png(turned), decode_jpeg_or_png(encode('.jpg')))


@pytest.mark.parametrize('flags', [(), (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)])
@pytest.mark.parametrize('suffix', ['.jpg', '.png'])
@pytest.mark.parametrize('kept', [0.3, 0.6, 0.99])
def test_cut_file_is_refused(suffix, kept, flags):
    data = encode(suffix, SMOOTH, *(flags if suffix == '.jpg' else ()))
    with pytest.raises(ImageDecodingError, match='cut off'):
        decode_compressed_image(compressed_message(data[: int(len(data) * kept)]))


def test_end_of_a_thumbnail_is_not_the_end_of_the_picture():
    data = with_exif(encode('.jpg'), {}, thumbnail=encode('.jpg', SMOOTH[:8, :8]))
    assert decode_jpeg_or_png(data).shape == SMOOTH.shape
    with pytest.raises(ImageDecodingError, match='cut off'):
        decode_jpeg_or_png(data[:-10])


@pytest.mark.parametrize('suffix', ['.jpg', '.png'])
def test_padding_after_the_picture_is_accepted(suffix):
    assert decode_jpeg_or_png(encode(suffix) + bytes(100)).shape == SMOOTH.shape


def test_picture_of_more_pixels_than_opencv_allows_is_refused():
    png = encode('.png')
    header = b'IHDR' + struct.pack('>II', 60_000, 60_000) + png[24:29]
    bomb = png[:12] + header + struct.pack('>I', zlib.crc32(header)) + png[33:]
    with pytest.raises(ImageDecodingError, match=r'be decoded: pixels .*; check what'):
        decode_jpeg_or_png(bomb)


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


def test_label_file_keeps_its_ids():
    np.testing.assert_array_equal(decode_label_png(encode('.png', GREY)), GREY)


@pytest.mark.parametrize(
    ('data', 'said'),
    [
        (encode('.png', RGB), 'bit depth 8 and colour type 2'),
        (encode('.png', GREY.astype(np.uint16)), 'bit depth 16 and colour type 0'),
        (encode('.png', GREY, cv2.IMWRITE_PNG_BILEVEL, 1), 'bit depth 1 and colour type 0'),
        (encode('.jpg', GREY), 'JPEG'),
    ],
)
def test_label_file_of_another_type_is_refused(data, said):
    with pytest.raises(ImageDecodingError, match=said):
        decode_label_png(data)
