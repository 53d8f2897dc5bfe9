# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Miniature trees of datasets, laid out, named and encoded as the originals are."""

import cv2
import numpy as np
import pytest


@pytest.fixture
def write(tmp_path):
    """Write a picture of a row of pixels: grey for ids, RGB for colours; give the root."""

    def write(name, row):
        pixels = np.array([row], np.uint8)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert cv2.imwrite(str(path), pixels if pixels.ndim == 2 else pixels[:, :, ::-1])
        return tmp_path

    return write


@pytest.fixture
def write_frame(write):
    """Write a picture of a given width, and its labels."""

    def write_frame(image, label, row):
        write(image, [(90, 90, 90)] * len(row))
        return write(label, row)

    return write_frame


@pytest.fixture
def name_pixels():
    """Name the classes of a frame's pixels; None where there is none."""

    def name_pixels(source, index=0):
        names = source.label_set.names
        return [None if i == 255 else names[i] for i in source[index].labels.ravel()]

    return name_pixels
