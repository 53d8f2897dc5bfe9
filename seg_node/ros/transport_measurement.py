# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How many frames of a camera reach the node, each a process of its own, over DDS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from seg_node.core.image_size import format_size
from seg_node.ros.dds_profile import PROFILE_SWITCH
from seg_node.ros.loss_watch import LOST
from seg_node.ros.node_listener import NodeListener
from seg_node.ros.own_graph import early_end, own_graph

_REPORT_TIMEOUT_S = 20.0
# The first may be from before the last frames, the second has them.
_REPORTS_TO_SETTLE = 2
_TOLERATED_BEST_EFFORT_LOSS = 0.001
_LEAST_LOSS_TO_WARN_OF = 0.2


@dataclass(frozen=True)
class TransportCase:
    """
    What a camera sends, and how.

    :param size: of the rgb8 frames, width and height [px].
    :param reliability: that it offers, ``reliable`` or ``best_effort``.
    :param profile: who uses the profile for large images: ``both``, ``camera``,
        ``node`` or ``none``.
    :param rate_hz: frames per second.
    :param frame_count: frames in all.
    """

    size: tuple[int, int]
    reliability: str
    profile: str
    rate_hz: float
    frame_count: int

    @property
    def name(self) -> str:
        """Name that tells it from other cases of its rate, for files."""
        return f'{format_size(self.size)}_{self.reliability}_{self.profile}'

    def camera_arguments(self) -> list[str]:
        """Give the arguments of ``seg simulate``."""
        arguments = [f'bars:{format_size(self.size)}:{self.frame_count}', '--subscribers', '1']
        return [*arguments, '--rate', str(self.rate_hz), '--reliability', self.reliability]

    def environment(self, process: str) -> dict[str, str]:
        """
        Give the variables that turn the profile off where it is not used.

        :param process: ``camera`` or ``node``.
        """
        return {} if self.profile in ('both', process) else {PROFILE_SWITCH: 'false'}


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
        case = values.pop('case') | {'size': format_size(self.case.size)}
        return case | values | {'lost': self.lost, 'is_as_documented': self.is_as_documented}


def measure_transport(
    case: TransportCase, logs: Path, node_parameters: Mapping[str, object]
) -> TransportResult:
    """
    Run a camera before a node of its own, send all frames and compare the counts.

    :param case: what is sent.
    :param logs: folder for the logs of both, which exists.
    :param node_parameters: of the node, by name.
    :raises SegNodeError: if node or camera do not start or end early.
    """
    with own_graph('transport', partial(NodeListener, 'listener'), logs, case.name) as graph:
        listener = graph.listener
        with graph.start_node(node_parameters, case.environment('node')) as node:
            graph.wait_for_start(node, lambda: listener.is_node_active)
            with graph.start_camera(case.camera_arguments(), case.environment('camera')) as camera:
                played = graph.wait_for_camera(node, camera)
            enough = listener.report_count + _REPORTS_TO_SETTLE
            if not graph.wait(node, lambda: listener.report_count >= enough, _REPORT_TIMEOUT_S):
                raise early_end(node)
    return TransportResult(
        case=case,
        sent=played.frames_sent,
        sent_rate_hz=played.rate_hz,
        received=int(listener.diagnostics['received']),
        processed=int(listener.diagnostics['processed']),
        is_warned=LOST in node.log.read_text(encoding='utf-8'),
    )
