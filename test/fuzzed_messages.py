# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Random and mutated camera messages, the same ones for a seed, and what must become of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
import os
import re
from types import SimpleNamespace
from typing import Any, NamedTuple

import cv2
from encoded_pictures import (
    ALL_ENCODINGS,
    BAYER,
    fitting_size,
    memory_size,
    Picture,
    picture_of,
    png_chunk,
    random_picture,
    random_png,
)
import numpy as np

SEED = int(os.environ.get('FUZZ_SEED', '1'))

_ODD_NUMBERS = (0, 1, 2, 3, 255, 256, 32767, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1)
_ODD_TEXTS = (
    '', ' ', 'RGB8', 'rgb8 ', 'rgb', 'bgr8; jpeg compressed bgr8', 'nv24', '32FC1', '64FC4',
    '8UC1000000', 'passthrough', 'jpeg', 'png', '16UC1; compressedDepth png', 'h264',
    '\n\r\t', '%s%n{}', '../../etc', 'größe', '图像', '\U0001f4f7', '\u202e8bgr', 'x' * 100_000,
    '8UC' + '9' * 10_000,
)  # fmt: skip
_JPEG_MARKERS = [bytes([0xFF, code]) for code in (0x01, 0xC0, 0xC2, 0xC4, *range(0xD0, 0xE2))]


class FuzzedMessage(NamedTuple):
    """
    A message with the fields of an Image or a CompressedImage.

    :param kind: what it began as, and how many mutations it has.
    :param picture: that it shows, if it shows one; None if nobody can tell.
    :param must_decode: None if it may be refused as well.
    """

    message: Any
    kind: str
    picture: Picture | None
    must_decode: bool | None


def fuzzed_images(count: int, seed: int = SEED) -> Iterator[FuzzedMessage]:
    """Give messages like Image: whole, mutated and of random fields alone."""
    for index in range(count):
        rng = np.random.default_rng([seed, index, 0])
        message = _random_image(rng)
        kind = 'image'
        draw = rng.random()
        if draw < 0.1:
            kind = 'random image'
            _randomise(rng, message)
        elif draw < 0.7:
            kind = 'mutated image'
            for _ in range(int(rng.integers(1, 4))):
                _pick(rng, _IMAGE_MUTATIONS)(rng, message)
        picture = shown_by(message)
        yield FuzzedMessage(message, kind, picture, picture is not None)


def fuzzed_files(count: int, seed: int = SEED) -> Iterator[FuzzedMessage]:
    """Give messages like CompressedImage: JPEG and PNG, whole, damaged, forged and random."""
    for index in range(count):
        rng = np.random.default_rng([seed, index, 1])
        name, data, picture = _pick(rng, (_random_png, _random_jpeg))(rng)
        kind = name
        must_decode: bool | None = True
        draw = rng.random()
        if draw < 0.1:
            kind, picture, must_decode = 'random file', None, None
            data = _pick(rng, (b'', data[:8], data[:2])) + rng.bytes(int(rng.integers(200)))
        elif draw < 0.3 and name == 'PNG':
            # Its checksums tell of every flipped bit.
            kind, must_decode = 'PNG with flipped bits', None
            data = data[:8] + _flip(rng, data[8:])
        elif draw < 0.7:
            kind, picture, must_decode = f'mutated {name}', None, None
            for _ in range(int(rng.integers(1, 4))):
                data = _pick(rng, _FILE_MUTATIONS)(rng, data)
        message = SimpleNamespace(format=_pick(rng, _ODD_TEXTS), data=data)
        yield FuzzedMessage(message, kind, picture, must_decode)


def shown_by(message: Any) -> Picture | None:
    """Say what a message like Image shows by its fields, None if they contradict each other."""
    height, width, step, encoding = message.height, message.width, message.step, message.encoding
    if encoding not in ALL_ENCODINGS or min(height, width) < (3 if encoding in BAYER else 1):
        return None
    if fitting_size(encoding, width, height) != (width, height):
        return None
    count, length = memory_size(encoding, width, height)
    if step < length or len(message.data) < (count - 1) * step + length:
        return None
    rows = [message.data[row * step : row * step + length] for row in range(count)]
    samples = np.frombuffer(b''.join(rows), np.uint8).reshape(count, length)
    return picture_of(samples, encoding, width, height, bool(message.is_bigendian))


def _random_image(rng: np.random.Generator) -> SimpleNamespace:
    encoding = _pick(rng, ALL_ENCODINGS)
    size = fitting_size(encoding, *_random_size(rng))
    is_bigendian = bool(rng.integers(2))
    rows = random_picture(rng, encoding, *size, is_bigendian).rows
    padding = int(rng.integers(16)) if rng.random() < 0.5 else 0
    return SimpleNamespace(
        height=size[1],
        width=size[0],
        encoding=encoding,
        is_bigendian=int(is_bigendian),
        step=rows.shape[1] + padding,
        data=np.pad(rows, ((0, 0), (0, padding)), constant_values=77).tobytes(),
    )


def _random_size(rng: np.random.Generator) -> tuple[int, int]:
    """Mostly a small one, at times one with a long side."""
    width, height = (int(side) for side in rng.integers(1, 40, 2))
    draw = rng.random()
    if draw < 0.02:
        return 100 * width, 1
    if draw < 0.04:
        return 1, 100 * height
    return width, height


def _randomise(rng: np.random.Generator, message: Any) -> None:
    for name in ('height', 'width', 'step'):
        setattr(message, name, _random_number(rng, 0))
    message.encoding = _random_text(rng)
    message.is_bigendian = int(rng.integers(256))
    message.data = rng.bytes(int(rng.integers(5000)))


def _mutate_number(rng: np.random.Generator, message: Any) -> None:
    name = _pick(rng, ('height', 'width', 'step'))
    setattr(message, name, _random_number(rng, getattr(message, name)))


def _mutate_encoding(rng: np.random.Generator, message: Any) -> None:
    message.encoding = _random_text(rng)


def _mutate_byte_order(rng: np.random.Generator, message: Any) -> None:
    message.is_bigendian = int(rng.integers(256))


def _mutate_data(rng: np.random.Generator, message: Any) -> None:
    message.data = _pick(rng, (_flip, _cut, _extend, _empty))(rng, message.data)


_IMAGE_MUTATIONS = (_mutate_number, _mutate_number, _mutate_encoding, _mutate_byte_order,
                    _mutate_data)  # fmt: skip


def _random_number(rng: np.random.Generator, number: int) -> int:
    odd = int(_pick(rng, _ODD_NUMBERS))
    near = number + int(rng.integers(-3, 4))
    return int(_pick(rng, (odd, near, 2 * number, int(rng.integers(2**32))))) % 2**32


def _random_text(rng: np.random.Generator) -> str:
    letters = ''.join(map(chr, rng.integers(1, 0xD800, int(rng.integers(20)))))
    return str(_pick(rng, (_pick(rng, _ODD_TEXTS), _pick(rng, ALL_ENCODINGS), letters)))


def _random_png(rng: np.random.Generator) -> tuple[str, bytes, Picture]:
    return 'PNG', *random_png(rng, *_random_size(rng))


def _random_jpeg(rng: np.random.Generator) -> tuple[str, bytes, Picture]:
    """Draw one of a single colour, whose truth needs no decoder."""
    width, height = _random_size(rng)
    rgb = np.tile(rng.integers(0, 256, 3, np.uint8), (height, width, 1))
    flags = [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_PROGRESSIVE, int(rng.integers(2))]
    _, data = cv2.imencode('.jpg', rgb[:, :, ::-1], flags)
    return 'JPEG', data.tobytes(), Picture(data[None], rgb.astype(float), 5.0)


def _flip(rng: np.random.Generator, data: bytes) -> bytes:
    flipped = bytearray(data)
    for _ in range(int(rng.integers(1, 8)) if data else 0):
        flipped[rng.integers(len(data))] ^= 1 << int(rng.integers(8))
    return bytes(flipped)


def _cut(rng: np.random.Generator, data: bytes) -> bytes:
    return data[: rng.integers(len(data) + 1)]


def _extend(rng: np.random.Generator, data: bytes) -> bytes:
    return data + rng.bytes(int(rng.integers(1, 1000)))


def _empty(rng: np.random.Generator, data: bytes) -> bytes:
    return b''


def _remove_part(rng: np.random.Generator, data: bytes) -> bytes:
    begin, end = sorted(rng.integers(0, len(data) + 1, 2))
    return data[:begin] + data[end:]


def _repeat_part(rng: np.random.Generator, data: bytes) -> bytes:
    begin, end = sorted(rng.integers(0, len(data) + 1, 2))
    return data[:end] + data[begin:]


def _insert_marker(rng: np.random.Generator, data: bytes) -> bytes:
    position = rng.integers(len(data) + 1)
    return data[:position] + _pick(rng, _JPEG_MARKERS) + data[position:]


def _double_marker(rng: np.random.Generator, data: bytes) -> bytes:
    found = [each.span() for each in re.finditer(rb'\xff[^\x00\xff]', data)]
    if not found:
        return data
    begin, end = _pick(rng, found)
    return data[:end] + data[begin:]


def _forge_size(rng: np.random.Generator, data: bytes) -> bytes:
    """Claim another size, with the right checksum in a PNG."""
    width, height = (_random_number(rng, 30) for _ in range(2))
    if data.startswith(b'\x89PNG'):
        size = width.to_bytes(4, 'big') + height.to_bytes(4, 'big')
        return data[:8] + png_chunk(b'IHDR', size + data[24:29]) + data[33:]
    frame = data.find(b'\xff\xc0')
    size = (height % 2**16).to_bytes(2, 'big') + (width % 2**16).to_bytes(2, 'big')
    return data[: frame + 5] + size + data[frame + 9 :] if frame >= 0 else data


_FILE_MUTATIONS: tuple[Callable[[np.random.Generator, bytes], bytes], ...] = (
    _flip, _cut, _extend, _remove_part, _repeat_part, _insert_marker, _double_marker, _forge_size,
)  # fmt: skip


def _pick(rng: np.random.Generator, choices: Any) -> Any:
    return choices[rng.integers(len(choices))]
