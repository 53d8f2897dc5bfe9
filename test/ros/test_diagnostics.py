# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The gravest finding speaks, and every count is reported."""

import math
from typing import Any

from diagnostic_msgs.msg import DiagnosticStatus
import pytest

from seg_node.core.frame_exchange import FrameCounts, Outcome
from seg_node.core.frame_loss import FrameLoss
from seg_node.core.rhythm import Pace
from seg_node.core.stamp_order import StampFault
from seg_node.ros.diagnostics import diagnostic_status
from seg_node.ros.frame_processor import NewestFrame
from seg_node.ros.node_state import NodeState

pytestmark = pytest.mark.ros

OK, WARN, ERROR = DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR
LATE = Pace(rate_hz=10.0, age_s=4.0, is_overdue=True)
BEFORE = FrameCounts(received=10, processed=8, rejected=1, failed=1)
REPORTED = NodeState('active', counts=BEFORE, stamp_faults={StampFault.BACKWARD: 4})
AFTER = FrameCounts(received=13, processed=10, rejected=1, failed=1, pending=1)


def active(**changes: Any) -> NodeState:
    state: dict[str, Any] = {'counts': AFTER, 'topic': '/image', 'publisher_count': 1}
    state |= {
        'input_pace': Pace(rate_hz=10.0, age_s=0.1),
        'output_pace': Pace(rate_hz=10.0, age_s=0.1),
    }
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
        (
            active(next_model='/b'),
            OK,
            '2 frames segmented since the last report; loading /b',
        ),
        (active(swap_failure='/b could not'), WARN, '/b could not; 2 frames segmented since'),
        (NodeState('inactive', swap_failure='/b could not'), WARN, '/b could not; inactive'),
        (
            NodeState('inactive', 'on_activate failed: no memory'),
            ERROR,
            'on_activate failed: no memory',
        ),
        (active(publisher_count=0), ERROR, 'nothing publishes /image'),
        (active(counts=BEFORE), OK, '0 frames segmented'),  # a slow camera is no fault
        (
            active(counts=BEFORE, input_pace=Pace(10.0, 3.25, is_overdue=True), output_pace=LATE),
            ERROR,
            'no frame on /image for 3.2 s; 0 frames segmented',
        ),
        (active(input_pace=Pace(), output_pace=Pace()), WARN, 'no frame on /image yet'),
        (
            active(loss=FrameLoss(0.5, 30.0, 15.0, reported=7, is_lasting=True)),
            WARN,
            '/image: stamps say 30.0 Hz, 15.0 Hz arrive: 50% of the frames are lost on the way '
            'to this node, see the log; 2 frames segmented',
        ),
        (active(loss=FrameLoss(0.5, 30.0, 15.0)), OK, '2 frames segmented'),
        (active(time_s=REPORTED.time_s + 1.5), OK, '2 frames segmented'),
        (active(time_s=REPORTED.time_s + 5.25), WARN, 'this node stood still for 5.2 s: stopped'),
        (
            active(camera_info_fault='/info: no message yet'),
            WARN,
            'no camera_info for the masks: /info: no message yet; 2 frames segmented',
        ),
        (
            active(is_distorted=True),
            OK,
            "2 frames segmented since the last report; the camera's D is not 0: masks lie on a "
            "depth cloud (Nav2's semantic layer, nvblox) only if its images are rectified",
        ),
        (active(size_doubt='of another aspect'), WARN, 'of another aspect; 2 frames segmented'),
        (active(stamp_faults={StampFault.BACKWARD: 4}), OK, '2 frames segmented'),
        (
            active(stamp_faults={StampFault.ZERO: 2, StampFault.BACKWARD: 5}),
            WARN,
            '2 frames on /image have stamp 0: the camera driver must set it; '
            '1 frames on /image are older than the frame before',
        ),
        (active(output_pace=LATE), ERROR, 'frames come in, but none came out for 4.0 s'),
        (active(newest=NewestFrame(seed_is_drivable=True)), OK, '2 frames segmented'),
        (
            active(newest=NewestFrame(seed_is_drivable=False)),
            WARN,
            'no drivable pixel in the seed',
        ),
        (active(counts=counts(failed=4)), ERROR, '3 failed on /image: see the log'),
        (
            active(counts=counts(processed=10, failed=2)),
            WARN,
            '1 failed on /image: see the log; 2 frames segmented since the last report',
        ),
        (
            active(counts=counts(rejected=4), faults={Outcome.REJECTED: 'step 5 is too small'}),
            ERROR,
            '3 rejected on /image: step 5 is too small',
        ),
        (
            active(counts=counts(expired=3), faults={Outcome.EXPIRED: '2.00 s old'}),
            ERROR,
            '3 expired on /image: 2.00 s old',
        ),
        (
            active(counts=counts(failed=3, expired=1), faults={Outcome.EXPIRED: '2.00 s old'}),
            ERROR,
            '2 failed on /image: see the log; 1 expired on /image: 2.00 s old',
        ),
        (
            active(failure='GPU lost', next_try_s=3.6, counts=counts(failed=4)),
            ERROR,
            'model down, next try in 4 s: GPU lost',
        ),
        (
            active(failure='no engine', next_try_s=math.inf, counts=counts(failed=4)),
            ERROR,
            'model down, configure it anew: no engine',
        ),
        (
            active(counts=counts(processed=10), fallback='the CPU runs, since: GPU lost'),
            WARN,
            'the CPU runs, since: GPU lost; 2 frames segmented since the last report',
        ),
    ],
)
def test_level_and_message(state, level, message):
    status = diagnostic_status('seg_node', state, REPORTED)
    assert status.name == 'seg_node: segmentation'
    assert status.level == level
    assert status.message.startswith(message)


def test_values_hold_counts_times_and_sizes():
    state = active(
        model='/opt/net.onnx',
        architecture='lite0_fpn',
        weights_digest='4f2a',
        backend='onnxruntime 1 on the CPU',
        stage_ms={'infer': (12.345, 20.0)},
        loss=FrameLoss(0.5, 30.0, 15.0, reported=7),
        newest=NewestFrame(network_size=(512, 288), output_size=(1280, 720)),
    )
    status = diagnostic_status('seg_node', state, REPORTED)
    assert status.hardware_id == 'onnxruntime 1 on the CPU'
    values = {value.key: value.value for value in status.values}
    assert {name: int(values[name]) for name in AFTER.to_dict()} == AFTER.to_dict()
    expected = {
        'lifecycle': 'active',
        'enabled': 'True',
        'failure': '',
        'model': '/opt/net.onnx',
        'architecture': 'lite0_fpn',
        'weights_digest': '4f2a',
        'input_rate_hz': '10.00',
        'input_age_s': '0.10',
        'stamp_rate_hz': '30.00',
        'lost_share': '0.500',
        'lost_reported': '7',
        'output_rate_hz': '10.00',
        'output_age_s': '0.10',
        'topic': '/image',
        'publishers': '1',
        'network_size': '512x288',
        'output_size': '1280x720',
        'infer_p50_ms': '12.35',
        'infer_p99_ms': '20.00',
    }
    assert {name: values[name] for name in expected} == expected


@pytest.mark.parametrize(
    ('is_distorted', 'value'), [(None, ''), (False, 'none'), (True, "the camera's D is not 0")]
)
def test_distortion_is_told_in_every_report(is_distorted, value):
    status = diagnostic_status('seg_node', active(is_distorted=is_distorted), REPORTED)
    values = {value.key: value.value for value in status.values}
    assert values['distortion'].split(':')[0] == value
    assert ('rectified' in status.message) == bool(is_distorted)
