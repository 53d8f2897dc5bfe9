# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Signals at any time: an end is clean, and after a pause the node goes on."""

import os
from pathlib import Path
import signal
import time

from diagnostic_msgs.msg import DiagnosticStatus
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from node_bench import Bench
from node_camera import Camera
import pytest

pytestmark = pytest.mark.ros

CONFIGURE, ACTIVATE = Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE
WAYS = {
    'unconfigured': (),
    'inactive': (CONFIGURE,),
    'active': (CONFIGURE, ACTIVATE),
    'finalized': (CONFIGURE, ACTIVATE, Transition.TRANSITION_ACTIVE_SHUTDOWN),
}
PAUSE_S = 5


def seconds(stamp):
    return stamp[0] + stamp[1] / 1e9


def shared_memory(node):
    """Give the lock on the node's own shared memory; ports may be others' too."""
    opened = (os.readlink(file) for file in Path('/proc', str(node.pid), 'fd').iterdir())
    (lock,) = (name for name in opened if name.startswith('/dev/shm/') and 'port' not in name)
    return Path(lock)


def check_end(node, signal_number):
    """Assert that a signal ends the node clean."""
    lock = shared_memory(node)
    assert lock.exists()
    assert node.end(signal_number) == 0, node.output()
    assert not lock.exists() and not lock.with_name(lock.name.removesuffix('_el')).exists()
    assert not node.trouble()


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_each_state(peer, start_node, number, fault_row):
    nodes = {state: start_node(autostart=False) for state in WAYS}
    for state, node in nodes.items():
        assert all(peer.transition(node, *WAYS[state]))
        assert peer.state(node) == state
        check_end(node, number)
    fault_row(
        f'{number.name} at each lifecycle state',
        f'a node in each of {", ".join(WAYS)}',
        'each ends with code 0, with no warning or error and no shared memory left behind',
    )


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT])
def test_a_signal_amid_a_transition(peer, start_node, number, fault_row):
    # The frame for warming up takes long at this size.
    node = start_node(autostart=False, network_size='512x384')
    peer.state(node)
    client = peer.node.create_client(ChangeState, f'{node.name}/change_state')
    peer.wait_for(client.service_is_ready, 'service', node)

    def change(transition):
        return client.call_async(ChangeState.Request(transition=Transition(id=transition)))

    # The node has found the client once it has answered; an answer to one unfound is a warning.
    for transition in (CONFIGURE, Transition.TRANSITION_CLEANUP):
        peer.wait_for(change(transition).done, 'answer', node)
    change(CONFIGURE)
    opened = 'nearest_colour (camvid) from'
    peer.wait_for(lambda: node.output().count(opened) == 2, 'open model', node)
    check_end(node, number)
    peer.node.destroy_client(client)
    fault_row(
        f'{number.name} amid a transition',
        'sent while configure runs the first frame',
        'ends with code 0, with no warning or error and no shared memory left behind',
    )


@pytest.mark.parametrize('max_age_s', [0.0, 1.0])
def test_a_pause(peer, start_node, camvid, max_age_s, fault_row, monkeypatch):
    # One that stops while it holds a lock in shared memory would break its port for all others.
    monkeypatch.setenv('FASTDDS_BUILTIN_TRANSPORTS', 'UDPv4')
    node = start_node(max_age_s=max_age_s)
    bench = Bench(peer, node, 'mask')
    camera = Camera(bench, camvid, rate_hz=20)
    masks = bench.heard['mask']
    peer.wait_for(lambda: len(masks) > 20, 'masks', node)

    os.kill(node.pid, signal.SIGSTOP)
    sent, end_s = len(camera.sent), time.monotonic() + PAUSE_S
    peer.wait_for(lambda: time.monotonic() > end_s, 'end of the pause', node)
    paused = list(camera.sent)[sent:]
    reports = peer.follow(node)
    os.kill(node.pid, signal.SIGCONT)
    trouble = peer.wait_for_report(
        node, reports, lambda report: report.level > DiagnosticStatus.OK
    )
    assert 'this node stood still for ' in trouble.message
    camera.stop()
    bench.answers(camera.send())

    camera.check_masks()
    late = [stamp for stamp in paused if stamp in masks]
    if max_age_s:
        limit_s = seconds(paused[-1]) - max_age_s
        assert not [stamp for stamp in late if seconds(stamp) < limit_s]
    bench.close()
    fault_row(
        f'SIGSTOP for {PAUSE_S} s and SIGCONT, max_age_s {max_age_s:g}',
        f'while 20 frames of 64x48 a second come in, {len(paused)} of them in the pause',
        f'the node goes on; {len(late)} frames of the pause and those after it are segmented, in '
        'order, each mask with the stamp and labels of its frame'
        + (', none older than max_age_s' if max_age_s else '')
        + f'; first report: {trouble.message}',
    )
