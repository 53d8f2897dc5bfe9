# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The node's state as a diagnostics message."""

from __future__ import annotations

from collections.abc import Iterator
import math

from diagnostic_msgs.msg import DiagnosticStatus, KeyValue

from seg_node.core.frame_exchange import FrameCounts, Outcome
from seg_node.core.image_size import format_size
from seg_node.core.stamp_order import StampFault
from seg_node.ros.loss_watch import describe_loss
from seg_node.ros.node_state import NodeState

_OK, _WARN, _ERROR = DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR

# Reports are a second apart.
_LONGEST_GAP_S = 3.0

_STAMP_FAULTS = {
    StampFault.ZERO: 'have stamp 0: the camera driver must set it',
    StampFault.REPEATED: 'have the stamp of the frame before: check the camera driver',
    StampFault.BACKWARD: 'are older than the frame before: a bag that starts over, or two '
    'cameras on one topic',
}

_DISTORTED = (
    "the camera's D is not 0: masks lie on a depth cloud (Nav2's semantic layer, nvblox) only if "
    'its images are rectified'
)

Finding = tuple[bytes, str]
"""A level and what was found."""


def status_name(node: str) -> str:
    """
    Name the status of a node.

    :param node: its full name; a slash before it is left out.
    """
    return f'{node.lstrip("/")}: segmentation'


def diagnostic_status(name: str, state: NodeState, reported: NodeState) -> DiagnosticStatus:
    """
    Describe the node's state.

    The gravest finding gives the level and all findings are in the message:
    ERROR while nothing comes out that should, WARN while something is lost or
    doubtful.

    :param name: of the node.
    :param state: now.
    :param reported: the state of the last report; what is new decides the level.
    """
    findings = list(_findings(state, reported))
    status = DiagnosticStatus(
        level=max(level for level, _ in findings),
        name=status_name(name),
        message='; '.join(text for _, text in sorted(findings, reverse=True, key=_level)),
        hardware_id=state.backend,
    )
    status.values = [KeyValue(key=key, value=str(value)) for key, value in _values(state).items()]
    return status


def _level(finding: Finding) -> bytes:
    return finding[0]


def _findings(state: NodeState, reported: NodeState) -> Iterator[Finding]:
    if state.lifecycle_failure:
        yield _ERROR, state.lifecycle_failure
    elif state.lifecycle != 'active':
        yield _OK, state.lifecycle
    elif not state.is_enabled:
        yield _OK, 'disabled by ~/enable'
    else:
        news = state.counts.since(reported.counts)
        yield _OK, f'{news.processed} frames segmented since the last report'
        yield from _pause_findings(state, reported)
        yield from _model_findings(state)
        yield from _input_findings(state)
        yield from _frame_findings(state, news)
        yield from _stamp_findings(state, reported)
    if state.fallback:
        yield _WARN, state.fallback
    if state.progress:
        yield _OK, state.progress
    if state.swap_failure:
        yield _WARN, state.swap_failure
    if state.next_model:
        yield _OK, f'loading {state.next_model} aside'


def _pause_findings(state: NodeState, reported: NodeState) -> Iterator[Finding]:
    gap_s = state.time_s - reported.time_s
    if reported.lifecycle == 'active' and gap_s > _LONGEST_GAP_S:
        yield _WARN, f'this node stood still for {gap_s:.1f} s: stopped, or its machine too busy'


def _model_findings(state: NodeState) -> Iterator[Finding]:
    if state.failure:
        yield _ERROR, f'model down, {_next_try(state.next_try_s)}: {state.failure}'
    elif state.output_pace.is_overdue and not state.input_pace.is_overdue and not state.progress:
        yield _ERROR, f'frames come in, but none came out for {_seconds(state.output_pace.age_s)}'


def _next_try(seconds: float) -> str:
    return f'next try in {seconds:.0f} s' if math.isfinite(seconds) else 'configure it anew'


def _input_findings(state: NodeState) -> Iterator[Finding]:
    if not state.publisher_count:
        yield _ERROR, f'nothing publishes {state.topic}'
    elif state.input_pace.is_overdue:
        yield _ERROR, f'no frame on {state.topic} for {_seconds(state.input_pace.age_s)}'
    elif state.input_pace.age_s is None:
        yield _WARN, f'no frame on {state.topic} yet'
    elif state.loss.is_lasting:
        yield _WARN, f'{state.topic}: {describe_loss(state.loss)}, see the log'


def _frame_findings(state: NodeState, news: FrameCounts) -> Iterator[Finding]:
    level = _WARN if news.processed else _ERROR
    for outcome in (Outcome.FAILED, Outcome.REJECTED, Outcome.EXPIRED):
        count = getattr(news, outcome.value)
        if count:
            fault = state.faults.get(outcome, 'see the log')
            yield level, f'{count} {outcome.value} on {state.topic}: {fault}'
    if state.newest.seed_is_drivable is False:
        yield _WARN, 'no drivable pixel in the seed: the drivable area is empty'
    if state.newest.uncalibrated:
        yield _WARN, f'uncalibrated: {state.newest.uncalibrated}'
    if state.size_doubt:
        yield _WARN, state.size_doubt
    if state.camera_info_fault:
        yield _WARN, f'no camera_info for the masks: {state.camera_info_fault}'
    if state.ground.fault:
        yield _WARN, f'nothing is known of the ground: {state.ground.fault}'
    if state.is_distorted:
        yield _OK, _DISTORTED


def _stamp_findings(state: NodeState, reported: NodeState) -> Iterator[Finding]:
    for fault, count in state.stamp_faults.items():
        new = count - reported.stamp_faults.get(fault, 0)
        if new:
            yield _WARN, f'{new} frames on {state.topic} {_STAMP_FAULTS[fault]}'


def _values(state: NodeState) -> dict[str, object]:
    values: dict[str, object] = {'lifecycle': state.lifecycle, 'enabled': state.is_enabled}
    values |= {
        'failure': state.lifecycle_failure or state.failure or '',
        'next_try_s': f'{state.next_try_s:.1f}',
        'model': state.model,
        'engine': state.progress or state.fallback or '',
        'next_model': state.next_model,
        'swap_failure': state.swap_failure or '',
        'architecture': state.architecture,
        'weights_digest': state.weights_digest,
        'backend': state.backend,
        'precision': state.precision,
        'topic': state.topic,
        'publishers': state.publisher_count,
        'network_size': _optional_size(state.newest.network_size),
        'output_size': _optional_size(state.newest.output_size),
        'distortion': {None: '', False: 'none', True: _DISTORTED}[state.is_distorted],
        'drivable_threshold': _threshold(state.newest.drivable_threshold),
        'calibrated': _calibrated(state.newest.uncalibrated),
        'subscribed_outputs': ', '.join([*state.subscribed, *state.ground.subscribed]),
        'ground_in_view_m': _span(state.ground.first_seen),
        'input_rate_hz': _decimals(state.input_pace.rate_hz),
        'input_age_s': _decimals(state.input_pace.age_s),
        'stamp_rate_hz': _decimals(state.loss.stamp_rate_hz),
        'lost_share': f'{state.loss.lost_share:.3f}',
        'lost_reported': state.loss.reported,
        'output_rate_hz': _decimals(state.output_pace.rate_hz),
        'output_age_s': _decimals(state.output_pace.age_s),
    }
    values |= state.counts.to_dict()
    values |= {f'stamps_{fault.value}': n for fault, n in state.stamp_faults.items()}
    for stage, (median, p99) in state.stage_ms.items():
        values[f'{stage}_p50_ms'] = f'{median:.2f}'
        values[f'{stage}_p99_ms'] = f'{p99:.2f}'
    return values


def _optional_size(size: tuple[int, int] | None) -> str:
    return format_size(size) if size else ''


def _threshold(threshold: float | None) -> str:
    return '' if threshold is None else f'{threshold:.4f}'


def _calibrated(uncalibrated: str | None) -> str:
    return '' if uncalibrated is None else str(not uncalibrated)


def _span(span: tuple[float, float] | None) -> str:
    return '' if span is None else f'from {span[0]:.2f} to {span[1]:.2f}'


def _decimals(value: float | None) -> str:
    return '' if value is None else f'{value:.2f}'


def _seconds(age_s: float | None) -> str:
    return 'a while' if age_s is None else f'{age_s:.1f} s'
