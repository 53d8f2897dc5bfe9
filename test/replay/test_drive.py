# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever a recorded drive is like, each of its frames is recorded or counted as what it is."""

from contextlib import closing
from types import SimpleNamespace

import bag_messages
from bag_messages import SECOND
from box_drive import BoxDrive
from colour_model import write_colour_model
import cv2
import numpy as np
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.replay.drive import Drive
from seg_node.replay.records import BrokenFrame, FrameRecord
from seg_node.sources.bag import BagSource
from seg_node.sources.bag_writer import write_bag
from seg_node.sources.message_making import make

pytest.importorskip('onnxruntime')


@pytest.fixture
def drive(colour_model):
    """Give a drive of a source through the colour model, or another."""
    with closing(open_backend('onnxruntime', colour_model, BackendOptions(1))) as backend:
        yield lambda source, other=None: Drive(
            source, Pipeline(other or backend, PipelineSettings())
        )


def image(stamp_ns, encoding='rgb8', size=(64, 48), frame_id='front'):
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    return bag_messages.image(stamp_ns, pixels, encoding, frame_id)


def compressed(stamp_ns, kept=None):
    """Give a JPEG, or only so many bytes of it."""
    data = cv2.imencode('.jpg', np.zeros((48, 64, 3), np.uint8))[1].ravel()[:kept]
    header = image(stamp_ns).header
    return make('sensor_msgs/msg/CompressedImage', header=header, format='jpeg', data=data)


def bag(path, messages):
    """Write messages 0.1 s apart."""
    timed = [('/image', n * SECOND // 10, message) for n, message in enumerate(messages, start=1)]
    return BagSource(bag_messages.record(path, timed))


def test_faults_are_counted_and_named_and_the_rest_is_segmented(drive, tmp_path):
    stamps = [SECOND + n * SECOND // 10 for n in range(8)]
    messages = [
        *map(image, stamps[:5]),
        image(stamps[4]),
        image(stamps[5], 'bayer_xyz'),
        image(stamps[3], 'bgr8'),
        image(stamps[4], 'bgr8', (32, 24)),
        image(0, 'bgr8', (32, 24), 'rear'),
        image(stamps[5], 'bgr8', (32, 24), 'rear'),
        image(stamps[5] + 9 * SECOND, 'bgr8', (32, 24), 'rear'),
    ]
    replayed = drive(bag(tmp_path / 'bag', messages))
    records = [step.record for step in replayed]
    assert [record.index for record in records] == list(range(12))
    (broken,) = (record for record in records if isinstance(record, BrokenFrame))
    assert broken.index == 6
    assert 'bayer_xyz' in broken.fault
    assert replayed.faults.counts == {
        'stamp repeats': 1,
        'cannot be read': 1,
        'form changes': 3,
        'stamp goes back': 1,
        'size changes': 1,
        'stamp is zero': 1,
        'gap': 1,
    }
    faults = replayed.faults.to_dict()
    assert faults['gap']['first'] == ['frame 11: 9.000 s, where 0.100 s is usual']
    assert faults['size changes']['first'] == ['frame 8: (32, 24) after (64, 48)']
    assert faults['form changes']['first'][-1] == 'frame 9: bgr8 of rear after bgr8 of front'
    assert not replayed.end_fault


def test_two_cameras_that_take_turns_on_one_topic_are_named(drive, tmp_path):
    messages = [
        image(SECOND + n * SECOND // 10, frame_id=('left', 'right')[n % 2]) for n in range(6)
    ]
    replayed = drive(bag(tmp_path / 'bag', messages))
    assert all(isinstance(step.record, FrameRecord) for step in replayed)
    assert replayed.faults.counts == {'form changes': 5}
    first = replayed.faults.to_dict()['form changes']['first']
    assert first[0] == 'frame 1: rgb8 of right after rgb8 of left'


def test_broken_jpegs_are_counted_and_those_around_them_are_segmented(drive, tmp_path):
    stamps = [SECOND + n * SECOND // 10 for n in range(4)]
    kept = (None, 300, 0, None)
    replayed = drive(bag(tmp_path / 'bag', list(map(compressed, stamps, kept))))
    kinds = [type(step.record) for step in replayed]
    assert kinds == [FrameRecord, BrokenFrame, BrokenFrame, FrameRecord]
    assert replayed.faults.counts == {'cannot be read': 2}


def test_a_bag_that_holds_less_than_it_states_is_read_to_its_end(drive, tmp_path):
    source = bag(tmp_path / 'bag', [image(SECOND), image(2 * SECOND)])
    metadata = tmp_path / 'bag' / 'metadata.yaml'
    metadata.write_text(metadata.read_text().replace('message_count: 2', 'message_count: 3'))
    source = BagSource(tmp_path / 'bag')
    replayed = drive(source)
    assert len(list(replayed)) == 2 < len(replayed)
    assert 'states 3 images on /image and holds 2' in replayed.end_fault


def test_a_bag_with_a_damaged_message_is_read_to_its_end(drive, tmp_path):
    bag(tmp_path / 'bag', [image(SECOND), image(2 * SECOND, 'bgr8'), image(3 * SECOND)])
    patched = bag_messages.patched(tmp_path / 'bag', b'bgr8\x00', b'bgr8\x01')
    replayed = drive(BagSource(patched))
    kinds = [type(step.record) for step in replayed]
    assert kinds == [FrameRecord, BrokenFrame, FrameRecord]
    assert replayed.faults.counts == {'cannot be read': 1}
    assert not replayed.end_fault


def test_a_frame_that_the_runtime_fails_on_is_recorded_as_such(drive, camvid, tmp_path):
    path = write_colour_model(tmp_path / 'breaks.onnx', camvid, breaks_on_white=True)

    def whiten(index, frame):
        return (
            frame
            if index != 1
            else SimpleNamespace(**vars(frame) | {'image': np.full_like(frame.image, 255)})
        )

    with closing(open_backend('onnxruntime', path, BackendOptions(1))) as backend:
        replayed = drive(BoxDrive(camvid, 3, whiten), backend)
        kinds = [type(step.record) for step in replayed]
        assert kinds == [FrameRecord, BrokenFrame, FrameRecord]
        assert replayed.faults.counts == {'cannot be segmented': 1}
        assert set(replayed.swapped_masks()) == {'0', '2'}


def test_bags_of_our_own_are_whole_and_bring_their_truth(drive, camvid, tmp_path):
    write_bag(BoxDrive(camvid, 5), tmp_path / 'bag')
    replayed = drive(BagSource(tmp_path / 'bag'))
    assert all(step.record.truth for step in replayed)
    assert replayed.faults.counts == {}


def test_unfit_truth_costs_its_frame_the_score_and_not_the_maps(drive, tmp_path):
    labels = [
        bag_messages.label(SECOND, 3, (64, 48)),
        bag_messages.label(2 * SECOND, 3, (32, 24)),
        bag_messages.label(3 * SECOND, 99, (64, 48)),
    ]
    messages = [('/ground_truth/label', n, message) for n, message in enumerate(labels, 1)]
    messages += [('/image', n, image(n * SECOND)) for n in (1, 2, 3)]
    replayed = drive(BagSource(bag_messages.record(tmp_path / 'bag', messages)))
    assert [bool(step.record.truth) for step in replayed] == [True, False, False]
    assert replayed.faults.counts == {'label cannot be used': 2}
    size, unknown = replayed.faults.to_dict()['label cannot be used']['first']
    assert size.startswith('frame 1: ') and 'labels of 32x24 for an image of 64x48' in size
    assert unknown.startswith('frame 2: ') and 'class ids [99]' in unknown


def test_truth_of_other_classes_is_left_alone(drive, camvid):
    source = BoxDrive(camvid, 1)
    source.label_set = type(camvid)('two', camvid.classes[:2])
    replayed = drive(source)
    (step,) = replayed
    assert step.record.truth == {}
