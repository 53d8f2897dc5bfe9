# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the benchmark asks of a pipeline that it measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import time
from typing import Any, Protocol

import numpy as np

from seg_node.evaluation.benchmark.camera_messages import CameraMessage


@dataclass(frozen=True)
class LabelMaps:
    """
    What every pipeline delivers, and nothing else.

    :param labels: (H, W) uint8 class ids at the camera's size.
    :param confidence: (H, W) uint8, 255 for a probability of one.
    """

    labels: np.ndarray
    confidence: np.ndarray


class MeteredNet:
    """
    A net that notes how much CPU time its last run took, on all threads.

    :param net: what runs it.
    """

    def __init__(self, net: Callable[..., Any]) -> None:
        self._net = net
        self.arguments: tuple[Any, ...] = ()
        """Of the last run."""
        self.cpu_ms = 0.0
        """Of the last run."""

    def run(self, *arguments: Any) -> Any:
        """Run the net."""
        self.arguments = arguments
        start_s = time.process_time()
        result = self._net(*arguments)
        self.cpu_ms = (time.process_time() - start_s) * 1e3
        return result

    def run_bare(self) -> Any:
        """Run the net by itself, on the tensors of the last run."""
        return self._net(*self.arguments)


class Contestant(Protocol):
    """A pipeline from camera message to label image and confidence."""

    name: str
    """For tables and charts."""
    net: MeteredNet
    """The net where it stands in the pipeline."""
    bare_runs: Mapping[str, Callable[[], Any]]
    """``net`` by itself on a ready tensor, and what else is run for comparison."""

    def segment(self, message: CameraMessage) -> LabelMaps:
        """
        Do all that lies between a message and its maps.

        :param message: of the size that the contestant was made for.
        """
        ...
