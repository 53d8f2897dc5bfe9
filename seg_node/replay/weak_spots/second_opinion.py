# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Another model, asked about the same frames."""

from __future__ import annotations

import numpy as np

from seg_node.core.backend import Backend
from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import DRIVABLE
from seg_node.core.pipeline import Pipeline
from seg_node.core.resizing import resize_nearest

_RATHER = 128


class SecondOpinion:
    """
    Says how far another model differs from that of a pipeline.

    :param backend: that runs it.
    :param pipeline: of the first model.
    :raises ConfigurationError: if the two have different classes.
    """

    def __init__(self, backend: Backend, pipeline: Pipeline) -> None:
        own, labels = backend.spec.labels, pipeline.backend.spec.labels
        if own.names != labels.names:
            raise ConfigurationError(
                f"the second model has the classes of '{own.name}' ({', '.join(own.names)}) and "
                f"the first one those of '{labels.name}' ({', '.join(labels.names)}): give two "
                'models of the same classes in the same order'
            )
        self._backend = backend
        self._drivable = np.zeros((1, len(own)), np.float32)
        self._drivable[0, list(pipeline.class_ids(DRIVABLE))] = 1

    def differences(
        self, image: np.ndarray, labels: np.ndarray, probability: np.ndarray
    ) -> tuple[float, float]:
        """
        Compare the two on a frame.

        :param image: (H, W, 3) uint8 RGB.
        :param labels: (h, w) uint8 class ids of the first model.
        :param probability: (h, w) uint8 of its class set ``drivable``, 255 stands for 1.
        :returns: the shares of pixels that have another class, and that are rather drivable to
            one model and rather not to the other.
        :raises BackendError: if the runtime fails.
        """
        (maps,) = self._backend.infer([image], self._drivable)
        height, width = labels.shape
        other_labels = resize_nearest(maps.labels, (width, height))
        other_probability = resize_nearest(maps.set_probability[0], (width, height))
        is_rather = probability >= _RATHER, other_probability >= _RATHER
        return float(np.mean(other_labels != labels)), float(np.mean(np.not_equal(*is_rather)))
