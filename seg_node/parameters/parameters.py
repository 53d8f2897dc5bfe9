# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The node's parameters: one frozen dataclass is their only source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

from seg_node.backends.options import BackendOptions, OutputSize, Precision, PRECISIONS
from seg_node.core.drivable_area import DrivableAreaParameters
from seg_node.core.errors import ConfigurationError
from seg_node.core.ground_settings import GroundSettings
from seg_node.core.image_polygon import parse_polygons
from seg_node.core.image_size import parse_size
from seg_node.core.label_set import parse_class_sets
from seg_node.core.pipeline import PipelineSettings
from seg_node.core.resources import default_model
from seg_node.engine.opening import RUNTIME_NAMES
from seg_node.parameters.engine_parameters import EngineParameters
from seg_node.parameters.ground_parameters import GroundParameters
from seg_node.parameters.parameter_field import parameter_field

_DRIVABLE = DrivableAreaParameters()
_PIPELINE = PipelineSettings()
_MATCH = 'match'


@dataclass(frozen=True)
class Parameters(GroundParameters, EngineParameters):
    """
    All parameters with their defaults, descriptions and ranges.

    Those marked live may change at any time; the others only while the node
    is unconfigured.
    """

    model: str = parameter_field(
        '', 'Path of the model file; empty for the one that ships.', live=True
    )
    backend: str = parameter_field(
        'auto',
        'Runtime of the model; auto takes a GPU that is there with its TensorRT, else the first '
        'for CPUs that is installed.',
        RUNTIME_NAMES,
    )
    threads: int = parameter_field(
        0, 'Threads of a CPU runtime; 0 for one per core.', limits=(0, 256)
    )
    precision: str = parameter_field(
        'f32',
        "Of the net's arithmetic, but for what seg quantize made int8; bf16 needs openvino and a "
        'CPU with it, f16 that or TensorRT.',
        PRECISIONS,
    )
    network_size: str = parameter_field(
        'auto',
        "Network input as WxH [px], multiples of the model's stride; auto keeps the camera's "
        "aspect ratio at about the model's nominal pixel count.",
    )
    output_size: str = parameter_field(
        'camera',
        "Size of masks and confidence: camera, network (the net's own map), match (that of "
        'depth/camera_info) or WxH [px].',
    )
    image_transport: str = parameter_field(
        'raw', 'What to subscribe to: image, or image/compressed.', ('raw', 'compressed')
    )
    input_qos: str = parameter_field(
        'auto',
        'Reliability of the subscription; auto takes what the publisher offers.',
        ('auto', 'reliable', 'best_effort'),
    )
    published_classes: str = parameter_field(
        '',
        "Merged and renamed classes of the mask, by id, e.g. 'ground=Road,Pavement; "
        "person=Pedestrian; other=*'; empty for the model's own.",
    )
    max_age_s: float = parameter_field(
        0.0, 'Frames older than this are dropped [s]; 0 for never.', limits=(0, 3600), live=True
    )
    class_sets: str = parameter_field(
        '',
        "Sets of classes that masks are published for, e.g. 'drivable=Road,Pavement; "
        "person=Pedestrian'; empty for the model's own.",
        live=True,
    )
    drivable_threshold: float = parameter_field(
        _DRIVABLE.threshold,
        'Least probability of a drivable pixel.',
        limits=(0.01, 1),
        live=True,
    )
    max_false_drivable_rate: float = parameter_field(
        _PIPELINE.max_false_drivable_rate,
        'Mean false-drivable rate that the threshold of drivable pixels keeps, as seg calibrate '
        'found for the model; 0 leaves the threshold to drivable_threshold.',
        limits=(0, 1),
        live=True,
    )
    max_hole_fraction: float = parameter_field(
        _DRIVABLE.max_hole_fraction,
        "Largest uncertain hole in the drivable area that is filled, of the map's area.",
        limits=(0, 1),
        live=True,
    )
    seed_polygon: tuple[float, ...] = parameter_field(
        tuple(value for corner in _DRIVABLE.seed_polygon for value in corner),
        'Ground right ahead of the robot: x1, y1, x2, y2, … from 0 to 1 of width and height.',
        live=True,
    )
    self_mask: str = parameter_field(
        '',
        "Parts of the image that show the robot itself, as polygons like the seed's, e.g. "
        "'0,0.9 0.5,0.85 1,0.9 1,1 0,1; 0,0.4 0.1,0.4 0.1,0.6 0,0.6'; never drivable.",
        live=True,
    )
    drivable_memory_s: float = parameter_field(
        _DRIVABLE.memory_s,
        'How long it counts that a pixel was drivable [s]; 0 decides every frame by itself.',
        limits=(0, 60),
        live=True,
    )
    drivable_gain_margin: float = parameter_field(
        _DRIVABLE.gain_margin,
        'How much more than the threshold a pixel needs that was not drivable, as a share of what '
        'lies above the threshold.',
        limits=(0, 1),
        live=True,
    )
    set_threshold: float = parameter_field(
        _PIPELINE.set_threshold,
        'Least probability of a pixel in any other class set.',
        limits=(0.01, 1),
        live=True,
    )
    overlay_opacity: float = parameter_field(
        _PIPELINE.overlay_opacity, 'Of the class colours in the overlay.', limits=(0, 1), live=True
    )
    autostart: bool = parameter_field(
        True, 'Configure and activate at start; turn off for a lifecycle manager.'
    )

    def __post_init__(self) -> None:
        for parameter in fields(self):
            choices = parameter.metadata['choices']
            value = getattr(self, parameter.name)
            if choices and value not in choices:
                raise ConfigurationError(
                    f"{parameter.name} is '{value}': choose from {', '.join(choices)}"
                )
        self.model_path()
        self.backend_options()
        self.engine_options()
        self.camera_size()
        self.pipeline_settings()
        self.check_ground()

    def changed(self, changes: Mapping[str, Any]) -> Parameters:
        """
        Give parameters of which some have other values.

        :param changes: by name, as ROS gives them.
        :raises ConfigurationError: if a value cannot be used.
        """
        seed_polygon = changes.get('seed_polygon', self.seed_polygon)
        return replace(self, **{**changes, 'seed_polygon': tuple(seed_polygon)})

    def model_path(self) -> Path:
        """Give the path of the model file."""
        try:
            return Path(self.model or default_model()).expanduser()
        except RuntimeError as error:
            raise ConfigurationError(f"model is '{self.model}': {error}") from error

    def backend_options(self) -> BackendOptions:
        """Give what a backend is opened with."""
        is_auto = self.network_size == 'auto'
        return BackendOptions(
            threads=self.threads,
            network_size=None if is_auto else parse_size(self.network_size, 'network_size'),
            output_size=_parse_output_size(self.output_size),
            precision=cast(Precision, self.precision),
        )

    @property
    def is_output_matched(self) -> bool:
        """Whether masks have the size of ``depth/camera_info``."""
        return self.output_size == _MATCH

    def ground_settings(self) -> GroundSettings:
        """Give how ground is looked at."""
        return replace(
            super().ground_settings(), self_polygons=parse_polygons(self.self_mask, 'self_mask')
        )

    def pipeline_settings(self) -> PipelineSettings:
        """Give what the pipeline runs with."""
        corners = self.seed_polygon
        if len(corners) % 2:
            raise ConfigurationError(
                f'seed_polygon has {len(corners)} numbers: give pairs x1, y1, x2, y2, …'
            )
        return PipelineSettings(
            class_sets=parse_class_sets(self.class_sets),
            drivable=DrivableAreaParameters(
                threshold=self.drivable_threshold,
                max_hole_fraction=self.max_hole_fraction,
                seed_polygon=tuple(zip(corners[::2], corners[1::2], strict=True)),
                self_polygons=parse_polygons(self.self_mask, 'self_mask'),
                memory_s=self.drivable_memory_s,
                gain_margin=self.drivable_gain_margin,
            ),
            set_threshold=self.set_threshold,
            overlay_opacity=self.overlay_opacity,
            published_classes=parse_class_sets(self.published_classes, 'published_classes'),
            max_false_drivable_rate=self.max_false_drivable_rate,
            raised_classes=tuple(filter(None, map(str.strip, self.raised_classes.split(',')))),
        )


PARAMETER_NAMES = frozenset(parameter.name for parameter in fields(Parameters))
LIVE_PARAMETERS = frozenset(p.name for p in fields(Parameters) if p.metadata['live'])
"""Those that may change while the node is configured."""


def _parse_output_size(text: str) -> OutputSize:
    if text == 'camera':
        return 'camera'
    if text in ('network', _MATCH):  # the pipeline gives the net's own map its matched size
        return 'network'
    return parse_size(text, 'output_size')
