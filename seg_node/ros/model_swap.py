# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model that is opened and warmed aside, while another one runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
import threading

from seg_node.backends.opened_model import OpenedModel
from seg_node.core.errors import ModelFileError, reason_of
from seg_node.core.model_spec import ModelSpec
from seg_node.parameters.parameters import Parameters
from seg_node.ros.engine_watch import EngineWatch
from seg_node.ros.model_opening import check_risk, needs_engine


class ModelSwap:
    """
    Opens a model on a thread of its own.

    :param parameters: that hold once the model runs.
    :param spec: that its file held when it was asked for.
    :param frame_size: (width, height) of the camera's frames [px], if it is known.
    :param watch: by which the building of its engine is ended.
    :param open_model: opens what parameters ask for.
    """

    def __init__(
        self,
        parameters: Parameters,
        spec: ModelSpec,
        frame_size: tuple[int, int] | None,
        watch: EngineWatch,
        open_model: Callable[[Parameters], OpenedModel],
    ) -> None:
        self.parameters = parameters
        self.spec = spec
        self._frame_size = frame_size
        self.watch = watch
        self._open_model = open_model
        self.failure: str | None = None
        """Why the model cannot be used, once it was tried."""
        self._model: OpenedModel | None = None
        self._thread = threading.Thread(target=self._run, name='model swap')
        self._thread.start()

    @property
    def path(self) -> Path:
        """Path of the model file."""
        return self.parameters.model_path()

    @property
    def is_loading(self) -> bool:
        """Whether there is neither a model nor a failure yet."""
        return self._thread.is_alive()

    def change(self, parameters: Parameters) -> None:
        """Take other parameters, whose settings must fit the model."""
        self.parameters = parameters
        if self._model is not None:
            self.take()

    def take(self) -> OpenedModel:
        """Give the model, with the parameters that hold by now, once it is loaded."""
        assert self._model is not None
        self._model.pipeline.change_settings(self.parameters.pipeline_settings())
        return self._model

    def close(self) -> None:
        """Wait until the model is loaded, of which only a build can be ended; give it back."""
        self.watch.is_stopped = True
        self._thread.join()
        if self._model is not None:
            self._model.close()

    def _run(self) -> None:
        try:
            model = self._open_model(self.parameters)
            try:
                self._check_spec(model)
                precision = model.backend.precision
                check_risk(self.spec, self.parameters, precision, self._frame_size)
                size = self._frame_size or self.parameters.camera_size()
                if size or not needs_engine(self.parameters):
                    model.warm_up(size)
            except BaseException:
                model.close()
                raise
            self._model = model
        except Exception as error:  # the runtime's, or one that nobody foresaw
            self.failure = reason_of(error)

    def _check_spec(self, model: OpenedModel) -> None:
        if model.backend.spec != self.spec:
            raise ModelFileError('its file was changed meanwhile: set model again')
