# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""However long the node works, it holds no more memory, threads and files than before."""

import os

from camera_messages import labelled_image, pixels_of
from lifecycle_msgs.msg import Transition
from node_bench import Bench
from process_usage import UsageRecord
import pytest
from swap_bench import ModelListener

pytestmark = [pytest.mark.ros, pytest.mark.slow]

# scripts/soak runs all of it.
SHARE = 1.0 if os.environ.get('SOAK') == 'full' else 0.02
SAMPLES = 20
UP = Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE
DOWN = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP
OUTPUTS = 'mask', 'confidence', 'drivable_area'
LABELS = (0, 3, 8)


def parts_of(count):
    """Cut an amount of work into parts, as ranges."""
    step = round(count * SHARE) // SAMPLES
    return [range(first, first + step) for first in range(0, step * SAMPLES, step)]


@pytest.fixture
def frames(camvid):
    """Give a frame for each of the labels."""
    return [labelled_image(camvid, label, (640, 480)) for label in LABELS]


def segment(bench, message):
    """Send a frame, give its outputs and keep none of them."""
    answer = bench.segment(message)
    for messages in bench.heard.values():
        messages.clear()
    return answer


def test_transitions_leave_nothing_behind(peer, start_node, frames):
    node = start_node(autostart=False)
    bench = Bench(peer, node, 'mask')
    record = UsageRecord(node.pid, 'cycles')
    for part in parts_of(1_000):
        for _ in part:
            assert peer.transition(node, *UP) == [True, True]
            bench.connect(frames[0])
            assert peer.transition(node, *DOWN) == [True, True]
        record.note(part.stop)
    bench.close()
    record.check()


def test_other_models_leave_nothing_behind(peer, start_node, frames, colour_model, outdoors):
    node = start_node()
    bench = Bench(peer, node, 'mask')
    bench.connect()
    listener = ModelListener(peer, node)
    models = {'outdoors': outdoors, 'camvid': colour_model}
    # The allocator takes an arena more or less for the thread that loads.
    record = UsageRecord(node.pid, 'models', tolerated_mb=4.0)
    for part in parts_of(10_000):
        for index in part:
            name = list(models)[index % len(models)]
            # Refused until the switch before has come to its end.
            peer.wait_for(
                lambda name=name: peer.set_parameters(node, model=str(models[name]))[0].successful,
                'success',
                node,
            )
            listener.wait_for(name)
            segment(bench, frames[0])
        record.note(part.stop)
    bench.close()
    listener.close()
    record.check()


def test_frames_leave_nothing_behind(peer, start_node, frames):
    node = start_node()
    bench = Bench(peer, node, *OUTPUTS, 'mask/compressed')
    bench.connect()
    record = UsageRecord(node.pid, 'frames')
    for part in parts_of(50_000):
        for index in part:
            answer = segment(bench, frames[index % len(frames)])
            assert (pixels_of(answer['mask']) == LABELS[index % len(frames)]).all()
        record.note(part.stop)
    bench.close()
    record.check()


def test_frames_through_the_default_net_leave_nothing_behind(peer, start_node, frames):
    node = start_node(model='""')
    bench = Bench(peer, node, *OUTPUTS, 'overlay')
    bench.connect()
    record = UsageRecord(node.pid, 'frames through the default net')
    for part in parts_of(5_000):
        for index in part:
            assert segment(bench, frames[index % len(frames)])['mask'].width == 640
        record.note(part.stop)
    bench.close()
    record.check()
