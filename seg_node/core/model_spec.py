# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The description that a model file carries inside itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
import json
from operator import index
from pathlib import Path
from typing import Any

from seg_node.core.errors import LabelSetError, ModelFileError
from seg_node.core.label_set import LabelSet
from seg_node.core.risk_table import RiskTable

FORMAT_VERSION = 1
METADATA_KEY = 'seg_node.spec'
"""Key of the spec in the ONNX file's ``metadata_props``."""
MODEL_FILE_REMEDY = 'export the net with seg export, or take it over with seg import'
FILE_PRECISIONS = ('f32', 'int8')


@dataclass(frozen=True)
class ModelSpec:
    """
    What a model file says about itself.

    :param architecture: registry name of the net.
    :param labels: classes and default class sets.
    :param stride: width and height of the network input are multiples of this [px].
    :param network_size: nominal (width, height) of the network input [px]; other
        cameras get a size of about as many pixels and their own aspect ratio.
    :param output_stride: network pixels per map pixel.
    :param mean: per channel (RGB), 0 to 255; informative, the graph applies it.
    :param std: like ``mean``.
    :param temperature: that the graph divides logits by before the softmax.
    :param weights_digest: sha256 of the trained weights.
    :param training_data: what the net was trained on, for people.
    :param metrics: measured figures, e.g. ``{'camvid_val_miou': 0.7}``.
    :param parent: digest of the model that this one was derived from, if any.
    :param is_fixed_size: the net runs at ``network_size`` alone; every camera's frames are
        resized to exactly that.
    :param least_agreement: by precision, e.g. ``{'f16': 0.995}``, the share of labels that an
        engine must have in common with the CPU; empty for the defaults.
    :param crf: parameters of the CRF that refines the maps; empty without one.
    :param precision: of the products of weights in the file, one of ``FILE_PRECISIONS``.
    :param quantization: how an int8 file was made, for people; empty for others.
    :param risk_tables: thresholds with a stated risk that were found with this temperature.
    """

    architecture: str
    labels: LabelSet
    stride: int
    network_size: tuple[int, int]
    output_stride: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    temperature: float = 1.0
    weights_digest: str = ''
    training_data: str = ''
    metrics: Mapping[str, float] = field(default_factory=dict)
    parent: str | None = None
    is_fixed_size: bool = False
    least_agreement: Mapping[str, float] = field(default_factory=dict)
    crf: Mapping[str, float] = field(default_factory=dict)
    precision: str = 'f32'
    quantization: Mapping[str, Any] = field(default_factory=dict)
    risk_tables: tuple[RiskTable, ...] = ()

    def __post_init__(self) -> None:
        width, height = self.network_size
        if self.stride < 1 or self.output_stride < 1 or self.stride % self.output_stride:
            raise ModelFileError(
                f'model spec: output_stride {self.output_stride} does not divide '
                f'stride {self.stride}'
            )
        if min(width, height) < 1 or width % self.stride or height % self.stride:
            raise ModelFileError(
                f'model spec: network_size {width}x{height} is not a multiple of '
                f'stride {self.stride}'
            )
        if not self.temperature > 0:
            raise ModelFileError(f'model spec: temperature {self.temperature} is not positive')
        if self.precision not in FILE_PRECISIONS:
            raise ModelFileError(
                f'model spec: precision {self.precision} is not one of '
                f'{", ".join(FILE_PRECISIONS)}: update seg_node'
            )
        for table in self.risk_tables:
            if table.class_ids[-1] >= len(self.labels):
                raise ModelFileError(
                    f"risk table of '{table.set_name}': there is no class "
                    f'{table.class_ids[-1]}: calibrate the model again'
                )

    def name_precision(self, precision: str) -> str:
        """
        Name what the model computes in: that of the file, and that of the rest.

        :param precision: of all that is not int8 in the file.
        """
        if self.precision == 'f32':
            return precision
        return self.precision if precision == 'f32' else f'{self.precision}+{precision}'

    def to_json(self) -> str:
        """Write the spec as the JSON text that a model file holds."""
        data = asdict(self) | {'labels': self.labels.to_dict(), 'format_version': FORMAT_VERSION}
        return json.dumps(data, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> ModelSpec:
        """
        Read the JSON text that ``to_json`` writes.

        :raises ModelFileError: if the text is no spec, or of a newer format.
        """
        try:
            data = json.loads(text)
            version = data.pop('format_version')
        except (ValueError, AttributeError, KeyError, TypeError) as error:
            raise ModelFileError(
                f'its spec is not JSON with a format_version ({error!r}): export the model again'
            ) from error
        if version != FORMAT_VERSION:
            raise ModelFileError(
                f'its spec has format version {version!r} and this seg_node reads '
                f'{FORMAT_VERSION}: update seg_node or export the model again'
            )
        return cls._from_dict(data)

    @classmethod
    def _from_dict(cls, data: dict[str, Any]) -> ModelSpec:
        try:
            tuples = {key: tuple(data[key]) for key in ('mean', 'std')}
            tuples['network_size'] = tuple(map(index, data['network_size']))
            labels = LabelSet.from_dict(data['labels'])
            tables = tuple(map(RiskTable.from_dict, data.get('risk_tables', ())))
            fields: dict[str, Any] = data | tuples | {'labels': labels, 'risk_tables': tables}
            return cls(**fields)
        except (KeyError, TypeError, ValueError, LabelSetError) as error:
            raise ModelFileError(
                f'its spec does not fit ({error}): export the model again'
            ) from error


def check_model_path(model: Path) -> None:
    """
    Check that there is a file, since runtimes say it in many words.

    :raises ModelFileError: if there is none.
    """
    if not model.is_file():
        raise ModelFileError(f'no model file at {model}: check the path')


def spec_in(metadata: Mapping[str, str]) -> ModelSpec:
    """
    Give the spec that a model file's metadata hold.

    :raises ModelFileError: if they hold none, or one that cannot be read.
    """
    if METADATA_KEY not in metadata:
        raise ModelFileError(f'it holds no {METADATA_KEY}: {MODEL_FILE_REMEDY}')
    return ModelSpec.from_json(metadata[METADATA_KEY])
