# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Random views of a labelled frame."""

from __future__ import annotations

from dataclasses import dataclass
import math

import cv2
import numpy as np

from seg_node.core.label_set import UNLABELLED


@dataclass(frozen=True)
class Augmentation:
    """
    Random scale, crop, mirror and colour; the same for image and labels.

    :param crop_size: side of the square crop [px].
    :param scale_range: of the random enlargement before the crop; at 1 a frame has as many
        pixels as the network input.
    :param network_size: (width, height) of the network input [px].
    """

    crop_size: int
    scale_range: tuple[float, float]
    network_size: tuple[int, int]

    def apply(
        self, image: np.ndarray, labels: np.ndarray, random: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """
        Draw one view.

        :param image: (H, W, 3) uint8 RGB.
        :param labels: (H, W) uint8 class ids.
        :param random: source of everything random.
        :returns: (S, S, 3) uint8 image and (S, S) uint8 labels; what lies
            outside the frame is of one colour and unlabelled.
        """
        scale = np.sqrt(math.prod(self.network_size) / labels.size)
        scale *= np.exp(random.uniform(*np.log(self.scale_range)))
        image, labels = _random_crop(image, labels, scale, self.crop_size, random)
        if random.random() < 0.5:
            image, labels = cv2.flip(image, 1), cv2.flip(labels, 1)
        return _jitter_colour(image, random), labels


def _random_crop(
    image: np.ndarray,
    labels: np.ndarray,
    scale: float,
    size: int,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Cut a random square of a scaled frame, warping only what is kept."""
    height, width = labels.shape
    spare_x, spare_y = width * scale - size, height * scale - size
    left = random.uniform(min(spare_x, 0), max(spare_x, 0))
    top = random.uniform(min(spare_y, 0), max(spare_y, 0))
    # Pixel centres: (x + 0.5) * scale - 0.5, then the crop's corner taken off.
    offset = 0.5 * scale - 0.5
    matrix = np.array([[scale, 0, offset - left], [0, scale, offset - top]])
    crop = cv2.warpAffine(image, matrix, (size, size), flags=cv2.INTER_LINEAR)
    crop_labels = cv2.warpAffine(
        labels,
        matrix,
        (size, size),
        flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=UNLABELLED,
    )
    return crop, crop_labels


def _jitter_colour(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Vary gain per channel, brightness, contrast and saturation."""
    gain = random.uniform(0.9, 1.1, 3) * random.uniform(0.65, 1.35)
    contrast = random.uniform(0.7, 1.35)
    saturation = random.uniform(0.5, 1.5)
    # All are linear in the colour, so one matrix does what they do one after the other:
    # contrast about the mean of all channels, saturation about a pixel's own.
    saturate = saturation * np.eye(3) + (1 - saturation) / 3
    mean = np.mean(gain * cv2.mean(image)[:3])
    matrix = np.column_stack([contrast * saturate * gain, np.full(3, (1 - contrast) * mean)])
    jittered: np.ndarray = cv2.transform(image, matrix)
    return jittered
