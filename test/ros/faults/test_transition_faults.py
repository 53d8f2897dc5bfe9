# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever a lifecycle manager asks for, it is answered, and the node does what it says."""

from collections import Counter
import random
from typing import Any

from lifecycle_msgs.msg import Transition
from node_bench import Bench
from node_camera import Camera
import pytest

pytestmark = pytest.mark.ros

REQUESTS = 200
SEED = 4
CONFIGURE, ACTIVATE = Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE
DEACTIVATE, CLEANUP = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP
ALLOWED = {
    ('unconfigured', CONFIGURE): 'inactive',
    ('inactive', ACTIVATE): 'active',
    ('active', DEACTIVATE): 'inactive',
    ('inactive', CLEANUP): 'unconfigured',
}
NEVER_ALLOWED = (
    Transition.TRANSITION_CREATE,
    Transition.TRANSITION_DESTROY,
    Transition.TRANSITION_ON_ACTIVATE_SUCCESS,
    Transition.TRANSITION_ON_ERROR_FAILURE,
    99,
)
WISHES = 3 * (CONFIGURE, ACTIVATE, DEACTIVATE, CLEANUP) + NEVER_ALLOWED


def test_200_transitions_at_random(peer, start_node, camvid, fault_row):
    node = start_node(autostart=False, network_size='320x240')
    bench = Bench(peer, node, 'mask')
    camera = Camera(bench, camvid, rate_hz=100)
    chance = random.Random(SEED)
    state = 'unconfigured'
    done: Counter[Any] = Counter()
    for _ in range(REQUESTS):
        wish = state, chance.choice(WISHES)
        is_allowed = wish in ALLOWED
        assert peer.transition(node, wish[1]) == [is_allowed], wish
        state = ALLOWED.get(wish, state)
        assert peer.state(node) == state
        done[wish if is_allowed else 'refused'] += 1
    assert all(done[wish] >= 5 for wish in ALLOWED), done

    while state != 'active':
        up = CONFIGURE if state == 'unconfigured' else ACTIVATE
        assert peer.transition(node, up) == [True]
        state = ALLOWED[state, up]
    last = list(camera.sent)[-1]
    peer.wait_for(lambda: max(bench.heard['mask'], default=last) > last, 'mask', node)
    camera.stop()
    bench.answers(camera.send())
    masks = camera.check_masks()
    bench.close()
    fault_row(
        f'{REQUESTS} lifecycle transitions at random',
        f'asked for by another process while 100 frames a second come in, {done["refused"]} of '
        f'them not allowed in their state',
        'each answered: with success exactly where the state allows it, and the state is then the '
        f'one that follows; {masks} masks in order, each with the stamp and labels of its frame, '
        'the last ones too',
    )
