# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A foreign net as its authors wrote it, run once or twice to see what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from seg_node.backends.onnxruntime_backend import create_session
from seg_node.backends.options import BackendOptions
from seg_node.core.errors import ModelFileError, one_line
from seg_node.core.image_size import format_size
from seg_node.export.foreign.image_input import ImageLayout
from seg_node.export.foreign.net_file import NetFile

ColourOrder = Literal['rgb', 'bgr']


@dataclass(frozen=True)
class Preparation:
    """
    What a net expects to be done to a frame.

    :param colour_order: of its input's channels.
    :param mean: taken off each channel (RGB), 0 to 255.
    :param std: that each channel is divided by then (RGB).
    """

    colour_order: ColourOrder
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


class Trial:
    """
    The net in onnxruntime.

    :param net: whose file is opened.
    :param preparation: of its input.
    :raises ModelFileError: if onnxruntime does not open the file.
    """

    def __init__(self, net: NetFile, preparation: Preparation) -> None:
        self._session = create_session(net.path, BackendOptions())
        self._net = net
        self._preparation = preparation

    def run(self, frame: np.ndarray, layout: ImageLayout) -> np.ndarray:
        """
        Give the net's output for a frame.

        :param frame: (H, W, 3) uint8 RGB.
        :param layout: of the net's input.
        :raises ModelFileError: if the net does not take a frame of that size.
        """
        mean = np.array(self._preparation.mean, np.float32)
        image = (frame - mean) / np.array(self._preparation.std, np.float32)
        if self._preparation.colour_order == 'bgr':
            image = image[:, :, ::-1]
        if layout == 'NCHW':
            image = image.transpose(2, 0, 1)
        inputs = {self._net.image.name: image[None].astype(self._net.image.dtype)}
        try:
            (output,) = self._session.run([self._net.output.name], inputs)
        except Exception as error:
            height, width, _ = frame.shape
            raise ModelFileError(
                f'it does not run on a frame of {format_size((width, height))} '
                f'as {layout}: {one_line(error)}'
            ) from error
        return output


def trial_frame(size: tuple[int, int]) -> np.ndarray:
    """
    Make a frame of coloured patches under noise, the same each time.

    :param size: (width, height) [px].
    :returns: (H, W, 3) uint8.
    """
    random = np.random.default_rng(0)
    patches = cv2.resize(random.integers(0, 192, (6, 8, 3), np.uint8), size)
    return patches + random.integers(0, 64, patches.shape, np.uint8)
