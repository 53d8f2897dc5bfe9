# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which pipelines are compared, and how their nets are kept the same."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import onnx

from seg_node.backends.options import BackendOptions
from seg_node.core.errors import ModelFileError
from seg_node.core.model_spec import ModelSpec
from seg_node.evaluation.benchmark.contestant import Contestant
from seg_node.evaluation.benchmark.nav2_example import Nav2Example
from seg_node.evaluation.benchmark.rival_model import cut_to_enlarged_net, cut_to_logits
from seg_node.evaluation.benchmark.seg_node_pipeline import SegNodePipeline

if TYPE_CHECKING:
    from seg_node.models import SegmentationNet


@dataclass(frozen=True)
class ComparedModel:
    """
    The one net of all pipelines.

    :param path: of the model file; what the rivals run is cut out of it.
    :param net: that the file was exported from, for torch, if it is at hand.
    """

    path: Path
    net: SegmentationNet | None = None


@dataclass(frozen=True)
class LineUp:
    """
    Pipelines that are ready to run.

    :param contestants: ours first.
    :param strangers: names of those whose net has other weights, so that their
        labels mean nothing.
    :param notes: what a reader of the figures must know.
    """

    contestants: list[Contestant]
    strangers: frozenset[str]
    notes: list[str]


def line_up(model: ComparedModel, spec: ModelSpec, options: BackendOptions) -> LineUp:
    """
    Open all pipelines that can run here.

    :param model: the net.
    :param spec: of the model.
    :param options: threads and network size, which must be given.
    :raises ModelFileError: if no net can be cut out of the model.
    """
    contestants = _sessions(model.path, spec, options)
    if not find_spec('torch'):
        note = 'torch eager is left out: torch is not installed (scripts/setup_env train)'
        return LineUp(contestants, frozenset(), [note])
    # It takes seconds to import and is not needed for the others.
    from seg_node.evaluation.benchmark.torch_eager import TorchEager
    from seg_node.models import create_model, list_models

    if model.net is None and spec.architecture not in list_models():
        note = f'torch eager is left out: there is no torch net {spec.architecture}'
        return LineUp(contestants, frozenset(), [note])
    assert options.network_size is not None
    net = model.net or create_model(spec.architecture, len(spec.labels))
    torch_eager = TorchEager(net, options.network_size, options.threads)
    contestants.append(torch_eager)
    if model.net is not None:
        return LineUp(contestants, frozenset(), [])
    note = 'torch eager runs the same architecture with random weights: its cost alone counts'
    return LineUp(contestants, frozenset({torch_eager.name}), [note])


def _sessions(path: Path, spec: ModelSpec, options: BackendOptions) -> list[Contestant]:
    """Open the pipelines that run in onnxruntime."""
    model = onnx.load(str(path))
    with TemporaryDirectory() as folder:
        logits, enlarged = Path(folder, 'logits.onnx'), Path(folder, 'enlarged.onnx')
        try:
            onnx.save(cut_to_logits(model), str(logits))
            onnx.save(cut_to_enlarged_net(model), str(enlarged))
        except ModelFileError as error:
            raise ModelFileError(f'{path}: {error}') from error
        return [
            SegNodePipeline(path, logits, options),
            Nav2Example(enlarged, spec, options),
        ]
