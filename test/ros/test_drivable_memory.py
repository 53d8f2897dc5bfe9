# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a node remembers of the drivable area, by the stamps of its frames."""

from builtin_interfaces.msg import Time
from camera_messages import image_message, pixels_of
from lifecycle_msgs.msg import Transition
from node_bench import Bench
import numpy as np
import pytest

pytestmark = pytest.mark.ros

ROAD, CAR = 3, 8


@pytest.fixture(scope='module')
def node(start_node):
    return start_node(drivable_threshold=0.3, drivable_gain_margin=0.5, drivable_memory_s=0.5)


@pytest.fixture(scope='module')
def bench(peer, node):
    bench = Bench(peer, node, 'drivable_area')
    bench.connect()
    yield bench
    bench.close()


@pytest.fixture
def shows(bench, camvid):
    """Send a road, or what is half road and half car, and tell whether all is drivable."""
    colours = {'road': camvid.palette[ROAD], 'half': camvid.palette[[ROAD, CAR]].mean(axis=0)}

    def ask(name, stamp_ns):
        message = image_message(np.full((48, 64, 3), colours[name], np.uint8))
        sec, nanosec = divmod(stamp_ns, 10**9)
        stamp = bench.send(message, Time(sec=sec, nanosec=nanosec))
        mask = pixels_of(bench.answers(stamp)['drivable_area'])
        assert mask.all() or not mask.any()
        return bool(mask.all())

    return ask


def at(seconds):
    return 1_800_000_000 * 10**9 + round(seconds * 1e9)


def test_what_was_drivable_needs_less_for_as_long_as_the_node_remembers(shows):
    assert not shows('half', at(0))
    assert shows('road', at(0.1))
    assert shows('half', at(0.2))
    assert shows('half', at(0.7))
    assert not shows('half', at(1.3))


def test_a_node_that_was_inactive_remembers_nothing(peer, node, bench, shows):
    assert shows('road', at(10))
    transitions = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_ACTIVATE
    assert all(peer.transition(node, *transitions))
    peer.wait_for(bench.camera.get_subscription_count, 'subscription of the node', node)
    assert not shows('half', at(10.1))


def test_memory_is_turned_off_and_a_self_mask_set_while_the_node_works(peer, node, shows, bench):
    assert not shows('half', at(20))
    (result,) = peer.set_parameters(node, drivable_memory_s=0.0)
    assert result.successful
    assert shows('half', at(20.1))
    (result,) = peer.set_parameters(node, self_mask='0,0 1,0 1,1 0,1')
    assert not result.successful and 'self_mask covers all of seed_polygon' in result.reason
    (result,) = peer.set_parameters(node, self_mask='0,0 1')
    assert not result.successful and "self_mask is '0,0 1'" in result.reason
    assert shows('half', at(20.2))
