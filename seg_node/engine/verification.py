# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whether an engine says what the model says on the CPU."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from seg_node.core.backend import Backend
from seg_node.core.errors import LastingError
from seg_node.core.model_spec import ModelSpec
from seg_node.sources.open_source import open_source

_FRAME_COUNT = 4
_LIKELY = 128  # of 255
LEAST_AGREEMENT = {'f32': 0.995, 'f16': 0.99, 'int8': 0.97}
"""Agreement below which an engine is not believed, unless the model's spec asks for another."""


@dataclass(frozen=True)
class Agreement:
    """
    How far an engine and the CPU say the same.

    :param labels: share of pixels with one label.
    :param sets: share of pixels and class sets that both call likely, or both unlikely.
    :param confidence: mean difference, of 255.
    """

    labels: float
    sets: float
    confidence: float

    @property
    def share(self) -> float:
        """Give the lesser of both shares."""
        return min(self.labels, self.sets)

    def __str__(self) -> str:
        """Write it for people."""
        return (
            f'{self.labels:.2%} of the labels and {self.sets:.2%} of the sets are equal, '
            f'confidence differs by {self.confidence:.2f} of 255 in the mean'
        )


def measure_agreement(
    engine: Backend, reference: Backend, class_sets: np.ndarray, frame_size: tuple[int, int]
) -> Agreement:
    """
    Compare two backends of one model on frames of streets, each of another drive.

    :param engine: that is in question.
    :param reference: that is believed.
    :param class_sets: (K, C) float32, as both take them.
    :param frame_size: (width, height) of the camera's frames [px].
    :raises BackendError: if one of them fails.
    """
    rows = []
    for seed in range(_FRAME_COUNT):
        rendered = next(iter(open_source(f'rendered:{seed}'))).image
        frame = cv2.resize(rendered, frame_size, interpolation=cv2.INTER_CUBIC)
        (found,) = engine.infer([frame], class_sets)
        (expected,) = reference.infer([frame], class_sets)
        likely = (maps.set_probability >= _LIKELY for maps in (found, expected))
        rows.append(
            (
                np.mean(found.labels == expected.labels),
                np.mean(np.equal(*likely)),
                np.mean(cv2.absdiff(found.confidence, expected.confidence)),
            )
        )
    return Agreement(*(float(each) for each in np.mean(rows, axis=0)))


def least_agreement(spec: ModelSpec, precision: str) -> float:
    """
    Say how far an engine must say the same as the CPU.

    :param spec: of its model.
    :param precision: of the engine; ``int8+f16`` counts as its first part.
    """
    first, _, _ = precision.partition('+')
    return spec.least_agreement.get(first, LEAST_AGREEMENT[first])


def check_agreement(share: float, least: float, precision: str) -> None:
    """
    Refuse an engine that says something else.

    :param share: of labels or sets that it has in common with the CPU.
    :param least: share that is asked for.
    :param precision: of the engine.
    :raises LastingError: if less is equal.
    """
    if not share >= least:
        remedy = 'report it' if precision == 'f32' else 'choose precision f32'
        raise LastingError(
            f'the {precision} engine has {share:.2%} of its labels or sets in common with the '
            f'CPU, and {least:.2%} are asked for: {remedy}'
        )
