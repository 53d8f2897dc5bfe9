# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a camera's frame to everything that is published: what node, demo and replay share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from seg_node.core.backend import Backend
from seg_node.core.drivable_area import (
    at_least,
    decide_alone,
    Decision,
    drivable_area,
    DrivableArea,
    DrivableAreaParameters,
)
from seg_node.core.errors import ConfigurationError, LabelSetError
from seg_node.core.ground_profile import GroundClasses
from seg_node.core.image_polygon import Polygon
from seg_node.core.label_set import class_set_matrix, ClassSets, DRIVABLE, LabelSet, VEHICLE
from seg_node.core.maps import SegmentationMaps
from seg_node.core.model_spec import ModelSpec
from seg_node.core.overlay import draw_overlay
from seg_node.core.published_classes import ClassGroups, group_classes, PublishedClasses
from seg_node.core.resizing import resize_nearest
from seg_node.core.risk_limit import ChosenThreshold, RiskLimit, RunningNet
from seg_node.core.temporal_filter import DrivableFilter, Moment


@dataclass(frozen=True)
class PipelineSettings:
    """
    What may change between two frames.

    :param class_sets: classes by the name of the set; empty for the model's own.
    :param drivable: how the drivable area is decided.
    :param set_threshold: least probability of a pixel in any other set, in (0, 1].
    :param overlay_opacity: of the class colours, in [0, 1].
    :param published_classes: groups of classes that the mask shows as one, under
        another name; empty for the model's own.
    :param max_false_drivable_rate: the drivable area gets the threshold that the model was
        calibrated to keep this rate with; 0 for that of ``drivable``.
    :param raised_classes: what stands on wheels, so that ground is seen under it; empty for the
        set ``vehicle`` of the model's own.
    """

    class_sets: ClassSets = field(default_factory=dict)
    drivable: DrivableAreaParameters = field(default_factory=DrivableAreaParameters)
    set_threshold: float = 0.5
    overlay_opacity: float = 0.5
    published_classes: ClassGroups = field(default_factory=dict)
    max_false_drivable_rate: float = 0.0
    raised_classes: tuple[str, ...] = ()


class FittedSettings(NamedTuple):
    """
    Settings, and what follows from them and a model.

    :param settings: with the model's own class sets where none were given.
    :param class_sets: (K, C) float32, as the model takes them.
    :param published: what the ids of the mask stand for.
    :param limit: that gives the threshold of the drivable area, if a rate was given.
    :param ground: what each of the model's classes tells of the ground.
    """

    settings: PipelineSettings
    class_sets: np.ndarray
    published: PublishedClasses
    limit: RiskLimit | None
    ground: GroundClasses

    @property
    def set_names(self) -> tuple[str, ...]:
        """Names of the class sets, ``drivable`` among them."""
        return tuple(self.settings.class_sets)

    def class_ids(self, set_name: str) -> tuple[int, ...]:
        """Give the ids of a set's classes, rising."""
        row = self.class_sets[self.set_names.index(set_name)]
        return tuple(map(int, np.flatnonzero(row)))

    def running_net(self, precision: str, network_size: tuple[int, int] | None) -> RunningNet:
        """Say what a threshold of the drivable area must have been calibrated for."""
        return RunningNet(self.class_ids(DRIVABLE), precision, network_size)


def fit_settings(spec: ModelSpec, settings: PipelineSettings) -> FittedSettings:
    """
    Fit settings to a model.

    :raises LabelSetError: if a class set, published class or raised class names a class
        that the model does not have.
    :raises ConfigurationError: if there is no class set ``drivable``, or no threshold at all
        for the false-drivable rate.
    """
    labels = spec.labels
    settings = replace(settings, class_sets=settings.class_sets or labels.class_sets)
    if DRIVABLE not in settings.class_sets:
        raise ConfigurationError(
            f"class_sets has no set named '{DRIVABLE}': name the classes that the robot "
            f'may drive on, from {", ".join(labels.names)}'
        )
    matrix = class_set_matrix(labels, settings.class_sets)
    drivable = np.flatnonzero(matrix[list(settings.class_sets).index(DRIVABLE)])
    if not drivable.size:
        raise LabelSetError(f"class set '{DRIVABLE}' is empty: name at least one class")
    raised = labels.ids_of(settings.raised_classes, 'raised_classes') or labels.set_ids(VEHICLE)
    ground = GroundClasses(drivable.tolist(), raised)
    published = group_classes(labels, settings.published_classes)
    rate = settings.max_false_drivable_rate
    limit = RiskLimit(spec, rate) if rate else None
    return FittedSettings(settings, matrix, published, limit, ground)


class SegmentedFrame:
    """
    One frame's outputs, each computed when it is first asked for.

    All images but the overlay have the output size; nothing that nobody asks
    for costs anything beyond the net.
    """

    def __init__(
        self,
        image: np.ndarray,
        maps: SegmentationMaps,
        settings: PipelineSettings,
        published: PublishedClasses,
        palette: np.ndarray,
        chosen: ChosenThreshold,
        decide: Decision = decide_alone,
        seed: Polygon | None = None,
    ) -> None:
        self._image = image
        self._maps = maps
        self._settings = settings
        self._published = published
        self._palette = palette
        self._decide = decide
        self._seed = seed or settings.drivable.seed_polygon
        self.set_names = tuple(settings.class_sets)
        self.chosen = chosen
        """Threshold of the drivable area, and whether it is calibrated."""

    @property
    def frame_size(self) -> tuple[int, int]:
        """(width, height) of the camera's frame [px]."""
        height, width, _ = self._image.shape
        return width, height

    @property
    def output_size(self) -> tuple[int, int]:
        """(width, height) of mask, confidence and class-set masks [px]."""
        height, width = self._maps.labels.shape
        return width, height

    @cached_property
    def mask(self) -> np.ndarray:
        """(H, W) uint8 ids of the published classes, 255 unlabelled."""
        return self._published.translate(self._maps.labels)

    @property
    def labels(self) -> np.ndarray:
        """(H, W) uint8 ids of the model's classes, 255 unlabelled."""
        return self._maps.labels

    @property
    def confidence(self) -> np.ndarray:
        """
        (H, W) uint8, round(255 * calibrated probability of the model's class).

        A published class that merges several is at least as probable.
        """
        return self._maps.confidence

    @cached_property
    def drivable_area(self) -> np.ndarray:
        """(H, W) uint8, 255 where drivable and 0 elsewhere."""
        return resize_nearest(self._drivable.mask, self.output_size)

    @property
    def seed_is_drivable(self) -> bool | None:
        """Whether the robot stands before drivable ground; None if nobody asked for the area."""
        area: DrivableArea | None = self.__dict__.get('_drivable')
        return area.seed_is_drivable if area else None

    def set_mask(self, name: str) -> np.ndarray:
        """Give a class set's mask: (H, W) uint8, 255 in the set and 0 elsewhere."""
        mask = at_least(self.set_probability(name), self._settings.set_threshold)
        return resize_nearest(mask, self.output_size)

    @property
    def overlay(self) -> np.ndarray:
        """(H, W, 3) uint8 RGB at the frame's own size, the model's classes, for people."""
        return draw_overlay(
            self._image,
            resize_nearest(self._maps.labels, self.frame_size),
            self._palette,
            self._settings.overlay_opacity,
            resize_nearest(self._drivable.mask, self.frame_size),
        )

    @cached_property
    def _drivable(self) -> DrivableArea:
        parameters = replace(
            self._settings.drivable, threshold=self.chosen.threshold, seed_polygon=self._seed
        )
        return drivable_area(self.set_probability(DRIVABLE), parameters, self._decide)

    def set_probability(self, name: str) -> np.ndarray:
        """Give a class set's map: (h, w) uint8 on the net's own grid, 255 stands for 1."""
        return self._maps.set_probability[self.set_names.index(name)]


class Pipeline:
    """
    Everything between a decoded frame and its outputs.

    :param backend: an opened model.
    :param settings: may be replaced between frames by ``change_settings``.
    :raises SegNodeError: if they do not fit the model, as ``fit_settings`` tells.
    """

    def __init__(self, backend: Backend, settings: PipelineSettings) -> None:
        self.backend = backend
        self._palette = backend.spec.labels.palette
        self._filter = DrivableFilter()
        self.change_settings(settings)

    @property
    def set_names(self) -> tuple[str, ...]:
        """Names of the class sets, ``drivable`` among them."""
        return self._active.set_names

    def class_ids(self, set_name: str) -> tuple[int, ...]:
        """Give the ids of a set's classes, rising."""
        return self._active.class_ids(set_name)

    @property
    def ground_classes(self) -> GroundClasses:
        """Say what each of the model's classes tells of the ground."""
        return self._active.ground

    @property
    def labels(self) -> LabelSet:
        """Say what the ids in a mask stand for."""
        return self._active.published.labels

    def change_settings(self, settings: PipelineSettings) -> None:
        """
        Take new settings from the next frame on, also while another thread segments.

        Raises as the constructor does, and keeps the old settings then.
        """
        # One assignment, so that a frame never sees half of a change.
        self._active = fit_settings(self.backend.spec, settings)

    def restart(self) -> None:
        """Forget the frames up to now; none may be under way."""
        self._filter.forget()

    def process(
        self,
        image: np.ndarray,
        stamp_ns: int | None = None,
        output_size: tuple[int, int] | None = None,
        seed: Polygon | None = None,
    ) -> SegmentedFrame:
        """
        Segment one frame.

        :param image: (H, W, 3) uint8 RGB.
        :param stamp_ns: when it was taken [ns], if it is the next one of a stream; None if it
            has nothing to do with other frames.
        :param output_size: (width, height) of mask, confidence and class-set masks [px]; None
            for what the backend gives. Of a backend that gives the net's own map, the outputs
            are to the bit those of one that was opened for that size.
        :param seed: where the drivable area begins, in the place of the settings' polygon.
        :raises BackendError: if the runtime fails.
        """
        active = self._active
        (maps,) = self.backend.infer([image], active.class_sets)
        if output_size:
            maps = maps.resized(output_size)
        chosen = self._choose_threshold(active, image)
        decide = self._decision(active, image, stamp_ns)
        return SegmentedFrame(
            image, maps, active.settings, active.published, self._palette, chosen, decide, seed
        )

    def _decision(
        self, active: FittedSettings, image: np.ndarray, stamp_ns: int | None
    ) -> Decision:
        if stamp_ns is None or active.settings.drivable.memory_s == 0:
            return decide_alone
        moment = Moment(image, stamp_ns, active.class_ids(DRIVABLE))
        return partial(self._filter.decide, moment=moment)

    def _choose_threshold(self, active: FittedSettings, image: np.ndarray) -> ChosenThreshold:
        """Choose it for the frame that was just segmented: only now it is known how."""
        if active.limit is None:
            return ChosenThreshold(active.settings.drivable.threshold)
        size = self.backend.network_size((image.shape[1], image.shape[0]))
        return active.limit.choose(active.running_net(self.backend.precision, size))
