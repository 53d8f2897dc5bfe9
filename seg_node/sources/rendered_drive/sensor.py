# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a cheap camera does to a picture: exposure, white balance, vignette, blur, noise."""

from __future__ import annotations

import cv2
import numpy as np

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.sources.rendered_drive.light import Light

_NOISE_MARGIN_PX = 64


class Sensor:
    """
    One camera's faults, the same for the whole drive, and noise that is new each time.

    :param camera: gives the size.
    :param light: at dusk pictures are darker and noisier.
    :param brightness: mean of what the camera sees, 0 to 255; the exposure answers to it.
    :param rng: decides the faults.
    """

    def __init__(
        self,
        camera: PinholeCamera,
        light: Light,
        brightness: float,
        rng: np.random.Generator,
    ) -> None:
        balance = rng.normal(1, 0.025, 3)
        wanted = rng.uniform(56, 84) if light.lamps_lit else rng.uniform(98, 132)
        exposure = np.clip(wanted / max(brightness, 1.0), 0.5, 2.2)
        self._curve = _tone_curve(exposure * balance, contrast=rng.uniform(0.0, 0.55))
        self._blur_px = float(rng.uniform(0.35, 0.75))
        self._vignette = _vignette(camera, strength=rng.uniform(0.04, 0.2))
        sigma = rng.uniform(1.0, 2.6) * (1.8 if light.lamps_lit else 1.0)
        shape = (camera.height + _NOISE_MARGIN_PX, camera.width + _NOISE_MARGIN_PX, 3)
        noise = rng.normal(0, sigma, shape).astype(np.float32)
        noise = 0.75 * noise + 0.5 * noise.mean(axis=2, keepdims=True)
        self._brighter, self._darker = (
            np.clip(np.rint(sign * noise), 0, 255).astype(np.uint8) for sign in (1, -1)
        )

    def expose(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """
        Turn the scene's picture into the camera's.

        :param image: (H, W, 3) uint8 RGB.
        :param rng: decides this frame's noise.
        """
        height, width = image.shape[:2]
        image = cv2.GaussianBlur(image, (3, 3), self._blur_px)
        image = cv2.multiply(image, self._vignette, scale=1 / 255)
        image = cv2.LUT(image, self._curve)
        top, left = rng.integers(0, _NOISE_MARGIN_PX, 2)
        part = np.s_[top : top + height, left : left + width]
        return cv2.subtract(cv2.add(image, self._brighter[part]), self._darker[part])


def _tone_curve(gains: np.ndarray, contrast: float) -> np.ndarray:
    """
    Make an S-shaped curve per channel, with a shoulder that saves bright skies.

    :returns: (1, 256, 3) uint8.
    """
    value = np.linspace(0, 1, 256)[:, None] * gains
    value = np.where(value > 0.75, 1 - 0.25 * np.exp((0.75 - value) / 0.25), value)
    steep = value * value * (3 - 2 * value)
    return np.clip((value + contrast * (steep - value)) * 255, 0, 255).astype(np.uint8)[None]


def _vignette(camera: PinholeCamera, strength: float) -> np.ndarray:
    x = (np.arange(camera.width) - camera.cx) / camera.width
    y = (np.arange(camera.height) - camera.cy) / camera.height
    fall = 1 - strength * 2 * (x[None] ** 2 + y[:, None] ** 2)
    gain = np.clip(fall * 255, 0, 255).astype(np.uint8)
    return cv2.cvtColor(gain, cv2.COLOR_GRAY2RGB)
