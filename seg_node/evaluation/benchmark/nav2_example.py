# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The rival: the pipeline of Nav2's official segmentation example.

The same steps in the same order as its callback has them (semantic_segmentation_node
of ros-navigation/navigation2_tutorials, commit 66478b63), as its author would
write them for a camera whose frames are larger than the net's input: the example
itself takes only frames of that size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from seg_node.backends.onnxruntime_backend import create_session
from seg_node.backends.options import BackendOptions
from seg_node.core.model_spec import ModelSpec
from seg_node.evaluation.benchmark.camera_messages import CameraMessage
from seg_node.evaluation.benchmark.contestant import LabelMaps, MeteredNet


class Nav2Example:
    """
    Normalisation, softmax and argmax in numpy around a session that gives logits.

    :param model: path of the net with nothing around it but the enlargement of its
        logits to the network's size.
    :param spec: of the model that the net was taken from.
    :param options: threads and network size, which must be given.
    """

    name = 'Nav2 example'

    def __init__(self, model: Path, spec: ModelSpec, options: BackendOptions) -> None:
        assert options.network_size is not None
        self._network_size = options.network_size
        # With the session options of ours: by default its threads would spin while
        # they wait, and the rival would be charged for it.
        session = create_session(model, options)
        self._input_name = session.get_inputs()[0].name
        self.net = MeteredNet(session.run)
        self._mean = (np.array(spec.mean, np.float32) / 255).reshape(3, 1, 1)
        self._std = (np.array(spec.std, np.float32) / 255).reshape(3, 1, 1)
        self.bare_runs: Mapping[str, Callable[[], Any]] = {'net': self.net.run_bare}

    def segment(self, message: CameraMessage) -> LabelMaps:
        """Do all that lies between a message and its maps."""
        images = self._normalise(_bgr_image(message))
        logits = self.net.run(None, {self._input_name: images})[0]  # (1, C, H, W)

        labels = np.argmax(logits, axis=1).squeeze(0).astype(np.uint8)
        exponentials = np.exp(logits - np.max(logits, axis=1, keepdims=True))
        probability = exponentials / np.sum(exponentials, axis=1, keepdims=True)
        confidence = (np.max(probability, axis=1).squeeze(0) * 255).astype(np.uint8)
        return LabelMaps(_resize(labels, message.size), _resize(confidence, message.size))

    def _normalise(self, bgr: np.ndarray) -> np.ndarray:
        """Make the net's input, (1, 3, H, W) float32, of a picture of any size."""
        if (bgr.shape[1], bgr.shape[0]) != self._network_size:
            bgr = cv2.resize(bgr, self._network_size)  # first: the rest is cheaper then
        rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
        scaled = rgb.transpose(2, 0, 1).astype(np.float32) / 255
        return np.expand_dims((scaled - self._mean) / self._std, axis=0)


def _bgr_image(message: CameraMessage) -> np.ndarray:
    """Do what cv_bridge does for an rgb8 message when it is asked for bgr8."""
    pixels = np.frombuffer(message.data, np.uint8).reshape(message.height, message.width, 3)
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)


def _resize(values: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if (values.shape[1], values.shape[0]) == size:
        return values
    return cv2.resize(values, size, interpolation=cv2.INTER_NEAREST)
