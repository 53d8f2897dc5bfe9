# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a net of anyone's to a model file."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
from seg_node.backends.options import BackendOptions
from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.label_set import LabelSet
from seg_node.core.model_spec import ModelSpec
from seg_node.core.output_file import check_output
from seg_node.export.foreign.embedding import digest_weights, embed, take_single_frames
from seg_node.export.foreign.foreign_net import ForeignNet
from seg_node.export.foreign.net_file import NetFile, read_net
from seg_node.export.foreign.traits import find_traits, NetTraits
from seg_node.export.foreign.trial import ColourOrder, Preparation, Trial, trial_frame
from seg_node.export.model_file import OPSET, trace_graph
from seg_node.export.model_graph import ModelGraph
from seg_node.model_files.onnx_file import save_model

# Labels differ in single pixels where two scores are all but equal, as in float16.
_LEAST_AGREEMENT = 0.99


@dataclass(frozen=True)
class ImportOptions:
    """
    What a net's file does not tell.

    :param colour_order: of its input's channels.
    :param mean: taken off each channel (RGB, 0 to 255); None if it takes bytes as they are.
    :param std: that each channel is divided by then (RGB).
    :param output: name of the output to use; None for the only one.
    :param network_size: (width, height) to run it at [px]; None for the only one.
    :param training_data: what it was trained on, for people.
    """

    colour_order: ColourOrder
    mean: tuple[float, float, float] | None = None
    std: tuple[float, float, float] | None = None
    output: str | None = None
    network_size: tuple[int, int] | None = None
    training_data: str = ''


@dataclass(frozen=True)
class ImportedNet:
    """
    What came of an import.

    :param spec: that the model file holds.
    :param traits: of the net.
    :param agreement: share of the trial frame's labels in which net and model file agree.
    """

    spec: ModelSpec
    traits: NetTraits
    agreement: float


def import_net(path: Path, labels: LabelSet, out: Path, options: ImportOptions) -> ImportedNet:
    """
    Write the model file of a net that others exported.

    :param path: of the net's ONNX file.
    :param labels: its classes and default class sets.
    :param out: of the model file.
    :param options: what the file does not tell.
    :raises ModelFileError: if the net cannot be taken over.
    :raises ConfigurationError: if an option is missing or does not fit the net.
    """
    check_output(out, path)
    try:
        return _import(path, labels, out, options)
    except ModelFileError as error:
        raise ModelFileError(f'{path}: {error}') from error


def _import(path: Path, labels: LabelSet, out: Path, options: ImportOptions) -> ImportedNet:
    net = read_net(path, options.output)
    preparation = _preparation(net, options)
    trial = Trial(net, preparation)
    traits = find_traits(net, trial, len(labels), options.network_size)
    foreign_net = ForeignNet(net, traits, preparation, len(labels))
    spec = ModelSpec(
        architecture=foreign_net.architecture,
        labels=labels,
        stride=traits.stride,
        network_size=traits.network_size,
        output_stride=traits.grid.stride,
        mean=preparation.mean,
        std=preparation.std,
        weights_digest=digest_weights(net.graph),
        training_data=options.training_data,
        is_fixed_size=traits.is_fixed_size,
    )
    model = trace_graph(ModelGraph(foreign_net, traits.grid.stride), spec)
    embed(model, net.graph)
    if net.image.shape[0] == 1:
        take_single_frames(model)
    with TemporaryDirectory() as folder:
        draft = Path(folder, 'model.onnx')
        save_model(model, spec, draft)
        agreement = _agreement(draft, trial, traits)
    save_model(model, spec, out)
    return ImportedNet(spec, traits, agreement)


def _preparation(net: NetFile, options: ImportOptions) -> Preparation:
    if net.image.dtype.kind in 'iu':
        if options.mean or options.std:
            raise ConfigurationError(
                f'its input is {net.image}, which takes the bytes of a frame as they are: '
                'leave --normalisation, --mean and --std out'
            )
        return Preparation(options.colour_order, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    if options.mean is None or options.std is None:
        raise ConfigurationError(
            f'its input is {net.image}, and how it wants frames normalised is not in the file: '
            'give --normalisation, or --mean and --std'
        )
    if not np.isfinite(options.mean).all():
        raise ConfigurationError(f'--mean is {options.mean}: give three numbers')
    if not all(0 < value < np.inf for value in options.std):
        raise ConfigurationError(f'--std is {options.std}: give three numbers above 0')
    return Preparation(options.colour_order, options.mean, options.std)


def _agreement(model: Path, trial: Trial, traits: NetTraits) -> float:
    """Compare the labels of a model file with those of the net that it was made of."""
    frame = trial_frame(traits.network_size)
    expected = trial.run(frame, traits.image_layout)
    if traits.meaning != 'ids':
        expected = expected.argmax(axis=1 if traits.grid.layout == 'NCHW' else 3)
    with closing(OnnxRuntimeBackend(model, BackendOptions(output_size='network'))) as backend:
        class_sets = np.zeros((1, len(backend.spec.labels)), np.float32)
        (maps,) = backend.infer([frame], class_sets)
    agreement = float(np.mean(maps.labels == expected.reshape(maps.labels.shape)))
    if agreement < _LEAST_AGREEMENT:
        raise ModelFileError(
            f'{1 - agreement:.1%} of its labels changed when it was taken over: export it in '
            f'evaluation mode and with opset {OPSET}, so that no operator needs a conversion'
        )
    return agreement
