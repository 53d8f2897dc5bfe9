# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The node over DDS: camera, node and subscriber as separate processes.

The subscriber is the process that asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
import rclpy
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor

from seg_node.core.errors import SegNodeError
from seg_node.evaluation.benchmark.machine import describe_machine, describe_versions
from seg_node.ros.child_process import ChildProcess
from seg_node.ros.dds_profile import apply_profile
from seg_node.ros.node_costs import node_costs
from seg_node.ros.output_listener import OutputListener
from seg_node.ros.spinning import spin_until

_START_TIMEOUT_S = 60.0
_SETTLE_TIMEOUT_S = 5.0


@dataclass(frozen=True)
class NodeBenchmarkOptions:
    """
    What to run.

    :param images: each (H, W, 3) uint8 RGB, all of one size; played again and again.
    :param frames: that the camera sends.
    :param rate_hz: of the camera.
    :param node_parameters: of the node, by name.
    :param out: folder for the logs, which exists.
    """

    images: Sequence[np.ndarray]
    frames: int
    rate_hz: float
    node_parameters: dict[str, str | int]
    out: Path


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
        runs = {
            'default outputs': _NodeRun(options, Path(folder), ()).run(),
            'with overlay': _NodeRun(options, Path(folder), ('overlay',)).run(),
        }
    return {
        'setup': {
            'frame_size': f'{width}x{height}',
            'rate_hz': options.rate_hz,
            'dds_profile': Path(os.environ.get('FASTRTPS_DEFAULT_PROFILES_FILE', 'none')).name,
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
    :param further: outputs to subscribe to beyond the default ones.
    """

    def __init__(
        self, options: NodeBenchmarkOptions, frames: Path, further: tuple[str, ...]
    ) -> None:
        self._options = options
        self._frames = frames
        self._further = further
        # Topics of its own, so that it disturbs neither a robot nor another run.
        self._namespace = f'seg_benchmark_{os.getpid()}'

    def run(self) -> dict[str, Any]:
        """Run to the last frame and give the figures."""
        rclpy.init(args=['--ros-args', '-r', f'__ns:=/{self._namespace}'])
        try:
            listener = OutputListener()
            executor = SingleThreadedExecutor()
            executor.add_node(listener)
            with self._start_node() as node:
                outputs = self._subscribe(executor, listener, node)
                sent = self._play(executor, listener, node)
                spin_until(executor, lambda: _is_settled(listener, sent), _SETTLE_TIMEOUT_S)
                if not all(listener.latencies_ms.values()):
                    raise SegNodeError(f'no output came back:\n{node.last_lines()}')
            costs = node_costs(listener.diagnostics, listener.latencies_ms, sent)
            return {'outputs': list(outputs), **costs}
        except ExternalShutdownException:  # SIGTERM, and SIGINT where it was ignored
            raise KeyboardInterrupt from None
        finally:
            rclpy.try_shutdown()

    def _subscribe(
        self, executor: SingleThreadedExecutor, listener: OutputListener, node: ChildProcess
    ) -> tuple[str, ...]:
        """Wait for the node and for it to see a subscription to each output."""
        spin_until(
            executor,
            lambda: listener.labels is not None or not node.is_running,
            _START_TIMEOUT_S,
        )
        outputs = (*listener.default_outputs, *self._further)
        listener.listen(outputs)
        is_heard = spin_until(
            executor, lambda: listener.is_heard(outputs) or not node.is_running, _START_TIMEOUT_S
        )
        if not (is_heard and node.is_running):
            raise SegNodeError(f'the node did not start:\n{node.last_lines()}')
        return outputs

    def _play(
        self, executor: SingleThreadedExecutor, listener: OutputListener, node: ChildProcess
    ) -> int:
        """Run the camera and give the number of frames that it sent."""
        with self._start_camera() as camera:

            def has_ended() -> bool:
                return not (camera.is_running and node.is_running)

            # What a camera sends before the node has found it is lost.
            spin_until(executor, lambda: listener.is_camera_found or has_ended())
            listener.release_camera()
            spin_until(executor, has_ended)
            if not node.is_running:
                raise SegNodeError(f'the node ended early:\n{node.last_lines()}')
            if code := camera.stop():
                raise SegNodeError(f'the camera ended with code {code}:\n{camera.last_lines()}')
            return int(json.loads(camera.last_lines(1))['frames_sent'])

    def _start_node(self) -> ChildProcess:
        arguments = ['--ros-args', '-r', f'__ns:=/{self._namespace}', '-r', 'image:=image_raw']
        for name, value in self._options.node_parameters.items():
            arguments += ['-p', f'{name}:={value}']
        return ChildProcess('seg_node.ros.main', arguments, self._options.out / 'node.log')

    def _start_camera(self) -> ChildProcess:
        arguments = ['simulate', str(self._frames), '--rate', str(self._options.rate_hz)]
        arguments += ['--namespace', self._namespace]
        arguments += ['--subscribers', '1', '--truth-subscribers', '1']
        return ChildProcess('seg_node.cli.main', arguments, self._options.out / 'camera.log')


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


def _is_settled(listener: OutputListener, sent: int) -> bool:
    """Whether the node reported the fate of every frame."""
    report = listener.diagnostics
    return int(report.get('received', 0)) >= sent and report.get('pending') == '0'
