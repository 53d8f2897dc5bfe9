# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Model files on the CPU, through onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from seg_node.backends.options import BackendOptions
from seg_node.core.errors import BackendError, ModelFileError
from seg_node.core.maps import SegmentationMaps
from seg_node.core.model_spec import METADATA_KEY, ModelSpec
from seg_node.core.resizing import network_size, resize_nearest

_INPUTS = {'frame': 'tensor(uint8)', 'class_sets': 'tensor(float)'}
_OUTPUTS = {
    'labels': 'tensor(uint8)',
    'confidence': 'tensor(uint8)',
    'set_probability': 'tensor(uint8)',
}


class OnnxRuntimeBackend:
    """
    A model file on the CPU; frames are resized by OpenCV outside the graph.

    Any camera size is taken, also a changing one.

    :param model: path of the model file.
    :param options: threads and sizes.
    :raises ModelFileError: if the file is missing or does not keep the contract.
    """

    spec: ModelSpec

    def __init__(self, model: Path, options: BackendOptions) -> None:
        self._options = options
        self._session: onnxruntime.InferenceSession | None = _create_session(model, options)
        try:
            _check_ports(self._session)
            self.spec = _read_spec(self._session)
            options.check(self.spec)
        except ModelFileError as error:
            raise ModelFileError(f'{model}: {error}') from error

    @property
    def description(self) -> str:
        """Name the runtime, its version and the device, for people."""
        return f'onnxruntime {onnxruntime.__version__} on the CPU'

    def network_size(self, frame_size: tuple[int, int]) -> tuple[int, int]:
        """Give the size that was asked for, else the nominal area at the camera's aspect."""
        return self._options.network_size or network_size(
            frame_size, self.spec.network_size, self.spec.stride
        )

    def infer(
        self, frames: Sequence[np.ndarray], class_sets: np.ndarray
    ) -> list[SegmentationMaps]:
        """Segment frames; see ``seg_node.core.backend.Backend.infer``."""
        if self._session is None:
            raise BackendError('this onnxruntime backend was closed: open it again')
        if len({frame.shape for frame in frames}) != 1:
            raise BackendError(
                f'frames of one call differ in size: {[frame.shape for frame in frames]}'
            )
        height, width, _ = frames[0].shape
        size = self.network_size((width, height))
        batch = np.stack([_resize(frame, size) for frame in frames])
        try:
            labels, confidence, set_probability = self._session.run(
                list(_OUTPUTS), {'frame': batch, 'class_sets': class_sets}
            )
        except Exception as error:
            raise BackendError(f'onnxruntime could not run the model: {error}') from error
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


def _resize(frame: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if (frame.shape[1], frame.shape[0]) == size:
        return frame
    return cv2.resize(frame, size, interpolation=cv2.INTER_LINEAR)


def _create_session(model: Path, options: BackendOptions) -> onnxruntime.InferenceSession:
    if not model.is_file():
        raise ModelFileError(f'no model file at {model}: check the path')
    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = options.threads
    session_options.inter_op_num_threads = 1
    # Threads that spin while they wait steal the cores of the robot's other nodes.
    session_options.add_session_config_entry('session.intra_op.allow_spinning', '0')
    session_options.log_severity_level = 4  # errors come as exceptions, once
    try:
        return onnxruntime.InferenceSession(
            str(model), session_options, providers=['CPUExecutionProvider']
        )
    except Exception as error:
        raise ModelFileError(f'{model} is not a model that onnxruntime opens: {error}') from error


def _check_ports(session: onnxruntime.InferenceSession) -> None:
    found_inputs = {port.name: port.type for port in session.get_inputs()}
    found_outputs = {port.name: port.type for port in session.get_outputs()}
    if found_inputs != _INPUTS or found_outputs != _OUTPUTS:
        raise ModelFileError(
            f'its ports are {found_inputs} -> {found_outputs}, and a model file has '
            f'{_INPUTS} -> {_OUTPUTS}: export the net with seg export'
        )


def _read_spec(session: onnxruntime.InferenceSession) -> ModelSpec:
    metadata = session.get_modelmeta().custom_metadata_map
    if METADATA_KEY not in metadata:
        raise ModelFileError(f'it holds no {METADATA_KEY}: export the net with seg export')
    return ModelSpec.from_json(metadata[METADATA_KEY])
