# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How many frames of a camera reach the node, each a process of its own, over DDS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
import json
import os
from pathlib import Path
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray
import rclpy
from rclpy.executors import Executor, ExternalShutdownException, SingleThreadedExecutor

from seg_node.core.errors import SegNodeError
from seg_node.ros.child_process import ChildProcess
from seg_node.ros.dds_profile import PROFILE_SWITCH
from seg_node.ros.loss_watch import LOST
from seg_node.ros.spinning import spin_until

_START_TIMEOUT_S = 60.0
_REPORT_TIMEOUT_S = 20.0
# The first may be from before the last frames, the second has them.
_REPORTS_TO_SETTLE = 2
_TOLERATED_BEST_EFFORT_LOSS = 0.001
_LEAST_LOSS_TO_WARN_OF = 0.2


@dataclass(frozen=True)
class TransportCase:
    """
    What a camera sends, and how.

    :param size: of the rgb8 frames, WIDTHxHEIGHT [px].
    :param reliability: that it offers, ``reliable`` or ``best_effort``.
    :param profile: who uses the profile for large images: ``both``, ``camera``,
        ``node`` or ``none``.
    :param rate_hz: frames per second.
    :param frame_count: frames in all.
    """

    size: str
    reliability: str
    profile: str
    rate_hz: float
    frame_count: int


@dataclass(frozen=True)
class TransportResult:
    """
    What became of it.

    :param case: what was sent.
    :param sent: frames that the camera published.
    :param sent_rate_hz: that it reached [Hz].
    :param received: frames that the node counted.
    :param processed: frames that the node segmented meanwhile.
    :param is_warned: whether the node's log warns of a loss.
    """

    case: TransportCase
    sent: int
    sent_rate_hz: float
    received: int
    processed: int
    is_warned: bool

    @property
    def lost(self) -> int:
        """Frames that did not arrive."""
        return self.sent - self.received

    @property
    def is_as_documented(self) -> bool:
        """
        Whether it is what doc/transport.md promises.

        With the profile at the camera, all reliable frames arrive and 999 of 1000
        best-effort ones. Without it, whatever is lost is told.
        """
        lost_share = self.lost / self.sent
        if self.case.profile in ('node', 'none'):
            return self.is_warned or lost_share < _LEAST_LOSS_TO_WARN_OF
        is_reliable = self.case.reliability == 'reliable'
        return lost_share <= (0 if is_reliable else _TOLERATED_BEST_EFFORT_LOSS)

    def to_dict(self) -> dict[str, Any]:
        """Give all of it by name."""
        values = asdict(self)
        case = values.pop('case')
        return case | values | {'lost': self.lost, 'is_as_documented': self.is_as_documented}


class TransportMeasurement:
    """
    One run of a camera before a node of its own.

    :param case: what is sent.
    :param folder: for the logs of both; it must exist.
    :param node_parameters: of the node, by name.
    """

    def __init__(
        self, case: TransportCase, folder: Path, node_parameters: Mapping[str, object]
    ) -> None:
        self._case = case
        self._folder = folder
        self._node_parameters = node_parameters
        # Topics of its own, so that it disturbs neither a robot nor another measurement.
        self._namespace = f'seg_transport_{os.getpid()}'
        self._reports: list[dict[str, str]] = []

    def run(self) -> TransportResult:
        """
        Send all frames and compare the counts.

        :raises SegNodeError: if node or camera do not start or end early.
        """
        rclpy.init(args=['--ros-args', '-r', f'__ns:=/{self._namespace}'])
        try:
            listener = rclpy.create_node('listener')
            listener.create_subscription(DiagnosticArray, '/diagnostics', self._note_report, 10)
            executor = SingleThreadedExecutor()
            executor.add_node(listener)
            try:
                with self._start_node() as node:
                    return self._run(node, executor)
            finally:
                executor.shutdown()
        except ExternalShutdownException:  # SIGTERM, and SIGINT where it was ignored
            raise KeyboardInterrupt from None
        finally:
            rclpy.try_shutdown()

    def _run(self, node: ChildProcess, executor: Executor) -> TransportResult:
        spin_until(executor, lambda: bool(self._reports) or not node.is_running, _START_TIMEOUT_S)
        if not self._reports or self._reports[-1]['lifecycle'] != 'active':
            raise SegNodeError(f'the node did not start:\n{node.last_lines()}')
        with self._start_camera() as camera:
            spin_until(executor, lambda: not (camera.is_running and node.is_running))
            if camera.stop():
                raise SegNodeError(f'the camera failed:\n{camera.last_lines()}')
            played = json.loads(camera.last_lines(1))
        enough = len(self._reports) + _REPORTS_TO_SETTLE
        if not spin_until(executor, lambda: len(self._reports) >= enough, _REPORT_TIMEOUT_S):
            raise SegNodeError(f'the node ended early:\n{node.last_lines()}')
        report = self._reports[-1]
        return TransportResult(
            case=self._case,
            sent=played['frames_sent'],
            sent_rate_hz=round(played['frames_sent'] / played['seconds'], 2),
            received=int(report['received']),
            processed=int(report['processed']),
            is_warned=LOST in node.log.read_text(encoding='utf-8'),
        )

    def _start_node(self) -> ChildProcess:
        arguments = ['--ros-args', '-r', f'__ns:=/{self._namespace}', '-r', 'image:=image_raw']
        for name, value in self._node_parameters.items():
            arguments += ['-p', f'{name}:={value}']
        log = self._folder / 'node.log'
        return ChildProcess('seg_node.ros.main', arguments, log, self._environment('node'))

    def _start_camera(self) -> ChildProcess:
        case = self._case
        arguments = ['simulate', f'bars:{case.size}:{case.frame_count}']
        arguments += ['--rate', str(case.rate_hz), '--reliability', case.reliability]
        arguments += ['--namespace', self._namespace, '--subscribers', '1']
        log = self._folder / 'camera.log'
        return ChildProcess('seg_node.cli.main', arguments, log, self._environment('camera'))

    def _environment(self, process: str) -> dict[str, str]:
        return {} if self._case.profile in ('both', process) else {PROFILE_SWITCH: 'false'}

    def _note_report(self, message: DiagnosticArray) -> None:
        name = f'{self._namespace}/seg_node: segmentation'
        for status in message.status:
            if status.name == name:
                self._reports.append({value.key: value.value for value in status.values})
