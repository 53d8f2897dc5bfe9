# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The node in a process of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
import re
import subprocess

from seg_node.ros.child_process import ChildProcess

_UNMATCHED_CLIENT = r'.*failed to send response \(timeout\).*\n(?:.*service_send_response.*\n)?'


class NodeProcess(ChildProcess):
    """
    A running node.

    :param log: file that its output is written to.
    :param namespace: of the node and its topics.
    :param remappings: e.g. ``image:=/front/image_raw``.
    :param parameters: by name.
    """

    def __init__(
        self,
        log: Path,
        namespace: str,
        remappings: Iterable[str],
        parameters: Mapping[str, object],
    ) -> None:
        self.namespace = namespace
        arguments = ['--ros-args', '-r', f'__ns:={namespace}']
        for remapping in remappings:
            arguments += ['-r', remapping]
        for name, value in parameters.items():
            arguments += ['-p', f'{name}:={value}']
        super().__init__('seg_node.ros.main', arguments, log)

    @property
    def name(self) -> str:
        """Fully qualified name of the node."""
        return f'{self.namespace}/seg_node'

    @property
    def pid(self) -> int:
        """Tell the number of the process."""
        return self._process.pid

    @property
    def report_name(self) -> str:
        """Name of its status in ``/diagnostics``."""
        return f'{self.name[1:]}: segmentation'

    def topic(self, name: str) -> str:
        """Give the full name of one of its topics."""
        return f'{self.namespace}/{name}'

    def trouble(self) -> str:
        """
        Give what it wrote, if a warning or an error is in it, else nothing.

        A client that asks before DDS has matched it gets no answer in time, which rclpy warns of:
        that is the asker's trouble, and it asks again.
        """
        output = re.sub(_UNMATCHED_CLIENT, '', self.output())
        return output if re.search('Traceback|WARN|ERROR|[Ff]ailed', output) else ''

    def output(self) -> str:
        """Read all that it has written so far."""
        return self.log.read_text(encoding='utf-8')

    def end(self, signal_number: int, timeout_s: float = 15.0) -> int | str:
        """Send a signal and give the exit code, or say that there is none in time."""
        self._process.send_signal(signal_number)
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return f'still running {timeout_s} s after signal {signal_number}'
