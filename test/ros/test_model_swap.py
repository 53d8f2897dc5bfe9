# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A node that is given another model while it works."""

from dataclasses import replace
import re

from camera_messages import image_message, labelled_image, pixels_of
from colour_model import colour_spec, write_colour_model
from diagnostic_msgs.msg import DiagnosticStatus
from lifecycle_msgs.msg import Transition
from node_bench import Bench
import numpy as np
import pytest
from swap_bench import Answers, ModelListener, OUTDOORS, swap

pytestmark = pytest.mark.ros

SKY, ROAD = 0, 3


@pytest.fixture(scope='module')
def damaged(tmp_path_factory, outdoors):
    """Write a model whose header is sound and whose graph no runtime opens."""
    path = tmp_path_factory.mktemp('damaged') / 'damaged.onnx'
    path.write_bytes(outdoors.read_bytes().replace(b'Softmax', b'Softmix'))
    return path


@pytest.fixture(scope='module')
def answers(camvid, colour_model, outdoors):
    return {path: Answers(path, camvid, (SKY, ROAD)) for path in (colour_model, outdoors)}


@pytest.fixture(scope='module')
def node(start_node):
    return start_node()


@pytest.fixture
def listener(peer, node):
    listener = ModelListener(peer, node)
    yield listener
    listener.close()


@pytest.fixture
def served(peer, node, colour_model):
    """Give the node with the model of CamVid, whatever was before."""
    swap(peer, node, colour_model)
    return node


def wait_for_failure(peer, node, reports):
    return peer.wait_for_report(
        node, reports, lambda report: 'could not be loaded' in report.message
    )


def test_a_model_that_cannot_be_opened_leaves_the_old_one(
    peer, served, listener, camvid, colour_model, damaged, answers
):
    bench = Bench(peer, served, 'mask', 'confidence', 'sets/person')
    bench.connect()
    listener.wait_for('camvid')
    reports = peer.follow(served)
    (result,) = peer.set_parameters(served, model=str(damaged))
    assert result.successful
    report = wait_for_failure(peer, served, reports)
    assert report.level == DiagnosticStatus.WARN
    message = re.escape(f'model {damaged} could not be loaded: {damaged} is not a model that ')
    assert re.search(rf'{message}.*Softmix.*; {colour_model} still runs', report.message)
    assert 'could not be loaded' in served.output()
    assert peer.parameter(served, 'model') == str(colour_model)
    assert answers[colour_model].fit(ROAD, bench.segment(labelled_image(camvid, ROAD)))

    reports = peer.follow(served)
    (result,) = peer.set_parameters(served, model=str(colour_model))
    assert result.successful
    peer.wait_for_report(served, reports, lambda report: report.level == DiagnosticStatus.OK)
    assert listener.names == ['camvid']
    bench.close()


def test_set_at_once_with_class_sets_both_change_together(peer, served, outdoors, listener):
    listener.wait_for('camvid')
    (result,) = peer.set_parameters(served, class_sets='drivable=Road; car=Car')
    assert result.successful
    (result,) = peer.set_parameters(served, model=str(outdoors))
    assert result.reason.startswith(f"model {outdoors}: class set 'drivable' names the class ")
    assert peer.parameter(served, 'class_sets') == 'drivable=Road; car=Car'

    result = peer.set_at_once(served, model=str(outdoors), class_sets='drivable=sand;wet=water')
    assert result.successful, result
    listener.wait_for('outdoors')
    bench = Bench(peer, served, 'sets/wet', 'drivable_area')
    water, sand = (labelled_image(OUTDOORS, label) for label in (2, 3))
    bench.connect(water)
    assert pixels_of(bench.segment(water)['sets/wet']).all()
    assert pixels_of(bench.segment(sand)['drivable_area']).all()
    gone = served.topic('segmentation/sets/car')
    peer.wait_for(lambda: not peer.node.count_publishers(gone), 'end of the old set', served)
    bench.close()
    (result,) = peer.set_parameters(served, class_sets='')
    assert result.successful


def test_what_came_with_a_model_that_failed_is_set_back_too(peer, served, damaged):
    reports = peer.follow(served)
    result = peer.set_at_once(served, model=str(damaged), class_sets='drivable=sand')
    assert result.successful, result
    wait_for_failure(peer, served, reports)
    assert peer.parameter(served, 'class_sets') == ''


def test_the_model_that_runs_is_not_loaded_again_unless_its_file_changed(
    peer, served, tmp_path, listener, camvid
):
    model = write_colour_model(tmp_path / 'model.onnx', camvid)
    swap(peer, served, model)
    before = served.output().count(': now ')
    (result,) = peer.set_parameters(served, model=str(model))
    assert result.successful
    write_colour_model(model, replace(camvid, name='newer'))
    swap(peer, served, model)
    listener.wait_for('newer')
    assert served.output().count(': now ') == before + 1


@pytest.mark.parametrize(
    ('spec', 'changes', 'reason'),
    [
        (None, {}, 'no model file at .*: check the path'),
        ('', {}, 'it holds no seg_node.spec: export the net'),
        ({'stride': 32, 'network_size': (64, 64)}, {}, 'network_size 64x48: both must be mult'),
        ({}, {'class_sets': 'drivable=Lane'}, "names the class 'Lane', which is not in 'camvid'"),
    ],
)
def test_a_model_that_does_not_fit_is_refused_at_once(
    peer, sized_node, tmp_path, camvid, spec, changes, reason
):
    path = tmp_path / 'model.onnx'
    if spec is not None:
        text = colour_spec(camvid, **spec).to_json() if isinstance(spec, dict) else spec
        write_colour_model(path, camvid, text)
    result = peer.set_at_once(sized_node, model=str(path), **changes)
    assert not result.successful
    assert re.search(reason, result.reason)
    assert str(path) in result.reason


@pytest.fixture(scope='module')
def sized_node(start_node):
    return start_node(network_size='64x48')


def test_memory_that_does_not_suffice_is_told_in_figures(peer, served, tmp_path, colour_model):
    path = tmp_path / 'huge.onnx'
    length, field = 1 << 40, bytes([0xFA, 0x7F])  # number 2047, of bytes
    varint = bytes((length >> shift & 127) | 128 for shift in range(0, 42, 7)) + b'\0'
    path.write_bytes(colour_model.read_bytes() + field + varint)
    with path.open('r+b') as file:
        file.truncate(file.seek(0, 2) + length)  # takes no place on the disk
    (result,) = peer.set_parameters(served, model=str(path))
    assert re.search(
        r'huge\.onnx needs about 43\d{5} MB beside the model that runs, and \d+ MB are free: ',
        result.reason,
    )


@pytest.mark.parametrize('state', ['disabled', 'inactive'])
def test_without_frames_the_model_changes_at_once(
    peer, served, camvid, outdoors, answers, listener, state
):
    if state == 'disabled':
        peer.enable(served, False)
    else:
        assert peer.transition(served, Transition.TRANSITION_DEACTIVATE) == [True]
    swap(peer, served, outdoors)
    listener.wait_for('outdoors')
    if state == 'disabled':
        peer.enable(served, True)
    else:
        assert peer.transition(served, Transition.TRANSITION_ACTIVATE) == [True]
    bench = Bench(peer, served, 'mask', 'confidence', 'sets/water')
    bench.connect()
    assert answers[outdoors].fit(SKY, bench.segment(labelled_image(camvid, SKY)))
    bench.close()


def test_a_model_that_is_down_can_be_replaced(peer, served, tmp_path, camvid, colour_model):
    path = write_colour_model(tmp_path / 'breaking.onnx', camvid, breaks_on_white=True)
    swap(peer, served, path)
    bench = Bench(peer, served, 'mask')
    bench.connect()
    reports = peer.follow(served)
    bench.send(image_message(np.full((48, 64, 3), 255, np.uint8)))
    peer.wait_for_report(served, reports, lambda report: 'model down' in report.message)
    swap(peer, served, colour_model)
    assert (pixels_of(bench.segment(labelled_image(camvid, ROAD))['mask']) == ROAD).all()
    bench.close()


def test_a_node_can_be_cleaned_up_while_a_model_is_loaded(peer, served, tmp_path):
    slow = colour_spec(OUTDOORS, network_size=(2048, 1536))
    path = write_colour_model(tmp_path / 'slow.onnx', OUTDOORS, slow.to_json())
    (result,) = peer.set_parameters(served, model=str(path))
    assert result.successful
    (result,) = peer.set_parameters(served, model='')
    assert result.reason.startswith(f'model {path} is being loaded: set model again')
    down = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP
    assert peer.transition(served, *down) == [True, True]
    assert peer.parameter(served, 'model') == str(path)
    assert 'slow.onnx' not in served.output()
    up = Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE
    assert peer.transition(served, *up) == [True, True]
