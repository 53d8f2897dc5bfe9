# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a replay ran with: all that another run of the same drive may differ in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol

from seg_node import __version__
from seg_node.core.file_digest import file_digest
from seg_node.core.model_spec import ModelSpec
from seg_node.parameters.ground_parameters import GroundParameters
from seg_node.parameters.parameters import Parameters
from seg_node.replay.records import GROUND, OUTPUTS, TEMPORAL

OFFLINE = 'offline'
_ALL = (*OUTPUTS, *GROUND)
_UNUSED = ('broadcast_scan_frame', 'ground_timeout_s')
"""Parameters that act on no frame."""
EFFECTS: Mapping[str, tuple[str, ...]] = {
    'backend': _ALL,
    'threads': _ALL,
    'precision': _ALL,
    'network_size': _ALL,
    'output_size': _ALL,
    'published_classes': ('mask',),
    'class_sets': TEMPORAL,
    'drivable_threshold': TEMPORAL,
    'max_false_drivable_rate': TEMPORAL,
    'max_hole_fraction': TEMPORAL,
    'seed_polygon': TEMPORAL,
    'self_mask': TEMPORAL,
    'drivable_memory_s': TEMPORAL,
    'drivable_gain_margin': TEMPORAL,
    'footprint_width': TEMPORAL,
    **{
        field.name: GROUND
        for field in fields(GroundParameters)
        if field.name not in ('footprint_width', *_UNUSED)
    },
}
"""The outputs that change with each of the parameters that a replay takes."""


@dataclass(frozen=True)
class RunDescription:
    """
    What a replay ran with.

    :param source: as the user named it.
    :param topic: of the images, if the user named one.
    :param version: of seg_node.
    :param runtime: its name, version and device.
    :param precision: that the net computed in.
    :param model: path of the model file.
    :param model_digest: of its bytes.
    :param architecture: of the net.
    :param weights_digest: of the trained weights, as the file says.
    :param parameters: of ``EFFECTS``, by name.
    :param mode: whether the pipeline ran or a node, and then how fast it was played to.
    :param has_ground: whether outputs on the ground were wanted.
    """

    source: str
    topic: str | None
    version: str
    runtime: str
    precision: str
    model: str
    model_digest: str
    architecture: str
    weights_digest: str
    parameters: Mapping[str, Any]
    mode: str = OFFLINE
    has_ground: bool = False

    @property
    def is_live(self) -> bool:
        """Whether a node ran."""
        return self.mode != OFFLINE


class DescribedModel(Protocol):
    """What a backend, here or in a node, tells of itself."""

    @property
    def spec(self) -> ModelSpec:
        """Give the model's own description."""
        ...

    @property
    def description(self) -> str:
        """See ``Backend.description``."""
        ...

    @property
    def precision(self) -> str:
        """See ``Backend.precision``."""
        ...


def describe_run(
    source: str,
    topic: str | None,
    parameters: Parameters,
    backend: DescribedModel,
    mode: str = OFFLINE,
    has_ground: bool = False,
) -> RunDescription:
    """Describe a replay that is about to begin."""
    path, values = parameters.model_path(), asdict(parameters)
    return RunDescription(
        source=source,
        topic=topic,
        version=__version__,
        runtime=backend.description,
        precision=backend.precision,
        model=str(path),
        model_digest=file_digest(path),
        architecture=backend.spec.architecture,
        weights_digest=backend.spec.weights_digest,
        parameters={name: _as_json(values[name]) for name in EFFECTS},
        mode=mode,
        has_ground=has_ground,
    )


def _as_json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
