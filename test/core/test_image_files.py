# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Files decode to the picture that they hold, or say why they cannot."""

import cv2
from encoded_pictures import png_chunk, random_png
import numpy as np
import pytest

from seg_node.core.errors import ImageDecodingError
from seg_node.core.image_files import decode_jpeg_or_png, decode_label_png, encode_jpeg

RGB = np.random.default_rng(0).integers(0, 256, (4, 5, 3), np.uint8)
GREY = RGB[:, :, 0]
SMOOTH = cv2.resize(RGB, (64, 48))


def encode(suffix, image=SMOOTH, *flags):
    bgr = image if image.ndim == 2 else image[:, :, ::-1]
    is_encoded, data = cv2.imencode(suffix, bgr, flags)
    assert is_encoded
    return data.tobytes()


def test_what_is_encoded_keeps_its_channels_in_order():
    picture = np.full((48, 64, 3), (200, 100, 50), np.uint8)
    decoded = decode_jpeg_or_png(encode_jpeg(picture, 90).tobytes())
    np.testing.assert_allclose(decoded.astype(int), picture, atol=4)


def with_exif(jpeg, entries, thumbnail=b''):
    """Put an EXIF block after a JPEG's start: IFD entries, then bytes of a thumbnail."""
    tiff = b'II*\x00\x08\x00\x00\x00' + len(entries).to_bytes(2, 'little')
    for tag, value in entries.items():
        tiff += tag.to_bytes(2, 'little') + b'\x03\x00\x01\x00\x00\x00' + bytes([value, 0, 0, 0])
    block = b'Exif\x00\x00' + tiff + bytes(4) + thumbnail
    return jpeg[:2] + b'\xff\xe1' + (len(block) + 2).to_bytes(2, 'big') + block + jpeg[2:]


def with_size(data, width, height):
    """Let a PNG or a JPEG of OpenCV claim another size."""
    if data.startswith(b'\x89PNG'):
        size = width.to_bytes(4, 'big') + height.to_bytes(4, 'big')
        return data[:8] + png_chunk(b'IHDR', size + data[24:29]) + data[33:]
    frame = data.index(b'\xff\xc0')
    size = height.to_bytes(2, 'big') + width.to_bytes(2, 'big')
    return data[: frame + 5] + size + data[frame + 9 :]


def test_png_of_every_type_is_decoded_exactly():
    """Of 8 and 16 bits, grey and coloured, with transparency and without."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        data, picture = random_png(rng, *map(int, rng.integers(1, 40, 2)))
        assert picture.is_shown_by(decode_jpeg_or_png(data)), data[24:26]


@pytest.mark.parametrize('image', [SMOOTH, SMOOTH[:, :, 1]])
@pytest.mark.parametrize('flags', [(), (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)])
def test_jpeg_is_decoded_closely(image, flags):
    decoded = decode_jpeg_or_png(encode('.jpg', image, *flags)).astype(int)
    expected = image if image.ndim == 3 else np.dstack([image] * 3)
    assert np.abs(decoded - expected).mean() < 10


def test_exif_orientation_is_ignored():
    turned = with_exif(encode('.jpg'), {0x0112: 6})
    np.testing.assert_array_equal(decode_jpeg_or_png(turned), decode_jpeg_or_png(encode('.jpg')))


@pytest.mark.parametrize('flags', [(), (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)])
@pytest.mark.parametrize('suffix', ['.jpg', '.png'])
@pytest.mark.parametrize('kept', [0.3, 0.6, 0.99])
def test_cut_file_is_refused(suffix, kept, flags):
    data = encode(suffix, SMOOTH, *(flags if suffix == '.jpg' else ()))
    with pytest.raises(ImageDecodingError, match='cut off'):
        decode_jpeg_or_png(data[: int(len(data) * kept)])


@pytest.mark.parametrize('chunk', [b'IHDR', b'IDAT', b'IEND'])
@pytest.mark.parametrize('length', [2**31 - 1, 2**32 - 1])
def test_part_of_a_png_longer_than_the_file_is_refused(chunk, length):
    data = encode('.png')
    begin = data.index(chunk)
    with pytest.raises(ImageDecodingError, match='cut off'):
        decode_jpeg_or_png(data[: begin - 4] + length.to_bytes(4, 'big') + data[begin:])


def test_end_of_a_thumbnail_is_not_the_end_of_the_picture():
    data = with_exif(encode('.jpg'), {}, thumbnail=encode('.jpg', SMOOTH[:8, :8]))
    assert decode_jpeg_or_png(data).shape == SMOOTH.shape
    with pytest.raises(ImageDecodingError, match='cut off'):
        decode_jpeg_or_png(data[:-10])


@pytest.mark.parametrize('suffix', ['.jpg', '.png'])
def test_padding_after_the_picture_is_accepted(suffix):
    assert decode_jpeg_or_png(encode(suffix) + bytes(100)).shape == SMOOTH.shape


@pytest.mark.parametrize('suffix', ['.jpg', '.png'])
@pytest.mark.parametrize('size', [(60_000, 60_000), (8193, 8192), (5000, 4000)])
def test_claim_of_more_pixels_than_there_can_be_is_refused(suffix, size):
    claim = 'x'.join(map(str, size))
    with pytest.raises(ImageDecodingError, match=f'claims {claim} pixels, more than the'):
        decode_jpeg_or_png(with_size(encode(suffix, SMOOTH[:8, :8]), *size))


def test_claim_behind_what_a_decoder_skips_is_found():
    bomb = with_size(with_exif(encode('.jpg'), {}), 60_000, 60_000)
    frame = bomb.index(b'\xff\xc0')
    skipped = b'\x00garbage\xff\x00' + b'\xff\xd0' + b'\xff' * 3
    with pytest.raises(ImageDecodingError, match='claims 60000x60000'):
        decode_jpeg_or_png(bomb[:frame] + skipped + bomb[frame:])


@pytest.mark.parametrize('suffix', ['.jpg', '.png'])
def test_picture_that_compresses_as_well_as_can_be_is_accepted(suffix):
    flags = (cv2.IMWRITE_JPEG_OPTIMIZE, 1) if suffix == '.jpg' else ()
    data = encode(suffix, np.zeros((3000, 3000), np.uint8), *flags)
    assert decode_jpeg_or_png(data).shape == (3000, 3000, 3)


def test_side_longer_than_the_decoder_allows_is_refused():
    png = with_size(encode('.png'), 1_100_000, 1)
    with pytest.raises(ImageDecodingError, match=r'is damaged|cannot be decoded'):
        decode_jpeg_or_png(png)


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
