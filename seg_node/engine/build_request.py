# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is asked of a process that builds an engine."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
import json
from pathlib import Path
from typing import BinaryIO

from seg_node.backends.gpu import Gpu
from seg_node.backends.tensorrt_flavour import Flavour, load_flavour
from seg_node.core.frame_layout import FrameLayout
from seg_node.engine.builder import BuildSettings
from seg_node.engine.engine_key import EngineKey, make_key


@dataclass(frozen=True)
class BuildRequest:
    """
    One engine.

    :param graph: ONNX file that is compiled.
    :param architecture: of the model, for people.
    :param flavour: of TensorRT.
    :param gpu: that the engine is for.
    :param precision: of the graph.
    :param layout: of frames and maps.
    :param settings: of the builder.
    """

    graph: bytes = field(repr=False)
    architecture: str
    flavour: Flavour
    gpu: Gpu
    precision: str
    layout: FrameLayout
    settings: BuildSettings = field(default_factory=BuildSettings)

    @cached_property
    def key(self) -> EngineKey:
        """Name of the engine that is asked for."""
        return make_key(
            self.graph,
            self.flavour,
            self.gpu,
            self.precision,
            self.layout,
            asdict(self.settings),
        )

    @property
    def keys(self) -> tuple[EngineKey, ...]:
        """Give the names of all engines that serve, the one that is asked for first."""
        if self.flavour.name == 'tensorrt_rtx':  # its plans are finished on the card itself
            return (self.key, replace(self.key, gpu='', driver=''))
        return (self.key,)

    def write(self, stream: BinaryIO, folder: Path) -> None:
        """
        Write the request for ``read_request``: a line of JSON and the graph.

        :param folder: of the cache.
        """
        header = {
            'architecture': self.architecture,
            'flavour': self.flavour.name,
            'gpu': asdict(self.gpu),
            'precision': self.precision,
            'layout': self.layout.to_dict(),
            'settings': asdict(self.settings),
            'folder': str(folder),
            'graph_bytes': len(self.graph),
        }
        stream.write(json.dumps(header).encode() + b'\n')
        stream.write(self.graph)
        stream.flush()


def read_request(stream: BinaryIO) -> tuple[BuildRequest, Path]:
    """
    Read what ``BuildRequest.write`` wrote.

    :returns: the request and the folder of the cache.
    :raises BackendError: if its TensorRT cannot be loaded.
    """
    header = json.loads(stream.readline())
    graph = stream.read(header['graph_bytes'])
    gpu = header['gpu'] | {'compute_capability': tuple(header['gpu']['compute_capability'])}
    request = BuildRequest(
        graph=graph,
        architecture=header['architecture'],
        flavour=load_flavour(header['flavour']),
        gpu=Gpu(**gpu),
        precision=header['precision'],
        layout=FrameLayout.from_dict(header['layout']),
        settings=BuildSettings(**header['settings']),
    )
    return request, Path(header['folder'])
