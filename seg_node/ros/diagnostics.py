# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The node's state as a diagnostics message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from diagnostic_msgs.msg import DiagnosticStatus, KeyValue

from seg_node.core.frame_exchange import FrameCounts, Outcome
from seg_node.ros.frame_processor import NewestFrame


@dataclass(frozen=True)
class NodeState:
    """
    What diagnostics are made from.

    :param lifecycle: label of the lifecycle state.
    :param is_enabled: False after ``~/enable`` was called with false.
    :param model: path of the model file.
    :param backend: its description.
    :param topic: that frames come from.
    :param publisher_count: of that topic.
    :param counts: since the node was configured.
    :param stage_ms: (median, 99th percentile) of each stage [ms].
    :param failure: why the backend is down, or None.
    :param next_try_s: until it is opened again [s].
    :param newest: the newest frame that was published.
    :param subscribed: outputs that somebody hears.
    :param faults: why the last frame of an outcome was not published.
    """

    lifecycle: str
    is_enabled: bool = True
    model: str = ''
    backend: str = ''
    topic: str = ''
    publisher_count: int = 0
    counts: FrameCounts = field(default_factory=FrameCounts)
    stage_ms: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    failure: str | None = None
    next_try_s: float = 0.0
    newest: NewestFrame = field(default_factory=NewestFrame)
    subscribed: Sequence[str] = ()
    faults: Mapping[Outcome, str] = field(default_factory=dict)


def diagnostic_status(name: str, state: NodeState, reported: FrameCounts) -> DiagnosticStatus:
    """
    Describe the node's state.

    :param name: of the node.
    :param state: now.
    :param reported: the counts of the last report; what is new decides the level.
    """
    level, message = _summary(state, reported)
    status = DiagnosticStatus(
        level=level, name=f'{name}: segmentation', message=message, hardware_id=state.backend
    )
    values: dict[str, object] = {'lifecycle': state.lifecycle, 'enabled': state.is_enabled}
    values |= {'model': state.model, 'backend': state.backend}
    values |= {'topic': state.topic, 'publishers': state.publisher_count}
    values |= {
        'network_size': _size(state.newest.network_size),
        'output_size': _size(state.newest.output_size),
        'subscribed_outputs': ', '.join(state.subscribed),
    }
    values |= state.counts.to_dict()
    for stage, (median, p99) in state.stage_ms.items():
        values[f'{stage}_p50_ms'] = f'{median:.2f}'
        values[f'{stage}_p99_ms'] = f'{p99:.2f}'
    status.values = [KeyValue(key=key, value=str(value)) for key, value in values.items()]
    return status


def _size(size: tuple[int, int] | None) -> str:
    return 'x'.join(map(str, size)) if size else ''


def _summary(state: NodeState, reported: FrameCounts) -> tuple[bytes, str]:
    """Give level and message; the gravest finding speaks."""
    ok, warn, error = DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR
    if state.failure:
        return error, f'model down, next try in {state.next_try_s:.0f} s: {state.failure}'
    if state.lifecycle != 'active':
        return ok, state.lifecycle
    if not state.is_enabled:
        return ok, 'disabled by ~/enable'
    before = reported.to_dict()
    news = {key: count - before[key] for key, count in state.counts.to_dict().items()}
    faults = [
        f'{news[outcome.value]} {outcome.value} on {state.topic}: '
        f'{state.faults.get(outcome, "see the log")}'
        for outcome in (Outcome.FAILED, Outcome.REJECTED, Outcome.EXPIRED)
        if news[outcome.value]
    ]
    if faults:
        return warn, '; '.join(faults)
    if not state.publisher_count:
        return warn, f'nothing publishes {state.topic}'
    if not news['received']:
        return warn, f'no frame on {state.topic} since the last report'
    if state.newest.seed_is_drivable is False:
        return warn, 'no drivable pixel in the seed: the drivable area is empty'
    return ok, f'{news["processed"]} frames segmented since the last report'
