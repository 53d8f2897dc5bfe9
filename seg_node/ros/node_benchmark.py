# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The node over DDS: camera, node and subscriber as separate processes.

The subscriber is the process that asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np

from seg_node.core.errors import ConfigurationError, SegNodeError
from seg_node.evaluation.benchmark.machine import describe_machine, describe_versions
from seg_node.ros.child_process import ChildProcess
from seg_node.ros.dds_profile import apply_profile, PROFILE_VARIABLE
from seg_node.ros.node_costs import node_costs
from seg_node.ros.output_listener import OutputListener
from seg_node.ros.own_graph import own_graph, OwnGraph

# By name: the outputs that are subscribed beyond the default ones.
_RUNS: dict[str, tuple[str, ...]] = {'default outputs': (), 'with overlay': ('overlay',)}


@dataclass(frozen=True)
class NodeBenchmarkOptions:
    """
    What to run.

    :param images: each (H, W, 3) uint8 RGB, all of one size; played again and again.
    :param frames: that the camera sends.
    :param rate_hz: of the camera.
    :param node_parameters: of the node, by name.
    :param out: folder for the logs, which exists.
    :raises ConfigurationError: if no frame would be sent.
    """

    images: Sequence[np.ndarray]
    frames: int
    rate_hz: float
    node_parameters: dict[str, str | int]
    out: Path

    def __post_init__(self) -> None:
        if self.frames < 1 or not 0 < self.rate_hz < inf:
            raise ConfigurationError(
                f'{self.frames} frames at {self.rate_hz} Hz: give a round and a rate above 0'
            )


def measure_node(options: NodeBenchmarkOptions) -> dict[str, Any]:
    """
    Run the node twice: with all default outputs subscribed, and with the overlay too.

    :param options: what to run.
    :returns: a report that JSON can hold.
    :raises SegNodeError: if node or camera do not start or end early.
    """
    problem = apply_profile()
    height, width, _ = options.images[0].shape
    with TemporaryDirectory() as folder:
        _write_frames(options, Path(folder))
        runs = {name: _NodeRun(options, Path(folder), name).run() for name in _RUNS}
    return {
        'setup': {
            'frame_size': f'{width}x{height}',
            'rate_hz': options.rate_hz,
            'dds_profile': Path(os.environ.get(PROFILE_VARIABLE, 'none')).name,
            **options.node_parameters,
            'model': Path(str(options.node_parameters['model'])).name,
        },
        'machine': describe_machine(),
        'versions': describe_versions(),
        'runs': runs,
        'notes': [problem] if problem else [],
    }


class _NodeRun:
    """
    One run.

    :param options: what to run.
    :param frames: folder that the camera plays.
    :param name: of the run, which the names of its logs tell.
    """

    def __init__(self, options: NodeBenchmarkOptions, frames: Path, name: str) -> None:
        self._options = options
        self._frames = frames
        self._name = name

    def run(self) -> dict[str, Any]:
        """Run to the last frame and give the figures."""
        case = self._name.replace(' ', '_')
        with own_graph('benchmark', OutputListener, self._options.out, case) as graph:
            listener = graph.listener
            with graph.start_node(self._options.node_parameters) as node:
                outputs = self._subscribe(graph, node)
                sent = self._play(graph, node)
                graph.settle(sent)
                if not all(listener.latencies_ms.values()):
                    raise SegNodeError(f'no output came back:\n{node.last_lines()}')
        costs = node_costs(listener.diagnostics, listener.latencies_ms, sent)
        return {'outputs': list(outputs), **costs}

    def _subscribe(self, graph: OwnGraph[OutputListener], node: ChildProcess) -> tuple[str, ...]:
        """Wait for the node and for it to see a subscription to each output."""
        listener = graph.listener
        graph.wait_for_start(node, lambda: listener.labels is not None)
        outputs = (*listener.default_outputs, *_RUNS[self._name])
        listener.listen(outputs)
        graph.wait_for_start(node, lambda: listener.is_node_ready(outputs))
        return outputs

    def _play(self, graph: OwnGraph[OutputListener], node: ChildProcess) -> int:
        """Run the camera and give the number of frames that it sent."""
        listener = graph.listener
        arguments = [str(self._frames), '--rate', str(self._options.rate_hz)]
        arguments += ['--subscribers', '1', '--truth-subscribers', '1']
        with graph.start_camera(arguments) as camera:
            # What a camera sends before the node has found it is lost.
            graph.wait(node, lambda: listener.is_camera_found or not camera.is_running)
            listener.release_camera()
            return graph.wait_for_camera(node, camera).frames_sent


def _write_frames(options: NodeBenchmarkOptions, folder: Path) -> None:
    """Write the pictures once, and link to them as often as they are played."""
    for index, image in enumerate(options.images):
        # JPEG, because the camera that reads it shares the cores with the node.
        path = folder / f'{index:06}.jpg'
        if not cv2.imwrite(str(path), cv2.cvtColor(image, cv2.COLOR_RGB2BGR)):
            raise SegNodeError(f'{path} cannot be written: check the disk')
    count = len(options.images)
    for index in range(count, options.frames):
        (folder / f'{index:06}.jpg').symlink_to(f'{index % count:06}.jpg')
