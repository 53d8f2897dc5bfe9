# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that decides what an engine is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
import json
from typing import Any

from seg_node.backends.gpu import Gpu
from seg_node.backends.tensorrt_flavour import Flavour
from seg_node.core.frame_layout import FrameLayout


@dataclass(frozen=True)
class EngineKey:
    """
    Names one engine; of two that differ in anything here, neither may stand for the other.

    :param graph: sha256 of the ONNX file that is compiled, frame graph and precision included.
    :param flavour: ``tensorrt`` or ``tensorrt_rtx``.
    :param version: of that library.
    :param gpu: name and size of the card; empty for any of its compute capability.
    :param compute_capability: e.g. ``8.9``.
    :param driver: of the card; empty for any.
    :param precision: that was asked for.
    :param layout: ``FrameLayout.to_dict()``; is in the graph too, and here for people.
    :param flags: further settings of the builder.
    """

    graph: str
    flavour: str
    version: str
    gpu: str
    compute_capability: str
    driver: str
    precision: str
    layout: Mapping[str, Any]
    flags: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as JSON reads them back."""
        fields: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return fields

    @property
    def name(self) -> str:
        """Name of the engine's files, of 32 hexadecimal digits."""
        text = json.dumps(self.to_dict(), sort_keys=True)
        return sha256(text.encode()).hexdigest()[:32]


def make_key(
    graph: bytes,
    flavour: Flavour,
    gpu: Gpu,
    precision: str,
    layout: FrameLayout,
    flags: Mapping[str, Any],
) -> EngineKey:
    """
    Name the engine that would be built.

    :param graph: the ONNX file that is compiled.
    """
    return EngineKey(
        graph=sha256(graph).hexdigest(),
        flavour=flavour.name,
        version=flavour.version,
        gpu=', '.join(filter(None, (gpu.name, gpu.size))),
        compute_capability='{}.{}'.format(*gpu.compute_capability),
        driver=gpu.driver,
        precision=precision,
        layout=layout.to_dict(),
        flags=flags,
    )
