# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What holds while a second model is loaded, which here takes as long as the test wants."""

from pathlib import Path
import threading

from colour_model import write_colour_model
import numpy as np
import pytest
from rclpy.lifecycle import LifecycleNode
from swap_bench import OUTDOORS

from seg_node.backends.opened_model import OpenedModel
from seg_node.core.errors import ConfigurationError, ModelFileError, SegNodeError
from seg_node.parameters.parameters import Parameters
from seg_node.ros.node_state import NodeState
from seg_node.ros.served_model import ServedModel

pytestmark = pytest.mark.ros

FRAME = np.zeros((48, 64, 3), np.uint8)
MODEL_SETS = ('drivable', 'person', 'vehicle')


@pytest.fixture
def gate(monkeypatch):
    """Hold up whoever warms a model, unless it is set."""
    gate = threading.Event()
    gate.set()
    warm_up = OpenedModel.warm_up

    def wait_and_warm_up(model, frame_size=None):
        assert gate.wait(timeout=30)
        warm_up(model, frame_size)

    monkeypatch.setattr(OpenedModel, 'warm_up', wait_and_warm_up)
    return gate


@pytest.fixture
def closed(monkeypatch):
    """List the files of models that were closed."""
    paths: list[Path] = []
    close = OpenedModel.close

    def note_and_close(model):
        paths.append(model.path)
        close(model)

    monkeypatch.setattr(OpenedModel, 'close', note_and_close)
    return paths


@pytest.fixture
def node(ros):
    node = LifecycleNode('served_model')
    yield node
    node.destroy_node()


@pytest.fixture
def served(node, gate, colour_model):
    served = ServedModel(node, Parameters(model=str(colour_model), threads=1))
    yield served
    gate.set()
    served.close()


def begin(served, path, **changes):
    served.change({'model': str(path), **changes}, (64, 48))


def follow(served, gate):
    """Let the second model be loaded, and follow it to its end."""
    gate.set()
    for thread in threading.enumerate():
        if thread.name == 'model swap':
            thread.join()
    return served.follow_swap()


def set_topics(node):
    return {
        publisher.topic_name.removeprefix('/segmentation/sets/')
        for publisher in node.publishers
        if '/sets/' in publisher.topic_name
    }


def test_the_old_model_serves_until_the_new_one_is_loaded(served, gate, outdoors, colour_model):
    gate.clear()
    begin(served, outdoors)
    assert served.is_swapping
    assert not served.follow_swap()
    assert served.slot.pipeline.labels.name == 'camvid'
    state = served.describe(NodeState('active'))
    assert (state.model, state.next_model) == (str(colour_model), str(outdoors))

    assert follow(served, gate)
    assert not served.is_swapping
    assert served.slot.pipeline.process(FRAME).set_names == ('drivable', 'water')
    state = served.describe(NodeState('active'))
    assert (state.model, state.next_model) == (str(outdoors), '')
    assert served.parameters.model == str(outdoors)


def test_the_old_model_is_closed_after_the_frame_that_is_in_it(
    served, gate, closed, colour_model, outdoors
):
    begin(served, outdoors)
    with served.slot.frame() as pipeline:
        assert not follow(served, gate)
        assert closed == []
        assert pipeline.process(FRAME).set_names == MODEL_SETS
    assert served.follow_swap()
    assert closed == [colour_model]


def test_sets_of_both_have_publishers_while_one_is_loaded(served, node, gate, outdoors):
    assert set_topics(node) == {'person', 'vehicle'}
    gate.clear()
    begin(served, outdoors)
    assert set_topics(node) == {'person', 'vehicle', 'water'}
    assert follow(served, gate)
    assert set_topics(node) == {'water'}


def test_changes_meanwhile_hold_for_both(served, gate, outdoors):
    gate.clear()
    begin(served, outdoors)
    served.change({'max_age_s': 2.0, 'overlay_opacity': 1.0}, None)
    assert served.parameters.overlay_opacity == 1.0
    assert follow(served, gate)
    assert (served.parameters.max_age_s, served.parameters.overlay_opacity) == (2.0, 1.0)
    overlay = served.slot.pipeline.process(FRAME).overlay
    assert (overlay[0, 0] == OUTDOORS.palette[1]).all()


def test_a_change_after_it_is_loaded_and_before_its_first_frame_holds_for_it(
    served, gate, outdoors
):
    begin(served, outdoors)
    with served.slot.frame():
        assert not follow(served, gate)
        served.change({'overlay_opacity': 1.0}, None)
    with served.slot.frame() as pipeline:
        assert pipeline.labels == OUTDOORS
        assert (pipeline.process(FRAME).overlay[0, 0] == OUTDOORS.palette[1]).all()


@pytest.mark.parametrize(
    ('changes', 'reason'),
    [
        ({'class_sets': 'drivable=Road'}, 'outdoors.onnx: class set .* names the class .Road'),
        ({'class_sets': 'drivable=sand'}, "^class set 'drivable' names the class 'sand'"),
        ({'model': ''}, 'outdoors.onnx is being loaded: set model again once'),
        ({'seed_polygon': [0.5]}, 'seed_polygon has 1 numbers'),
    ],
)
def test_a_change_that_does_not_fit_both_is_refused(served, node, gate, outdoors, changes, reason):
    gate.clear()
    begin(served, outdoors)
    with pytest.raises(SegNodeError, match=reason):
        served.change(changes, None)
    assert served.slot.pipeline.set_names == MODEL_SETS
    assert set_topics(node) == {'person', 'vehicle', 'water'}
    assert follow(served, gate)
    assert served.parameters == Parameters(model=str(outdoors), threads=1)


def test_what_comes_with_the_model_holds_for_that_alone(served, node, gate, outdoors):
    gate.clear()
    begin(served, outdoors, class_sets='drivable=sand; wet=water')
    assert served.slot.pipeline.set_names == MODEL_SETS
    assert served.parameters.class_sets == ''
    assert follow(served, gate)
    assert served.slot.pipeline.set_names == ('drivable', 'wet')
    assert set_topics(node) == {'wet'}


@pytest.mark.parametrize('published', ['ground=Road', 'ground=Road; other=*'])
def test_published_classes_that_the_new_model_lacks_are_named(
    node, gate, colour_model, outdoors, published
):
    parameters = Parameters(model=str(colour_model), threads=1, published_classes=published)
    served = ServedModel(node, parameters)
    with pytest.raises(
        ConfigurationError, match=r"outdoors\.onnx: published class 'ground' names"
    ):
        begin(served, outdoors)
    assert not served.is_swapping
    served.close()


def test_a_file_that_changes_while_it_is_loaded_is_not_used(
    served, node, gate, tmp_path, camvid, monkeypatch
):
    path = write_colour_model(tmp_path / 'model.onnx', OUTDOORS)
    opened = OpenedModel.__init__

    def overwrite_and_open(model, *arguments):
        write_colour_model(path, camvid)
        opened(model, *arguments)

    monkeypatch.setattr(OpenedModel, '__init__', overwrite_and_open)
    begin(served, path)
    with pytest.raises(ModelFileError, match='its file was changed meanwhile: set model again'):
        follow(served, gate)
    assert not served.is_swapping
    assert set_topics(node) == {'person', 'vehicle'}
    assert served.slot.pipeline.process(FRAME).set_names == MODEL_SETS
    failure = served.describe(NodeState('active')).swap_failure
    assert failure is not None and failure.startswith(f'model {path} could not be loaded: ')


def test_a_failure_is_told_until_model_is_set_again(served, gate, tmp_path, outdoors):
    damaged = tmp_path / 'damaged.onnx'
    damaged.write_bytes(outdoors.read_bytes().replace(b'Softmax', b'Softmix'))
    for path in (outdoors, served.parameters.model):
        begin(served, damaged)
        with pytest.raises(ModelFileError, match='still runs'):
            follow(served, gate)
        served.change({'set_threshold': 0.25}, None)
        assert served.describe(NodeState('active')).swap_failure
        begin(served, path)
        assert not served.describe(NodeState('active')).swap_failure
        if served.is_swapping:
            assert follow(served, gate)
            begin(served, served.parameters.model)


@pytest.mark.parametrize('is_loaded', [False, True])
def test_closing_meanwhile_closes_both_and_ends_the_thread(
    node, gate, closed, colour_model, outdoors, is_loaded
):
    served = ServedModel(node, Parameters(model=str(colour_model), threads=1))
    gate.clear()
    begin(served, outdoors)
    if is_loaded:
        with served.slot.frame():
            assert not follow(served, gate)
    else:
        threading.Timer(0.05, gate.set).start()
    served.close()
    assert closed == [outdoors, colour_model]
    assert 'model swap' not in {thread.name for thread in threading.enumerate()}
