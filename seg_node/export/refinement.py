# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A CRF for a model file that exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
import hashlib
from pathlib import Path

from seg_node.core.errors import ConfigurationError
from seg_node.core.model_spec import ModelSpec
from seg_node.export.conv_crf import insert_crf
from seg_node.export.crf_parameters import CrfParameters
from seg_node.model_files.onnx_file import load_model, save_model


def refine_model_file(
    source: Path, path: Path, crf: CrfParameters, metrics: Mapping[str, float] | None = None
) -> ModelSpec:
    """
    Write a model file whose maps a CRF refines.

    Temperature, metrics and risk tables hold for the net alone, so they do not go over.

    :param source: model file of the net.
    :param path: of the file to write.
    :param crf: window, iterations, widths and weights.
    :param metrics: measured figures, with the CRF.
    :returns: the spec that the new file holds.
    :raises ModelFileError: if ``source`` is no model file.
    :raises ConfigurationError: if it has a CRF already.
    """
    model, spec = load_model(source)
    if spec.crf:
        raise ConfigurationError(f'{source} has a CRF already: give the file that it was made of')
    insert_crf(model, crf, spec.output_stride)
    refined = replace(
        spec,
        temperature=1.0,
        metrics=metrics or {},
        risk_tables=(),
        parent=hashlib.sha256(source.read_bytes()).hexdigest(),
        crf=asdict(crf),
    )
    save_model(model, refined, path)
    return refined
