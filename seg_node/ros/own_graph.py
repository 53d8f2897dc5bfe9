# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A node and a camera of our own, each a process, before a listener in this one.

Their topics are in a namespace of their own, so that they disturb neither a
robot nor another run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import rclpy
from rclpy.executors import Executor, SingleThreadedExecutor

from seg_node.core.errors import SegNodeError
from seg_node.core.process_end import name_end
from seg_node.parameters.parameter_file import write_parameter_file
from seg_node.ros.child_process import ChildProcess
from seg_node.ros.node_listener import NodeListener
from seg_node.ros.spinning import interrupted_by_shutdown, spin_until, start_ros

NODE = 'seg_node.ros.main'
"""What is run as the node."""
_START_TIMEOUT_S = 60.0
_SETTLE_TIMEOUT_S = 5.0

ListenerT = TypeVar('ListenerT', bound=NodeListener)


class CameraReport(NamedTuple):
    """
    What a camera says when it is done.

    :param frames_sent: that it published.
    :param seconds: that it took [s].
    """

    frames_sent: int
    seconds: float

    @property
    def rate_hz(self) -> float:
        """Frames per second that it reached, rounded."""
        return round(self.frames_sent / self.seconds, 2)


def early_end(node: ChildProcess) -> SegNodeError:
    """Give the error that tells of a node that ended when it was not to."""
    end = name_end(node.stop())
    return SegNodeError(f'the node ended early with {end}:\n{node.last_lines()}')


@contextmanager
def own_graph(
    name: str, create_listener: Callable[[], ListenerT], logs: Path, case: str = ''
) -> Iterator[OwnGraph[ListenerT]]:
    """
    Join ROS in a namespace of this process's own, and leave it at the end of a ``with``.

    :param name: of what is done, for the namespace.
    :param create_listener: called once ROS is there.
    :param logs: folder for the logs of node and camera and its parameters, which exists.
    :param case: that the names of the logs tell, where there are several.
    :raises ConfigurationError: if ROS does not start.
    :raises KeyboardInterrupt: when a signal ends ROS.
    """
    namespace = f'seg_{name}_{os.getpid()}'
    start_ros(['--ros-args', '-r', f'__ns:=/{namespace}'])
    try:
        with interrupted_by_shutdown():
            listener = create_listener()
            executor = SingleThreadedExecutor()
            executor.add_node(listener)
            try:
                yield OwnGraph(namespace, listener, executor, logs, case)
            finally:
                executor.shutdown()
                listener.destroy_node()
    finally:
        rclpy.try_shutdown()


@dataclass(frozen=True)
class OwnGraph(Generic[ListenerT]):
    """
    What ``own_graph`` gives.

    :param namespace: of all topics, without a slash.
    :param listener: to what the node publishes.
    :param executor: that serves the listener.
    :param logs: folder for the logs of node and camera.
    :param case: that the names of the logs tell, or an empty text.
    """

    namespace: str
    listener: ListenerT
    executor: Executor
    logs: Path
    case: str

    def start_node(
        self, parameters: Mapping[str, object], environment: Mapping[str, str] | None = None
    ) -> ChildProcess:
        """
        Start the node, which subscribes to the camera.

        :param parameters: by name.
        :param environment: variables that it has beside those of this process.
        """
        path = self._log('node').with_suffix('.yaml')
        write_parameter_file(path, parameters)
        # A clock of its own too, for a node that has use_sim_time.
        remappings = f'__ns:=/{self.namespace}', 'image:=image_raw', '/clock:=clock'
        arguments = ['--ros-args', '--params-file', str(path)]
        for remapping in remappings:
            arguments += ['-r', remapping]
        return ChildProcess(NODE, arguments, self._log('node'), environment)

    def start_camera(
        self, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> ChildProcess:
        """
        Start the camera.

        :param arguments: of ``seg simulate``, without the namespace.
        :param environment: variables that it has beside those of this process.
        """
        arguments = ['simulate', *arguments, '--namespace', self.namespace]
        return ChildProcess('seg_node.cli.main', arguments, self._log('camera'), environment)

    def wait(
        self, node: ChildProcess, is_done: Callable[[], bool], timeout_s: float = float('inf')
    ) -> bool:
        """
        Serve the listener until a condition holds or the node ends.

        :param node: that must run on.
        :param is_done: the condition.
        :param timeout_s: after which to give up [s].
        :returns: whether the condition holds and the node runs.
        """
        spin_until(self.executor, lambda: is_done() or not node.is_running, timeout_s)
        return is_done() and node.is_running

    def wait_for_start(self, node: ChildProcess, is_ready: Callable[[], bool]) -> None:
        """
        Wait until the node has started.

        :param node: that was started.
        :param is_ready: tells whether it can be used.
        :raises SegNodeError: if it ends, does not become active or takes too long.
        """

        def has_answered() -> bool:
            return is_ready() or self.listener.is_node_idle

        if not self.wait(node, has_answered, _START_TIMEOUT_S) or self.listener.is_node_idle:
            raise SegNodeError(f'the node did not start:\n{node.last_lines()}')

    def wait_for_camera(self, node: ChildProcess, camera: ChildProcess) -> CameraReport:
        """
        Wait until the camera has sent its last frame.

        :param node: that must run on.
        :param camera: that was started.
        :raises SegNodeError: if the camera fails or the node ends first.
        """
        if not self.wait(node, lambda: not camera.is_running):
            raise early_end(node)
        if code := camera.stop():
            raise SegNodeError(f'the camera ended with {name_end(code)}:\n{camera.last_lines()}')
        return CameraReport(**json.loads(camera.last_lines(1)))

    def settle(self, sent: int) -> None:
        """
        Wait a while for the fate of every frame.

        :param sent: frames of the camera.
        """
        spin_until(self.executor, lambda: self.listener.is_settled(sent), _SETTLE_TIMEOUT_S)

    def _log(self, process: str) -> Path:
        return self.logs / f'{"_".join(filter(None, (process, self.case)))}.log'
