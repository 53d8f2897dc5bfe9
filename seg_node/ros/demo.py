# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Camera, node and recorder as separate processes over DDS, and what came out.

Scores are computed from the messages that the recorder received.
"""

from __future__ import annotations

from dataclasses import dataclass
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import rclpy
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from tqdm import tqdm

from seg_node.core.errors import ConfigurationError, SegNodeError
from seg_node.core.label_set import LabelSet
from seg_node.evaluation.accuracy import Accuracy
from seg_node.evaluation.album import Album
from seg_node.evaluation.recorded_frame import RecordedFrame
from seg_node.ros.child_process import ChildProcess
from seg_node.ros.recorder import Recorder
from seg_node.ros.spinning import spin_until
from seg_node.sources.frame_source import FrameSource

_START_TIMEOUT_S = 60.0
_SETTLE_TIMEOUT_S = 5.0
_COUNTS = ('received', 'processed', 'replaced', 'expired', 'rejected', 'failed', 'pending')


@dataclass(frozen=True)
class DemoOptions:
    """
    What to run.

    :param source: as a user names it; the camera's process opens it.
    :param topic: of the images in a bag that has several image topics, or None.
    :param out: folder for all files; made if missing.
    :param node_parameters: of the node, by name.
    """

    source: str
    topic: str | None
    out: Path
    node_parameters: dict[str, str]


class Demo:
    """
    One run.

    :param options: what to run.
    :param source: the same source, opened, to know its length, rate and classes.
    """

    def __init__(self, options: DemoOptions, source: FrameSource) -> None:
        self._options = options
        self._source = source
        # Topics of its own, so that it disturbs neither a robot nor another demo.
        self._namespace = f'seg_demo_{os.getpid()}'
        self._accuracy: Accuracy | None = None
        self._album = Album(options.out, source.rate_hz)
        self._progress = tqdm(total=len(source), desc='masks', unit='frame', disable=None)

    def run(self) -> dict[str, Any]:
        """
        Run to the end of the source.

        :returns: the summary, which is in ``summary.json`` too.
        :raises SegNodeError: if node or camera do not start or end early.
        """
        try:
            self._options.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f'{self._options.out} cannot be made: {error}') from error
        rclpy.init(args=['--ros-args', '-r', f'__ns:=/{self._namespace}'])
        try:
            recorder = Recorder(self._source.label_set is not None, self._take)
            played = self._play(recorder)
        except ExternalShutdownException:  # SIGTERM, and SIGINT where it was ignored
            raise KeyboardInterrupt from None
        finally:
            self._progress.close()
            rclpy.try_shutdown()
        if recorder.labels:
            self._album.close(recorder.labels)
        summary = self._summary(recorder, played)
        path = self._options.out / 'summary.json'
        path.write_text(json.dumps(summary, indent=2) + '\n', encoding='utf-8')
        return summary

    def _play(self, recorder: Recorder) -> dict[str, float]:
        """Run all processes and give the camera's own report."""
        executor = SingleThreadedExecutor()
        executor.add_node(recorder)
        with self._start_node() as node:
            spin_until(
                executor,
                lambda: recorder.is_node_active or recorder.is_node_idle or not node.is_running,
                _START_TIMEOUT_S,
            )
            if not (recorder.is_node_active and node.is_running):
                raise SegNodeError(f'the node did not start:\n{node.last_lines()}')
            self._check_classes(recorder.labels)
            with self._start_camera() as camera:
                spin_until(executor, lambda: not (camera.is_running and node.is_running))
                if not node.is_running:
                    raise SegNodeError(f'the node ended early:\n{node.last_lines()}')
                played = _read_report(camera)
            spin_until(
                executor, lambda: _is_settled(recorder, played['frames_sent']), _SETTLE_TIMEOUT_S
            )
        if not recorder.latencies_ms:
            raise SegNodeError(f'no mask came back:\n{node.last_lines()}')
        return played

    def _check_classes(self, labels: LabelSet | None) -> None:
        """Refuse truth whose ids mean something else than the model's."""
        truth = self._source.label_set
        if truth and labels and truth.names != labels.names:
            raise ConfigurationError(
                f"{self._source.name} has truth for the classes of '{truth.name}' and the model "
                f"has those of '{labels.name}': give a model of the same classes, or frames "
                'without truth'
            )

    def _take(self, frame: RecordedFrame, labels: LabelSet) -> None:
        self._album.add(frame)
        if frame.truth is not None:
            self._accuracy = self._accuracy or Accuracy(labels)
            self._accuracy.update(frame.mask, frame.drivable_area, frame.truth)
        self._progress.update(1)

    def _start_node(self) -> ChildProcess:
        arguments = ['--ros-args', '-r', f'__ns:=/{self._namespace}', '-r', 'image:=image_raw']
        for name, value in self._options.node_parameters.items():
            arguments += ['-p', f'{name}:={value}']
        return ChildProcess('seg_node.ros.main', arguments, self._options.out / 'node.log')

    def _start_camera(self) -> ChildProcess:
        arguments = ['simulate', self._options.source, '--namespace', self._namespace]
        arguments += ['--subscribers', '2']  # the node and the recorder
        if self._options.topic:
            arguments += ['--topic', self._options.topic]
        if self._source.label_set:
            # Every frame with truth is to be scored.
            arguments += ['--truth-subscribers', '1', '--wait-for', 'segmentation/mask']
        return ChildProcess('seg_node.cli.main', arguments, self._options.out / 'camera.log')

    def _summary(self, recorder: Recorder, played: dict[str, float]) -> dict[str, Any]:
        report = recorder.diagnostics
        summary: dict[str, Any] = {
            'source': self._source.name,
            'frames_sent': played['frames_sent'],
            **{name: int(report.get(name, 0)) for name in _COUNTS},
            'masks_received': len(recorder.latencies_ms),
            'rate_hz': round(played['frames_sent'] / played['seconds'], 2),
            'latency_ms': _percentiles(recorder.latencies_ms),
            'stage_ms': _stage_times(report),
        }
        for name in ('backend', 'model', 'network_size', 'output_size'):
            summary[name] = report.get(name, '')
        if self._accuracy:
            summary |= {'frames_scored': self._accuracy.frame_count, **self._accuracy.to_dict()}
        return summary


def _read_report(camera: ChildProcess) -> Any:
    """Read what the camera printed when it was done."""
    code = camera.stop()
    if code:
        raise SegNodeError(f'the camera ended with code {code}:\n{camera.last_lines()}')
    return json.loads(camera.last_lines(1))


def _is_settled(recorder: Recorder, frames_sent: int) -> bool:
    """Whether the node reported the fate of every frame and all that it published is here."""
    counts = {name: int(recorder.diagnostics.get(name, 0)) for name in _COUNTS}
    is_done = counts['received'] >= frames_sent and not counts['pending']
    return is_done and recorder.frame_count == counts['processed']


def _percentiles(times_ms: list[float]) -> dict[str, float]:
    median, p99 = np.percentile(times_ms, (50, 99))
    return {'p50': round(float(median), 2), 'p99': round(float(p99), 2)}


def _stage_times(report: dict[str, str]) -> dict[str, dict[str, float]]:
    stages = [key.removesuffix('_p50_ms') for key in report if key.endswith('_p50_ms')]
    return {
        stage: {name: float(report[f'{stage}_{name}_ms']) for name in ('p50', 'p99')}
        for stage in stages
    }
