# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A model file on a GPU, with an engine for the camera that is there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
import logging
from pathlib import Path

import numpy as np

from seg_node.backends.gpu import find_gpu
from seg_node.backends.model_header import read_spec
from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.backends.tensorrt_backend import TensorRtBackend
from seg_node.backends.tensorrt_flavour import load_flavour
from seg_node.backends.tensorrt_runner import PlanRefusedError
from seg_node.core.errors import BackendError, ConfigurationError, ModelFileError
from seg_node.core.label_set import class_set_matrix
from seg_node.core.maps import SegmentationMaps
from seg_node.engine.build_request import BuildRequest
from seg_node.engine.engine_build import obtain_engine
from seg_node.engine.engine_cache import Engine, EngineCache
from seg_node.engine.engine_options import EngineHooks, EngineOptions
from seg_node.engine.engine_record import EngineRecord
from seg_node.engine.planning import plan_engine
from seg_node.engine.verification import check_agreement, least_agreement, measure_agreement
from seg_node.model_files.onnx_file import load_model

logger = logging.getLogger(__name__)


class EngineBackend:
    """
    Opens the engine for the size of the frames that come, and builds it if there is none.

    A camera that changes its size gets another engine; its first frame waits for it.

    :param flavour: of TensorRT, by name.
    :param model: path of the model file.
    :param options: sizes and precision.
    :param engine: how engines are built and where they run.
    :param hooks: by which a build is followed and ended.
    :raises BackendError: if there is no such TensorRT or GPU.
    :raises ModelFileError: if the file does not keep the contract.
    :raises ConfigurationError: if the options do not fit the model.
    """

    def __init__(
        self,
        flavour: str,
        model: Path,
        options: BackendOptions,
        engine: EngineOptions,
        hooks: EngineHooks,
    ) -> None:
        self._gpu = find_gpu(engine.gpu)  # before TensorRT, which may crash without one
        self._flavour = load_flavour(flavour)
        self._model, self._options, self._engine = model, options, engine
        self._hooks = hooks
        self._cache = EngineCache(engine.folder)
        self.spec = read_spec(model)
        options.check(self.spec)
        self._opened: TensorRtBackend | None = None
        self._frame_size: tuple[int, int] | None = None
        self._is_closed = False

    @property
    def description(self) -> str:
        """Name the runtime, its version, the device and the precision, for people."""
        flavour = self._flavour
        return f'{flavour.name} {flavour.version} on {self._gpu} in {self.precision}'

    @property
    def precision(self) -> str:
        """See ``Backend.precision``."""
        return self.spec.name_precision(self._options.precision)

    def network_size(self, frame_size: tuple[int, int]) -> tuple[int, int]:
        """See ``Backend.network_size``."""
        return self._options.resolve_network_size(self.spec, frame_size)

    def prepare(self, frame_size: tuple[int, int]) -> None:
        """
        Open the engine for a camera, and build it if it is not in the cache.

        :param frame_size: (width, height) of its frames [px].
        :raises BackendError: if there can be no engine, or it does not open.
        :raises ModelFileError: if the file holds another model by now.
        """
        self._close_engine()
        try:
            self._opened = self._open(frame_size)
        finally:
            self._hooks.on_progress('')
        self._frame_size = frame_size

    def infer(
        self, frames: Sequence[np.ndarray], class_sets: np.ndarray
    ) -> list[SegmentationMaps]:
        """Segment frames; see ``Backend.infer``."""
        if self._is_closed:
            raise BackendError('this TensorRT backend was closed: open it again')
        height, width, _ = frames[0].shape
        if self._opened is None or self._frame_size != (width, height):
            try:
                self.prepare((width, height))
            except (ModelFileError, ConfigurationError) as error:
                raise BackendError(str(error)) from error
        assert self._opened is not None
        return self._opened.infer(frames, class_sets)

    def close(self) -> None:
        """Give back what is on the GPU."""
        self._is_closed = True
        self._close_engine()

    def _open(self, frame_size: tuple[int, int]) -> TensorRtBackend:
        request = self._request(frame_size)
        engine = self._obtain(request)
        try:
            opened = self._open_plan(engine, request)
        except PlanRefusedError as error:
            # Right by its digest, and of another TensorRT or card than its key tells.
            logger.warning('%s; it is built anew', error)
            self._cache.forget(engine.record)
            engine = self._obtain(request)
            opened = self._open_plan(engine, request)
        try:
            self._prove(opened, engine.record, request)
        except BaseException:
            opened.close()
            raise
        return opened

    def _obtain(self, request: BuildRequest) -> Engine:
        return obtain_engine(
            request,
            self._cache,
            self._hooks.on_progress,
            self._hooks.should_stop,
            self._engine.memory_limit_mb,
        )

    def _open_plan(self, engine: Engine, request: BuildRequest) -> TensorRtBackend:
        return TensorRtBackend(
            engine.plan,
            self.spec,
            request.layout,
            self._flavour,
            self._gpu,
            request.precision,
        )

    def _prove(self, opened: TensorRtBackend, record: EngineRecord, request: BuildRequest) -> None:
        """
        Compare an engine that never ran on this card and driver with the CPU.

        :raises BackendError: if it says something else, also if it was found before.
        """
        place = f'{self._gpu}, {self._gpu.driver}'
        share = record.agreement.get(place)
        if share is None:
            self._hooks.on_progress('comparing the engine with the CPU')
            labels = self.spec.labels
            class_sets = class_set_matrix(labels, labels.class_sets)[: self._engine.set_count]
            on_cpu = replace(self._options, precision='f32')
            with closing(open_backend('auto', self._model, on_cpu)) as reference:
                agreement = measure_agreement(
                    opened, reference, class_sets, request.layout.frame_size
                )
            logger.info('%s: %s', opened.description, agreement)
            share = agreement.share
            proved = {**record.agreement, place: share}
            self._cache.store_record(replace(record, agreement=proved))
        check_agreement(share, least_agreement(self.spec, request.precision), request.precision)

    def _close_engine(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def _request(self, frame_size: tuple[int, int]) -> BuildRequest:
        model, spec = load_model(self._model)
        if spec != self.spec:
            raise ModelFileError(f'{self._model} now holds another model: set it anew')
        return plan_engine(
            model, spec, frame_size, self._options, self._engine, self._flavour, self._gpu
        )
