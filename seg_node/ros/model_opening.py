# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the node's parameters mean for the model that they name."""

from __future__ import annotations

from collections.abc import Sequence

from seg_node.backends.opened_model import OpenedModel
from seg_node.backends.tensorrt_flavour import FLAVOUR_NAMES
from seg_node.core.backend import Backend
from seg_node.core.errors import ConfigurationError, SegNodeError
from seg_node.core.model_spec import ModelSpec
from seg_node.core.pipeline import fit_settings
from seg_node.engine.opening import choose_runtime, open_model
from seg_node.ros.engine_watch import EngineWatch
from seg_node.ros.parameters import Parameters


def needs_engine(parameters: Parameters) -> bool:
    """Tell whether the model is to run as an engine, built for one size of frames."""
    return choose_runtime(parameters.backend, parameters.gpu)[0] in FLAVOUR_NAMES


def open_as_asked(parameters: Parameters, watch: EngineWatch) -> OpenedModel:
    """
    Open the model, and build an engine for it if the size of the frames is known.

    :param watch: by which a build is followed and ended.
    :raises SegNodeError: if it cannot be opened or does not fit; nothing stays open then.
    """
    _, reason = choose_runtime(parameters.backend, parameters.gpu)

    def open_again() -> Backend:
        watch.fallback = None
        return open_model(
            parameters.backend,
            parameters.model_path(),
            parameters.backend_options(),
            parameters.engine_options(),
            watch.hooks,
            parameters.camera_size(),
        )

    return OpenedModel(parameters.model_path(), open_again, reason, parameters.pipeline_settings())


def check_set_count(names: Sequence[str], parameters: Parameters) -> None:
    """
    Check that an engine takes so many class sets.

    :raises ConfigurationError: if it does not.
    """
    if len(names) > parameters.engine_sets and needs_engine(parameters):
        raise ConfigurationError(
            f'there are {len(names)} class sets ({", ".join(names)}), and an engine takes '
            f'{parameters.engine_sets}: call cleanup and raise engine_sets, or name fewer'
        )


def check_fit(spec: ModelSpec, parameters: Parameters) -> tuple[str, ...]:
    """Give the names of the class sets that a model will have, if it can be served like this."""
    try:
        parameters.backend_options().check(spec)
        names = fit_settings(spec.labels, parameters.pipeline_settings()).set_names
        check_set_count(names, parameters)
        return names
    except SegNodeError as error:
        raise ConfigurationError(f'model {parameters.model_path()}: {error}') from error
