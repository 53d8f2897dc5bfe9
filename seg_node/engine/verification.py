# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whether an engine says what the model says on the CPU."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from seg_node.backends.options import Precision
from seg_node.core.backend import Backend
from seg_node.core.errors import BackendError
from seg_node.core.label_set import class_set_matrix
from seg_node.sources.open_source import open_source

_FRAME_COUNT = 4
LEAST_AGREEMENT: dict[Precision, float] = {'f32': 0.995, 'f16': 0.99, 'int8': 0.97}
"""Share of equal labels below which an engine is not believed, unless the model's spec asks for
another."""


@dataclass(frozen=True)
class Agreement:
    """
    How far an engine and the CPU say the same.

    :param labels: share of pixels with one label.
    :param confidence: mean difference, of 255.
    :param frames: that were compared.
    """

    labels: float
    confidence: float
    frames: int

    def __str__(self) -> str:
        """Write it for people."""
        return (
            f'{self.labels:.2%} of the labels are equal and confidence differs by '
            f'{self.confidence:.2f} of 255 in the mean, on {self.frames} rendered frames'
        )


def measure_agreement(
    engine: Backend, reference: Backend, frame_size: tuple[int, int]
) -> Agreement:
    """
    Compare two backends of one model on frames of streets, each of another drive.

    :param engine: that is in question.
    :param reference: that is believed.
    :param frame_size: (width, height) of the camera's frames [px].
    :raises BackendError: if one of them fails.
    """
    labels = engine.spec.labels
    class_sets = class_set_matrix(labels, labels.class_sets)
    equal, differences = [], []
    for seed in range(_FRAME_COUNT):
        rendered = next(iter(open_source(f'rendered:{seed}'))).image
        frame = cv2.resize(rendered, frame_size, interpolation=cv2.INTER_CUBIC)
        (found,) = engine.infer([frame], class_sets)
        (expected,) = reference.infer([frame], class_sets)
        equal.append(np.mean(found.labels == expected.labels))
        differences.append(cv2.norm(found.confidence, expected.confidence, cv2.NORM_L1))
    size = found.confidence.size
    return Agreement(
        float(np.mean(equal)), float(np.mean(differences)) / size, frames=_FRAME_COUNT
    )


def check_agreement(labels: float, least: float, precision: Precision) -> None:
    """
    Refuse an engine that says something else.

    :param labels: share of labels that it has in common with the CPU.
    :param least: share that is asked for.
    :param precision: of the engine.
    :raises BackendError: if fewer labels are equal.
    """
    if not labels >= least:
        remedy = 'report it' if precision == 'f32' else 'choose precision f32'
        raise BackendError(
            f'the {precision} engine has {labels:.2%} of its labels in common with the CPU, and '
            f'{least:.2%} are asked for: {remedy}'
        )
