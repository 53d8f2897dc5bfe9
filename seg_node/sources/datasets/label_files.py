# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where a dataset keeps its frames, and how its label files become class ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from seg_node.core.errors import ImageDecodingError, SourceError
from seg_node.core.image_files import decode_jpeg_or_png, decode_label_png
from seg_node.core.label_set import UNLABELLED
from seg_node.sources.picture_source import LabelDecoder

Colour = tuple[int, int, int]

_UNKNOWN = -1


class LabelledFiles(NamedTuple):
    """
    The frames of one split.

    :param images: in the order in which they are read.
    :param labels: one for each picture; that they exist is not known yet.
    :param decode_labels: reads one of them.
    """

    images: Sequence[Path]
    labels: Sequence[Path]
    decode_labels: LabelDecoder


def list_files(folder: Path, pattern: str) -> list[Path]:
    """
    List a folder's files in the order of their names.

    :param pattern: e.g. ``*/*_leftImg8bit.png``.
    :raises SourceError: if there are none.
    """
    files = sorted(folder.glob(pattern))
    if not files:
        raise SourceError(f'there is no {folder / pattern}')
    return files


def id_decoder(class_of: Mapping[int, int]) -> LabelDecoder:
    """
    Make the decoder of 8-bit grey PNGs whose ids are not yet the classes'.

    :param class_of: class by id, 255 for unlabelled; an id of 255 always is.
    """
    table = np.full(256, _UNKNOWN, np.int16)
    table[UNLABELLED] = UNLABELLED
    table[list(class_of)] = list(class_of.values())
    return partial(_decode_ids, table)


def colour_decoder(class_of: Mapping[Colour, int]) -> LabelDecoder:
    """
    Make the decoder of pictures in which each class has its colours.

    :param class_of: class by RGB colour, 255 for unlabelled.
    """
    by_code = sorted((_code(np.array(colour)), class_) for colour, class_ in class_of.items())
    codes, classes = np.array(by_code).T
    return partial(_decode_colours, codes, classes.astype(np.uint8))


def _decode_ids(table: np.ndarray, data: bytes) -> np.ndarray:
    ids = decode_label_png(data)
    classes = table[ids]
    strange = ids[classes == _UNKNOWN]
    if strange.size:
        raise ImageDecodingError(
            f'ids {np.unique(strange).tolist()} are none of this dataset: copy the file again, or '
            'take it and its picture away'
        )
    return classes.astype(np.uint8)


def _decode_colours(codes: np.ndarray, classes: np.ndarray, data: bytes) -> np.ndarray:
    pixels = decode_jpeg_or_png(data)
    place = np.searchsorted(codes, _code(pixels)).clip(max=len(codes) - 1)
    strange = pixels[codes[place] != _code(pixels)]
    if strange.size:
        raise ImageDecodingError(
            f'colours {np.unique(strange, axis=0)[:5].tolist()} (RGB) are none of this dataset: '
            'copy the file again, or take it and its picture away'
        )
    return classes[place]


def _code(colours: np.ndarray) -> np.ndarray:
    """Pack RGB in the last axis into one number."""
    return colours @ np.array([1 << 16, 1 << 8, 1])
