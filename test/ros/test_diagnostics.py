# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The gravest finding speaks, and every count is reported."""

from typing import Any

from diagnostic_msgs.msg import DiagnosticStatus
import pytest

from seg_node.core.frame_exchange import FrameCounts, Outcome
from seg_node.ros.diagnostics import diagnostic_status, NodeState
from seg_node.ros.frame_processor import NewestFrame

pytestmark = pytest.mark.ros

OK, WARN, ERROR = DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR
BEFORE = FrameCounts(received=10, processed=8, rejected=1, failed=1)
AFTER = FrameCounts(received=13, processed=10, rejected=1, failed=1, pending=1)


def active(**changes: Any) -> NodeState:
    state: dict[str, Any] = {'counts': AFTER, 'topic': '/image', 'publisher_count': 1}
    return NodeState('active', **(state | changes))


def counts(**news):
    return FrameCounts(received=13, **({'processed': 8, 'rejected': 1, 'failed': 1} | news))


@pytest.mark.parametrize(
    ('state', 'level', 'message'),
    [
        (active(), OK, '2 frames segmented since the last report'),
        (NodeState('unconfigured'), OK, 'unconfigured'),
        (NodeState('inactive', publisher_count=0), OK, 'inactive'),
        (active(is_enabled=False), OK, 'disabled by ~/enable'),
        (active(publisher_count=0), WARN, 'nothing publishes /image'),
        (active(counts=BEFORE), WARN, 'no frame on /image since the last report'),
        (active(newest=NewestFrame(seed_is_drivable=True)), OK, '2 frames segmented'),
        (
            active(newest=NewestFrame(seed_is_drivable=False)),
            WARN,
            'no drivable pixel in the seed',
        ),
        (active(counts=counts(failed=4)), WARN, '3 failed on /image: see the log'),
        (
            active(counts=counts(rejected=4), faults={Outcome.REJECTED: 'step 5 is too small'}),
            WARN,
            '3 rejected on /image: step 5 is too small',
        ),
        (
            active(counts=counts(expired=3), faults={Outcome.EXPIRED: '2.00 s old'}),
            WARN,
            '3 expired on /image: 2.00 s old',
        ),
        (
            active(counts=counts(failed=3, expired=1), faults={Outcome.EXPIRED: '2.00 s old'}),
            WARN,
            '2 failed on /image: see the log; 1 expired on /image: 2.00 s old',
        ),
        (
            active(failure='GPU lost', next_try_s=3.6, counts=counts(failed=4)),
            ERROR,
            'model down, next try in 4 s: GPU lost',
        ),
    ],
)
def test_level_and_message(state, level, message):
    status = diagnostic_status('seg_node', state, BEFORE)
    assert status.name == 'seg_node: segmentation'
    assert status.level == level
    assert status.message.startswith(message)


def test_values_hold_counts_times_and_sizes():
    state = active(
        model='/opt/net.onnx',
        backend='onnxruntime 1 on the CPU',
        stage_ms={'infer': (12.345, 20.0)},
        newest=NewestFrame(network_size=(512, 288), output_size=(1280, 720)),
    )
    status = diagnostic_status('seg_node', state, BEFORE)
    assert status.hardware_id == 'onnxruntime 1 on the CPU'
    values = {value.key: value.value for value in status.values}
    assert {name: int(values[name]) for name in AFTER.to_dict()} == AFTER.to_dict()
    expected = {
        'lifecycle': 'active',
        'enabled': 'True',
        'model': '/opt/net.onnx',
        'topic': '/image',
        'publishers': '1',
        'network_size': '512x288',
        'output_size': '1280x720',
        'infer_p50_ms': '12.35',
        'infer_p99_ms': '20.00',
    }
    assert {name: values[name] for name in expected} == expected
