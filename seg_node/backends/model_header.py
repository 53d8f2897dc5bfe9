# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a model file says about itself, read without a runtime and without its weights."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO, SEEK_CUR
import os
from pathlib import Path
from typing import BinaryIO

from seg_node.core.errors import ModelFileError
from seg_node.core.model_spec import check_model_path, ModelSpec, spec_in

# An ONNX file is a protocol buffer; these are field numbers of ModelProto and of its metadata.
_METADATA_PROPS, _KEY, _VALUE = 14, 1, 2
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def read_spec(model: Path) -> ModelSpec:
    """
    Read the spec of a model file in well under a millisecond.

    :param model: path of the file.
    :raises ModelFileError: if there is no such file, it is no ONNX file or has no spec.
    """
    try:
        check_model_path(model)
        with model.open('rb') as file:
            entries = [_text_fields(entry) for entry in _fields(file, _METADATA_PROPS)]
        metadata = {entry[_KEY]: entry[_VALUE] for entry in entries}
    except (OSError, EOFError, KeyError, ValueError) as error:
        raise ModelFileError(f'{model} cannot be read as an ONNX file: {error!r}') from error
    try:
        return spec_in(metadata)
    except ModelFileError as error:
        raise ModelFileError(f'{model}: {error}') from error


def _text_fields(entry: bytes) -> dict[int, str]:
    return {
        number: value.decode()
        for number in (_KEY, _VALUE)
        for value in _fields(BytesIO(entry), number)
    }


def _fields(file: BinaryIO, wanted: int) -> Iterator[bytes]:
    """Give the content of each field of a number, and skip all others."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    while (position := file.tell()) < size:
        number, kind = divmod(_varint(file), 8)
        if kind == _VARINT:
            _varint(file)
            continue
        length = {_FIXED64: 8, _FIXED32: 4}.get(kind) or (_varint(file) if kind == _BYTES else -1)
        if not 0 <= length <= size - file.tell():
            raise ValueError(f'it is damaged or cut off after {position} bytes')
        if number == wanted and kind == _BYTES:
            yield file.read(length)
        else:
            file.seek(length, SEEK_CUR)


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 64, 7):
        byte = file.read(1)
        if not byte:
            raise EOFError('it ends amid a number')
        value |= (byte[0] & 127) << shift
        if byte[0] < 128:
            return value
    raise ValueError('a number in it has no end')
