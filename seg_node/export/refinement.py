# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A CRF for a model file that exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
import hashlib
from pathlib import Path

import onnx

from seg_node.backends.cpu_backend import check_file, one_line
from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.model_spec import METADATA_KEY, ModelSpec
from seg_node.export.conv_crf import insert_crf
from seg_node.export.crf_parameters import CrfParameters
from seg_node.export.model_file import save_model


def refine_model_file(
    source: Path, path: Path, crf: CrfParameters, metrics: Mapping[str, float] | None = None
) -> ModelSpec:
    """
    Write a model file whose maps a CRF refines.

    Temperature and metrics hold for the net alone, so they do not go over.

    :param source: model file of the net.
    :param path: of the file to write.
    :param crf: window, iterations, widths and weights.
    :param metrics: measured figures, with the CRF.
    :returns: the spec that the new file holds.
    :raises ModelFileError: if ``source`` is no model file.
    :raises ConfigurationError: if it has a CRF already.
    """
    model, spec = _read(source)
    if spec.crf:
        raise ConfigurationError(f'{source} has a CRF already: give the file that it was made of')
    insert_crf(model, crf, spec.output_stride)
    refined = replace(
        spec,
        temperature=1.0,
        metrics=metrics or {},
        parent=hashlib.sha256(source.read_bytes()).hexdigest(),
        crf=asdict(crf),
    )
    save_model(model, refined, path)
    return refined


def _read(path: Path) -> tuple[onnx.ModelProto, ModelSpec]:
    check_file(path)
    try:
        model = onnx.load(str(path))
        properties = {each.key: each.value for each in model.metadata_props}
        return model, ModelSpec.from_json(properties[METADATA_KEY])
    except ModelFileError as error:
        raise ModelFileError(f'{path}: {error}') from error
    except Exception as error:  # of any kind, if the file is something else
        raise ModelFileError(
            f'{path} is no model file ({one_line(error)}): make one with seg export'
        ) from error
