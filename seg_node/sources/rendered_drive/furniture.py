# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Street furniture: lamp posts, signs, traffic lights, beacons, bollards and fences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from seg_node.sources.rendered_drive.canvas import Canvas
from seg_node.sources.rendered_drive.classes import BUILDING, FENCE, POLE, SIGN
from seg_node.sources.rendered_drive.light import Light
from seg_node.sources.rendered_drive.panel import Panel
from seg_node.sources.rendered_drive.projection import View
from seg_node.sources.rendered_drive.texture import Texture
from seg_node.sources.rendered_drive.thing import cast, disc
from seg_node.sources.rendered_drive.tubes import Tubes

_FACING_TRAFFIC = np.array([(0.0, -1.0, 0.0), (0.0, 0.0, 1.0)])


@dataclass
class Post:
    """
    Something on a pole.

    :param place: (3,) its foot [m].
    :param tubes: the pole and what belongs to it.
    :param signs: what hangs on it.
    :param head: tubes that are labelled as signs, e.g. a beacon's globe.
    """

    place: np.ndarray
    tubes: Tubes
    signs: Sequence[Panel] = field(default=())
    head: Tubes | None = None
    class_id: int = POLE

    @property
    def span(self) -> tuple[float, float]:
        """Least and greatest x [m]."""
        return float(self.place[0]) - 0.2, float(self.place[0]) + 0.2

    def distance(self, eye: np.ndarray) -> float:
        """Give the distance of its foot [m]."""
        return float(np.linalg.norm((self.place - eye)[:2]))

    def draw(self, canvas: Canvas, view: View, opacity: float) -> None:
        """Paint the pole, then what hangs on it."""
        self.tubes.draw(canvas, view, self.class_id)
        if self.head is not None:
            self.head.draw(canvas, view, SIGN)
        for sign in self.signs:
            sign.draw(canvas, view, opacity)

    def footprint(self) -> np.ndarray:
        """Give an octagon around the foot [m]."""
        return disc(self.place, float(self.tubes.radii[0, 0]))

    def shadows(self, light: Light) -> Sequence[np.ndarray]:
        """Cast the shadow of each tube."""
        return [
            cast(np.vstack((_square(start, radii[0]), _square(end, radii[1]))), light)
            for start, end, radii in zip(
                self.tubes.starts, self.tubes.ends, self.tubes.radii, strict=True
            )
        ]


@dataclass
class Barrier:
    """
    A fence, wall or hedge between two points.

    :param panel: its face.
    :param class_id: of its pixels.
    """

    panel: Panel
    class_id: int

    @cached_property
    def span(self) -> tuple[float, float]:
        """Least and greatest x [m]."""
        x = self.panel.corners[:, 0]
        return float(x.min()), float(x.max())

    def distance(self, eye: np.ndarray) -> float:
        """Give the distance of its middle [m]."""
        return float(np.linalg.norm((self._middle - eye)[:2]))

    @cached_property
    def _middle(self) -> np.ndarray:
        return self.panel.corners.mean(axis=0)

    def draw(self, canvas: Canvas, view: View, opacity: float) -> None:
        """Paint its face."""
        self.panel.draw(canvas, view, opacity)

    def footprint(self) -> np.ndarray:
        """Give a strip 10 cm wide [m]."""
        start, end = self.panel.corners[:2, :2]
        across = np.array((start[1] - end[1], end[0] - start[0]))
        across *= 0.05 / np.hypot(*across)
        return np.array([start - across, end - across, end + across, start + across])

    def shadows(self, light: Light) -> Sequence[np.ndarray]:
        """Cast the shadow of the whole face."""
        return [cast(self.panel.corners, light)]


def _square(centre: np.ndarray, radius: float) -> np.ndarray:
    return centre + radius * np.array([(1, 1, 0), (-1, 1, 0), (-1, -1, 0), (1, -1, 0)])


def _tubes(place: np.ndarray, limbs: Sequence[tuple], light: Light) -> Tubes:
    """Light tubes given as (start, end, radii, colour), lengths from the place."""
    starts, ends, radii, colours = (np.array([limb[i] for limb in limbs], float) for i in range(4))
    shade = light.shade(np.array((-0.8, 0, 0.6)))
    return Tubes(starts + place, ends + place, radii, np.clip(colours * shade, 0, 255))


def lamp_post(place: np.ndarray, inwards: int, light: Light, height: float) -> Post:
    """Make a lamp post whose arm reaches over the road: ``inwards`` is 1 towards +y, or -1."""
    grey, arm = (122, 126, 126), inwards * 1.5
    limbs = [
        ((0, 0, 0), (0, 0, 1.1), (0.11, 0.1), grey),
        ((0, 0, 1.1), (0, 0, height), (0.075, 0.05), grey),
        ((0, 0, height), (0, arm * 0.5, height + 0.3), (0.045, 0.04), grey),
        ((0, arm * 0.5, height + 0.3), (0, arm, height + 0.36), (0.04, 0.04), grey),
    ]
    glow = (420, 330, 200) if light.lamps_lit else (170, 172, 172)
    lamp = ((0, arm, height + 0.36), (0, arm + inwards * 0.5, height + 0.38), (0.1, 0.12), glow)
    return Post(place, _tubes(place, [*limbs, lamp], light))


def sign_post(place: np.ndarray, picture: Texture, light: Light, foot: float) -> Post:
    """Make a post with a traffic sign whose lower edge is ``foot`` over the ground."""
    width, height = picture.size_m
    pole = ((0, 0, 0), (0, 0, foot + height * 0.9), (0.038, 0.038), (136, 138, 140))
    origin = np.add(place, (-0.06, width / 2, foot))
    sign = Panel(origin, _FACING_TRAFFIC, picture, SIGN)
    return Post(place, _tubes(place, [pole], light), [sign])


def traffic_light(place: np.ndarray, picture: Texture, light: Light) -> Post:
    """Make a traffic light on a black pole."""
    width, height = picture.size_m
    pole = ((0, 0, 0), (0, 0, 2.3 + height), (0.06, 0.055), (44, 46, 48))
    sign = Panel(np.add(place, (-0.1, width / 2, 2.2)), _FACING_TRAFFIC, picture, SIGN)
    return Post(place, _tubes(place, [pole], light), [sign])


def beacon(place: np.ndarray, light: Light) -> Post:
    """Make the striped pole and the orange globe that stand at a zebra crossing."""
    bands = [
        ((0, 0, z), (0, 0, z + 0.3), (0.06, 0.06), (226, 226, 222) if i % 2 else (32, 32, 34))
        for i, z in enumerate(np.arange(0, 2.4, 0.3))
    ]
    globe = ((0, 0, 2.52), (0, 0, 2.62), (0.17, 0.17), (250, 150, 20))
    return Post(place, _tubes(place, bands, light), head=_tubes(place, [globe], light))


def bollard(place: np.ndarray, light: Light) -> Post:
    """Make a black bollard with a pale band."""
    limbs = [
        ((0, 0, 0), (0, 0, 0.9), (0.07, 0.065), (40, 42, 44)),
        ((0, 0, 0.72), (0, 0, 0.78), (0.073, 0.072), (210, 208, 200)),
    ]
    return Post(place, _tubes(place, limbs, light))


def barrier(start: np.ndarray, end: np.ndarray, texture: Texture, class_id: int) -> Barrier:
    """Stretch a fence, wall or hedge from one point of the ground (2,) towards another."""
    along = np.array((*(end - start), 0.0)) / np.hypot(*(end - start))
    axes = np.array([along, (0, 0, 1)])
    origin, is_fence = np.array((*start, 0.0)), class_id == FENCE
    panel = Panel(origin, axes, texture, class_id, is_labelled_whole=is_fence)
    return Barrier(panel, class_id)


BARRIER_CLASSES = {'railing': FENCE, 'boards': FENCE, 'mesh': FENCE, 'wall': BUILDING}
"""Class of each kind of barrier: CamVid's eleven classes count walls as Building."""
