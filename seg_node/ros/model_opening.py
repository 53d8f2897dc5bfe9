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
from seg_node.engine.opening import choose_runtime, planned_precision
from seg_node.parameters.named_model import open_named_model
from seg_node.parameters.parameters import Parameters
from seg_node.ros.engine_watch import EngineWatch


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
        return open_named_model(parameters, watch.hooks, parameters.camera_size())

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


def check_risk(
    spec: ModelSpec,
    parameters: Parameters,
    precision: str,
    frame_size: tuple[int, int] | None = None,
) -> None:
    """
    Check that a model is calibrated for the false-drivable rate that is asked for, if one is.

    :param precision: that runs, as ``Backend.precision`` names it.
    :param frame_size: (width, height) of the camera's frames [px], if they have come.
    :raises ConfigurationError: if it is not, for all that is known of how it runs.
    """
    fitted = fit_settings(spec, parameters.pipeline_settings())
    if fitted.limit:
        options, size = parameters.backend_options(), frame_size or parameters.camera_size()
        net = fitted.running_net(precision, options.known_network_size(spec, size))
        fitted.limit.check(net)


def check_fit(
    spec: ModelSpec, parameters: Parameters, frame_size: tuple[int, int] | None
) -> tuple[str, ...]:
    """
    Give the names of the class sets that a model will have, if it can be served like this.

    :param frame_size: as for ``check_risk``.
    :raises ConfigurationError: if it cannot.
    """
    try:
        options = parameters.backend_options()
        options.check(spec)
        names = fit_settings(spec, parameters.pipeline_settings()).set_names
        check_set_count(names, parameters)
        precision = planned_precision(parameters.backend, options.precision, parameters.gpu)
        check_risk(spec, parameters, spec.name_precision(precision), frame_size)
        return names
    except SegNodeError as error:
        raise ConfigurationError(f'model {parameters.model_path()}: {error}') from error
