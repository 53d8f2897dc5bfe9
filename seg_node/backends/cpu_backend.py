# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What backends on the CPU share; each adds how its runtime opens a file and runs the net."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

import numpy as np

from seg_node.backends.options import BackendOptions
from seg_node.core.errors import BackendError, ModelFileError, one_line
from seg_node.core.maps import SegmentationMaps
from seg_node.core.model_spec import MODEL_FILE_REMEDY, ModelSpec, spec_in
from seg_node.core.resizing import resize_frame, resize_nearest

INPUTS = {'frame': 'uint8', 'class_sets': 'float32'}
"""Ports that a model file has, with their dtypes."""
OUTPUTS = {'labels': 'uint8', 'confidence': 'uint8', 'set_probability': 'uint8'}


Session = TypeVar('Session')


class CpuBackend(ABC, Generic[Session]):
    """
    A model file on the CPU; frames are resized by OpenCV outside the graph.

    Any camera size is taken, also a changing one.

    :param model: path of the model file.
    :param options: threads, sizes and precision.
    :param session: of the runtime, with the file opened.
    :param ports: dtypes of the file's inputs and of its outputs, by name.
    :param metadata: that the file holds.
    :raises ModelFileError: if the file does not keep the contract.
    :raises ConfigurationError: if the options do not fit the model.
    """

    runtime: ClassVar[str]
    spec: ModelSpec

    def __init__(
        self,
        model: Path,
        options: BackendOptions,
        session: Session,
        ports: tuple[Mapping[str, str], Mapping[str, str]],
        metadata: Mapping[str, str],
    ) -> None:
        self._session: Session | None = session  # None once closed
        self._options = options
        try:
            _check_ports(*ports)
            self.spec = spec_in(metadata)
        except ModelFileError as error:
            raise ModelFileError(f'{model}: {error}') from error
        options.check(self.spec)

    @property
    def precision(self) -> str:
        """See ``Backend.precision``."""
        return self.spec.name_precision(self._options.precision)

    def network_size(self, frame_size: tuple[int, int]) -> tuple[int, int]:
        """See ``BackendOptions.resolve_network_size``."""
        return self._options.resolve_network_size(self.spec, frame_size)

    def infer(
        self, frames: Sequence[np.ndarray], class_sets: np.ndarray
    ) -> list[SegmentationMaps]:
        """Segment frames; see ``seg_node.core.backend.Backend.infer``."""
        if self._session is None:
            raise BackendError(f'this {self.runtime} backend was closed: open it again')
        if len({frame.shape for frame in frames}) != 1:
            raise BackendError(
                f'frames of one call differ in size: {[frame.shape for frame in frames]}'
            )
        height, width, _ = frames[0].shape
        size = self.network_size((width, height))
        batch = np.stack([resize_frame(frame, size) for frame in frames])
        try:
            labels, confidence, set_probability = self._run(self._session, batch, class_sets)
        except Exception as error:
            raise BackendError(
                f'{self.runtime} could not run the model: {one_line(error)}; '
                'if that stays so, choose another backend'
            ) from error
        map_size = (labels.shape[2], labels.shape[1])
        output_size = self._options.resolve_output_size((width, height), map_size)
        return [
            SegmentationMaps(
                labels=resize_nearest(labels[index], output_size),
                confidence=resize_nearest(confidence[index], output_size),
                set_probability=set_probability[index],
            )
            for index in range(len(frames))
        ]

    def close(self) -> None:
        """Give back the session and its memory."""
        self._session = None

    @abstractmethod
    def _run(
        self, session: Session, batch: np.ndarray, class_sets: np.ndarray
    ) -> Sequence[np.ndarray]:
        """Give the arrays of ``OUTPUTS``, which the runtime never touches again."""


def _check_ports(inputs: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    if inputs != INPUTS or outputs != OUTPUTS:
        raise ModelFileError(
            f'its ports are {inputs} -> {outputs}, and a model file has '
            f'{INPUTS} -> {OUTPUTS}: {MODEL_FILE_REMEDY}'
        )
