# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Light of the day and weather: where it comes from, what colour it has, and how far one sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

FloatOrArray = TypeVar('FloatOrArray', float, np.ndarray)


@dataclass(frozen=True)
class Light:
    """
    One moment's light, the same over the whole street.

    Colours are RGB factors or 0 to 255 values before the sensor's exposure.

    :param kind: of weather, for people.
    :param sun: (3,) unit vector towards the sun.
    :param sunlight: what the sun adds to a face that looks at it.
    :param skylight: what the sky adds to a face that looks up.
    :param zenith: sky colour overhead.
    :param horizon: sky colour at the horizon; distance fades to it.
    :param visibility_m: distance at which haze takes 63 % of a colour.
    :param cloud_cover: 0 to 1.
    :param lamps_lit: whether windows, lamps and headlights glow.
    """

    kind: str
    sun: np.ndarray
    sunlight: np.ndarray
    skylight: np.ndarray
    zenith: np.ndarray
    horizon: np.ndarray
    visibility_m: float
    cloud_cover: float
    lamps_lit: bool

    def shade(self, normal: np.ndarray, sun_reach: float = 1.0) -> np.ndarray:
        """
        Compute how bright a face is.

        :param normal: (3,) unit normal of the face.
        :param sun_reach: share of the sun that is not blocked by others.
        :returns: (3,) RGB factor.
        """
        # A wall sees half the sky, and the ground's reflection below it.
        sky = 0.78 + 0.22 * float(normal[2])
        facing = max(0.0, float(np.dot(normal, self.sun)))
        return self.skylight * sky + self.sunlight * facing * sun_reach

    def haze(self, distance_m: FloatOrArray) -> FloatOrArray:
        """Compute the share of a colour that haze takes over a distance, 0 to 1."""
        return np.float32(1) - np.exp(distance_m * np.float32(-1 / self.visibility_m))

    def ground_shift(self) -> np.ndarray:
        """Compute where a shadow falls per metre of height, (2,) metres along x and y."""
        return -self.sun[:2] / self.sun[2]

    @property
    def shadow_factor(self) -> np.ndarray:
        """Compute what a cast shadow leaves of the light on level ground, (3,) RGB factor."""
        return self.skylight / self.shade(np.array([0.0, 0.0, 1.0]))


def _sun(elevation_deg: float, azimuth_deg: float) -> np.ndarray:
    elevation, azimuth = np.radians((elevation_deg, azimuth_deg))
    level = np.cos(elevation)
    return np.array([level * np.cos(azimuth), level * np.sin(azimuth), np.sin(elevation)])


def _azimuth(rng: np.random.Generator) -> float:
    # Across the street or from behind; straight ahead it would blind the camera.
    return float(rng.choice((-1, 1)) * rng.uniform(68, 160))


def sunny(rng: np.random.Generator) -> Light:
    """Make a clear day with sharp shadows."""
    return Light(
        kind='sunny',
        sun=_sun(rng.uniform(28, 52), _azimuth(rng)),
        sunlight=np.array([1.02, 0.96, 0.84]) * rng.uniform(0.9, 1.05),
        skylight=np.array([0.45, 0.49, 0.57]) * rng.uniform(0.9, 1.1),
        zenith=np.array([72, 122, 200]) * rng.uniform(0.92, 1.12),
        horizon=np.array([206.0, 222, 238]),
        visibility_m=rng.uniform(420, 700),
        cloud_cover=rng.uniform(0.1, 0.5),
        lamps_lit=False,
    )


def hazy(rng: np.random.Generator) -> Light:
    """Make a milky day with a weak sun."""
    return Light(
        kind='hazy',
        sun=_sun(rng.uniform(22, 40), _azimuth(rng)),
        sunlight=np.array([0.7, 0.64, 0.52]),
        skylight=np.array([0.52, 0.55, 0.6]),
        zenith=np.array([160.0, 188, 222]),
        horizon=np.array([232.0, 236, 240]),
        visibility_m=rng.uniform(220, 340),
        cloud_cover=rng.uniform(0.4, 0.8),
        lamps_lit=False,
    )


def overcast(rng: np.random.Generator) -> Light:
    """Make a grey day without shadows."""
    grey = rng.uniform(0.86, 1.02)
    return Light(
        kind='overcast',
        sun=_sun(60, _azimuth(rng)),
        sunlight=np.array([0.09, 0.09, 0.08]),
        skylight=np.array([0.8, 0.83, 0.88]) * grey,
        zenith=np.array([168.0, 176, 188]) * grey,
        horizon=np.array([222.0, 226, 230]) * grey,
        visibility_m=rng.uniform(240, 420),
        cloud_cover=1.0,
        lamps_lit=False,
    )


def dusk(rng: np.random.Generator) -> Light:
    """Make the blue hour: a low orange sun and lit windows."""
    return Light(
        kind='dusk',
        sun=_sun(rng.uniform(9, 14), _azimuth(rng)),
        sunlight=np.array([0.42, 0.27, 0.15]),
        skylight=np.array([0.25, 0.28, 0.37]),
        zenith=np.array([58.0, 74, 118]),
        horizon=np.array([214.0, 172, 142]) * rng.uniform(0.75, 1),
        visibility_m=rng.uniform(300, 500),
        cloud_cover=rng.uniform(0.5, 0.9),
        lamps_lit=True,
    )


def draw_light(rng: np.random.Generator) -> Light:
    """Choose the weather of a drive; sunny days are the most frequent."""
    kinds = (sunny, hazy, overcast, dusk)
    return kinds[rng.choice(len(kinds), p=(0.48, 0.14, 0.24, 0.14))](rng)
