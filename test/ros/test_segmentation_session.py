# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Models that cannot be opened, and models that fail while they run."""

import json

from camera_messages import image_message
from colour_model import colour_spec, write_colour_model
from diagnostic_msgs.msg import DiagnosticStatus
from lifecycle_msgs.msg import Transition
from node_bench import Bench
import numpy as np
import pytest
from ros_peer import values

pytestmark = pytest.mark.ros

UP = Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE
DOWN = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP
BREAKING = image_message(np.full((48, 64, 3), 255, np.uint8))


@pytest.fixture(scope='module')
def models(tmp_path_factory, camvid):
    """Write models of which each lacks something."""
    folder = tmp_path_factory.mktemp('models')
    newer = json.loads(colour_spec(camvid).to_json()) | {'format_version': 2}
    write_colour_model(folder / 'newer.onnx', camvid, json.dumps(newer))
    write_colour_model(folder / 'bare.onnx', camvid, '')
    write_colour_model(folder / 'breaking.onnx', camvid, breaks_on_white=True)
    (folder / 'photo.onnx').write_bytes(b'not a model')
    return folder


@pytest.fixture(scope='module')
def node(start_node, models):
    return start_node(model=models / 'missing.onnx')


def test_autostart_with_a_missing_model_says_what_to_do_and_waits(peer, node):
    assert peer.state(node) == 'unconfigured'
    output = node.output()
    assert 'on_configure failed: no model file at ' in output
    assert 'missing.onnx: check the path' in output
    assert 'not started: mend the cause, then call configure and activate' in output


@pytest.mark.parametrize(
    ('name', 'changes', 'reason'),
    [
        ('missing.onnx', {}, 'missing.onnx: check the path'),
        ('photo.onnx', {}, 'photo.onnx is not a model that onnxruntime opens'),
        ('bare.onnx', {}, 'it holds no seg_node.spec: export the net with seg export'),
        ('newer.onnx', {}, 'format version 2 and this seg_node reads 1: update seg_node'),
        (None, {'class_sets': 'drivable=Lane'}, "names the class 'Lane', which is not in"),
        (None, {'class_sets': 'person=Pedestrian'}, "class_sets has no set named 'drivable'"),
        (None, {'network_size': '60x48'}, 'both must be multiples of 8'),
        (None, {'backend': 'caffe'}, "backend is 'caffe': choose from auto"),
    ],
)
def test_configure_fails_with_reason_and_remedy_and_leaves_nothing_open(
    peer, node, models, colour_model, name, changes, reason
):
    model = models / name if name else colour_model
    defaults = {'class_sets': '', 'network_size': 'auto', 'backend': 'auto'}
    peer.set_parameters(node, model=str(model), **(defaults | changes))
    before = len(node.output())
    assert peer.transition(node, Transition.TRANSITION_CONFIGURE) == [False]
    failure = node.output()[before:]
    assert 'on_configure failed: ' in failure
    assert reason in failure
    assert peer.state(node) == 'unconfigured'
    for topic in ('mask', 'label_names'):
        assert peer.node.count_publishers(node.topic(f'segmentation/{topic}')) == 0


def test_a_good_model_is_served_after_a_bad_one(peer, node, colour_model):
    changes = {'class_sets': '', 'network_size': 'auto', 'backend': 'auto'}
    peer.set_parameters(node, model=str(colour_model), **changes)
    assert peer.transition(node, *UP) == [True, True]
    bench = Bench(peer, node, 'mask')
    bench.connect()
    bench.close()
    assert peer.transition(node, *DOWN) == [True, True]


@pytest.fixture(scope='module')
def breaking_node(start_node, models):
    return start_node(model=models / 'breaking.onnx')


@pytest.fixture
def bench(peer, breaking_node):
    bench = Bench(peer, breaking_node, 'mask')
    bench.connect()
    yield bench
    bench.close()


def fail(peer, node, bench):
    """Break the model and give the report of it."""
    reports = peer.follow(node)
    bench.send(BREAKING)
    return peer.wait_for_report(
        node, reports, lambda report: report.level == DiagnosticStatus.ERROR
    )


def test_a_model_that_fails_is_an_error_until_it_is_opened_again(peer, breaking_node, bench):
    node = breaking_node
    report = fail(peer, node, bench)
    assert report.message.startswith('model down, next try in ')
    assert 'indices element out of data bounds' in report.message
    assert int(values(report)['failed']) >= 1
    assert values(report)['lifecycle'] == 'active'
    assert 'frame failed: onnxruntime could not run the model' in node.output()

    reports = peer.follow(node)
    bench.connect()  # sends frames until there is a mask again
    report = peer.wait_for_report(
        node, reports, lambda report: report.level != DiagnosticStatus.ERROR
    )
    assert int(values(report)['processed']) >= 2


def test_a_node_whose_model_is_down_can_be_cleaned_up_and_configured(peer, breaking_node, bench):
    fail(peer, breaking_node, bench)
    assert peer.transition(breaking_node, *DOWN, *UP) == [True] * 4
    bench.connect()
