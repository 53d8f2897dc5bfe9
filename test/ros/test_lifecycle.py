# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A lifecycle manager gets an answer to every request, and every state means what it says."""

from camera_messages import image_message
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from node_bench import Bench
import numpy as np
import pytest

pytestmark = pytest.mark.ros

CONFIGURE, ACTIVATE = Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE
DEACTIVATE, CLEANUP = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP
SHUTDOWN = Transition.TRANSITION_UNCONFIGURED_SHUTDOWN
FRAME = image_message(np.zeros((48, 64, 3), np.uint8))


@pytest.fixture(scope='module')
def node(start_node):
    return start_node(autostart=False)


@pytest.fixture
def bench(peer, node):
    bench = Bench(peer, node, 'mask')
    yield bench
    bench.close()


def test_without_autostart_the_node_waits_unconfigured(peer, node):
    assert peer.state(node) == 'unconfigured'


@pytest.mark.parametrize('transition', [ACTIVATE, DEACTIVATE, CLEANUP, 99])
def test_a_transition_that_the_state_does_not_allow_is_refused(peer, node, transition):
    assert peer.transition(node, transition) == [False]
    assert peer.state(node) == 'unconfigured'
    assert f"transition '{transition}' refused in state unconfigured" in node.output()


def test_a_transition_that_does_not_exist_is_refused(peer, node):
    request = ChangeState.Request(transition=Transition(label='fly'))
    assert not peer.call(node, 'change_state', request).success


def test_a_second_configure_is_refused_and_does_no_harm(peer, node):
    assert peer.transition(node, CONFIGURE, CONFIGURE, ACTIVATE) == [True, False, True]
    assert peer.transition(node, DEACTIVATE, CLEANUP) == [True, True]


@pytest.mark.parametrize('attempt', [1, 2])
def test_the_whole_life_again_and_again(peer, node, bench, attempt):
    def publishers(output):
        return peer.node.count_publishers(node.topic(f'segmentation/{output}'))

    def openings():
        return node.output().count('nearest_colour (camvid) from ')

    opened = openings()
    assert peer.transition(node, CONFIGURE) == [True]
    assert peer.state(node) == 'inactive'
    peer.wait_for(lambda: publishers('mask') and publishers('sets/person'), 'publishers', node)
    assert bench.camera.get_subscription_count() == 0

    for _ in range(2):
        assert peer.transition(node, ACTIVATE) == [True]
        bench.connect(FRAME)
        assert peer.transition(node, DEACTIVATE) == [True]
        assert peer.state(node) == 'inactive'
        peer.wait_for(lambda: not bench.camera.get_subscription_count(), 'end of camera', node)
        assert publishers('mask') == 1
    assert openings() == opened + 1, 'deactivate and activate open no model'

    assert peer.transition(node, CLEANUP) == [True]
    assert peer.state(node) == 'unconfigured'
    peer.wait_for(
        lambda: not any(map(publishers, ('mask', 'sets/person', 'label_names'))),
        'end of publishers',
        node,
    )


def test_shutdown_ends_what_is_open_and_the_process_can_still_be_asked(peer, node):
    assert peer.transition(node, CONFIGURE, ACTIVATE) == [True, True]
    assert peer.transition(node, Transition.TRANSITION_ACTIVE_SHUTDOWN) == [True]
    assert peer.state(node) == 'finalized'
    assert peer.transition(node, CONFIGURE, SHUTDOWN) == [False, False]
    assert node.is_running
    assert node.stop() == 0
