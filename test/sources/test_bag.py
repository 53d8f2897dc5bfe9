# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Bags as cameras and recorders leave them, whole and broken."""

import json

from bag_messages import camera_info, compressed, image, label, patched, record, SECOND, string
import numpy as np
import pytest

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import SourceError
from seg_node.core.label_set import LabelClass, LabelSet, load_label_set
from seg_node.sources.bag import BagSource
from seg_node.sources.rosbags_library import StoragePlugin

TWO_CLASSES = LabelSet('two', (LabelClass('road', (1, 2, 3)), LabelClass('rest', (4, 5, 6))))


def images_at(*stamps_ns, topic='/camera/image_raw'):
    """One image per stamp, recorded 1 ms apart and in this order."""
    return [(topic, SECOND + n * 10**6, image(stamp)) for n, stamp in enumerate(stamps_ns)]


@pytest.mark.parametrize('storage', StoragePlugin)
def test_compressed_images_are_found_and_decoded(tmp_path, storage):
    pixels = np.random.default_rng(0).integers(0, 256, (4, 6, 3), np.uint8)
    topic = '/camera/image_raw/compressed'
    messages = [
        ('/camera/camera_info', 1, camera_info()),
        ('/camera/status', 1, string('on')),
        (topic, 2, compressed(5, pixels)),
    ]
    (frame,) = BagSource(record(tmp_path / 'bag', messages, storage))
    np.testing.assert_array_equal(frame.image, pixels)
    assert frame.stamp_ns == 5
    assert frame.camera == PinholeCamera(6, 4, 5.0, 5.5, 2.5, 1.5)


def test_several_image_topics_must_be_told_apart(tmp_path):
    left = images_at(SECOND, 2 * SECOND, topic='/left/image')
    right = images_at(3 * SECOND, topic='/right/image')
    path = record(tmp_path / 'bag', left + right)
    with pytest.raises(SourceError, match='2 image topics: name one of /left/image, /right/image'):
        BagSource(path)
    with pytest.raises(SourceError, match='no images on /front/image: name one of /left/image'):
        BagSource(path, '/front/image')
    (frame,) = BagSource(path, '/right/image')
    assert frame.stamp_ns == 3 * SECOND


def test_bag_without_images_lists_its_topics(tmp_path):
    path = record(tmp_path / 'bag', [('/chatter', 1, string('hello'))])
    with pytest.raises(SourceError, match=r'no Image.*/chatter'):
        BagSource(path)


def test_zero_stamp_falls_back_to_the_time_in_the_bag(tmp_path):
    source = BagSource(record(tmp_path / 'bag', images_at(0, 0)))
    assert [frame.stamp_ns for frame in source] == [SECOND, SECOND + 10**6]


def test_stamps_never_decrease(tmp_path):
    stamps = [2 * SECOND, SECOND, 3 * SECOND]
    source = BagSource(record(tmp_path / 'bag', images_at(*stamps)))
    assert [frame.stamp_ns for frame in source] == [2 * SECOND, 2 * SECOND, 3 * SECOND]


def test_rate_is_that_of_the_images_in_a_longer_bag(tmp_path):
    before, after = ('/early', 0, string('on')), ('/late', 100 * SECOND, string('off'))
    images = images_at(*range(SECOND, 2 * SECOND, SECOND // 20))
    assert BagSource(record(tmp_path / 'bag', [before, *images, after])).rate_hz == pytest.approx(
        20
    )


def test_single_image_has_a_rate_to_divide_by(tmp_path):
    assert BagSource(record(tmp_path / 'bag', images_at(SECOND))).rate_hz == 1.0


@pytest.mark.parametrize(
    'changes',
    [{'distortion': 0.1}, {'model': 'equidistant'}, {'focal_length': 0.0}, {'width': 12}],
    ids=['distorted', 'fisheye', 'uncalibrated', 'binned'],
)
def test_camera_that_is_not_the_pinhole_of_the_image_is_unknown(tmp_path, changes):
    info = ('/camera/camera_info', 1, camera_info(**changes))
    path = record(tmp_path / 'bag', [info, *images_at(SECOND)])
    (frame,) = BagSource(path)
    assert frame.camera is None


def test_camera_info_of_another_camera_is_not_taken(tmp_path):
    path = record(tmp_path / 'bag', [('/rear/camera_info', 1, camera_info()), *images_at(SECOND)])
    (frame,) = BagSource(path)
    assert frame.camera is None


def test_labels_are_matched_by_stamp_whenever_they_were_recorded(tmp_path):
    labels = [
        ('/camera/ground_truth/label', bag_time_ns, label(stamp_ns, value))
        for bag_time_ns, stamp_ns, value in [(1, 10, 1), (9 * SECOND, 30, 3), (9 * SECOND, 40, 4)]
    ]
    source = BagSource(record(tmp_path / 'bag', images_at(10, 20, 30, 50) + labels))
    values = [None if frame.labels is None else frame.labels[0, 0] for frame in source]
    assert values == [1, None, 3, None]
    assert source.label_set == load_label_set('camvid')


def test_labels_of_another_camera_are_not_taken(tmp_path):
    right = [('/right/ground_truth/label', 1, label(10, 1))]
    source = BagSource(record(tmp_path / 'bag', images_at(10, topic='/left/image') + right))
    (frame,) = source
    assert frame.labels is None
    assert source.label_set is None


def test_labels_may_lie_in_a_namespace_around_the_camera(tmp_path):
    names = ('/ground_truth/label_names', 1, string(json.dumps(TWO_CLASSES.to_dict())))
    around = [names, ('/ground_truth/label', 1, label(10, 1))]
    source = BagSource(record(tmp_path / 'bag', images_at(10) + around))
    (frame,) = source
    np.testing.assert_array_equal(frame.labels, np.ones((4, 6)))
    assert source.label_set == TWO_CLASSES


def test_label_names_that_are_no_label_set_are_refused(tmp_path):
    truth = [
        ('/ground_truth/label_names', 1, string('{"name": "two"}')),
        ('/ground_truth/label', 1, label(10, 1)),
    ]
    path = record(tmp_path / 'bag', images_at(10) + truth)
    with pytest.raises(SourceError, match='/ground_truth/label_names holds no label set'):
        BagSource(path)


@pytest.mark.parametrize(
    ('wrong', 'said'),
    [
        (label(10, 11), r'class ids \[11\]'),
        (label(10, 1, size=(3, 2)), 'labels of 3x2 for an image of 6x4'),
        (image(10), "label image encoding 'bgr8'"),
    ],
)
def test_unfit_labels_name_the_frame(tmp_path, wrong, said):
    path = record(tmp_path / 'bag', [*images_at(10), ('/ground_truth/label', 1, wrong)])
    (reading,) = BagSource(path).readings()
    assert reading.whole_frame().labels is None
    with pytest.raises(SourceError, match=f'frame 0 of /camera/image_raw: {said}'):
        list(BagSource(path))


def test_image_that_cannot_be_decoded_names_the_frame(tmp_path):
    strange = ('/camera/image_raw', 2 * SECOND, image(20, encoding='bayer_xyz'))
    frames = iter(BagSource(record(tmp_path / 'bag', [*images_at(10), strange])))
    next(frames)
    with pytest.raises(SourceError, match=r'frame 1 of /camera/image_raw.*bayer_xyz'):
        next(frames)


def test_missing_bag_is_named(tmp_path):
    with pytest.raises(SourceError, match=r'no bag .*nowhere'):
        BagSource(tmp_path / 'nowhere')


def test_folder_of_parts_without_metadata_says_how_to_mend_it(tmp_path):
    path = record(tmp_path / 'bag', images_at(10))
    (path / 'metadata.yaml').rename(path / 'bag_1.mcap')
    with pytest.raises(SourceError, match=r'2 bag files.*ros2 bag reindex'):
        BagSource(path)


@pytest.mark.parametrize('storage', StoragePlugin)
def test_cut_file_is_named_with_a_remedy(tmp_path, storage):
    path = record(tmp_path / 'bag', images_at(*range(10, 100)), storage)
    (file,) = (file for file in path.iterdir() if file.suffix != '.yaml')
    file.write_bytes(file.read_bytes()[:2000])
    with pytest.raises(SourceError, match=r'is not a whole bag file.*reindex'):
        BagSource(path)


def test_wrong_count_in_the_metadata_is_found(tmp_path):
    path = record(tmp_path / 'bag', images_at(10, 20))
    metadata = path / 'metadata.yaml'
    metadata.write_text(metadata.read_text().replace('message_count: 2', 'message_count: 3'))
    source = BagSource(path)
    assert len(source) == 3
    with pytest.raises(SourceError, match='states 3 images on /camera/image_raw and holds 2'):
        list(source)


def test_damaged_message_is_named(tmp_path):
    path = patched(record(tmp_path / 'bag', images_at(10)), b'bgr8\x00', b'bgr8\x01')
    with pytest.raises(SourceError, match=r'recorded at \d+ ns cannot be taken apart as sensor'):
        list(BagSource(path))


@pytest.mark.parametrize(
    ('whole', 'damaged'),
    [
        (b'8UC3\x00', b'8UC\xff\x00'),
        (b'\x05\x00\x00\x008UC3', b'\xff\xff\x00\x008UC3'),
        (b'twisted_', b'twisted\xff'),
    ],
    ids=['encoding no UTF-8', 'too short', 'frame_id no UTF-8'],
)
def test_images_are_read_on_after_one_that_cannot_be_taken_apart(tmp_path, whole, damaged):
    strange = image(20, encoding='8UC3', frame_id='twisted_optical')
    images = [('/image', 1, image(10)), ('/image', 2, strange), ('/image', 3, image(30))]
    path = patched(record(tmp_path / 'bag', images), whole, damaged)
    readings = list(BagSource(path).readings())
    assert [reading.stamp_ns for reading in readings] == [10, None, 30]
    said = 'frame 1 of /image: the message of /image that was recorded at 2 ns cannot be taken'
    with pytest.raises(SourceError, match=said):
        readings[1].whole_frame()
    with pytest.raises(SourceError, match=said):
        list(BagSource(path))


def test_labels_are_read_on_after_one_that_cannot_be_taken_apart(tmp_path):
    strange = image(20, np.zeros((4, 6), np.uint8), '8UC1')
    truth = ((10, label(10, 1)), (20, strange), (30, label(30, 3)))
    labels = [('/ground_truth/label', *stamped) for stamped in truth]
    path = record(tmp_path / 'bag', images_at(10, 20, 30) + labels)
    readings = list(BagSource(patched(path, b'8UC1\x00', b'8UC\xff\x00')).readings())
    assert [bool(reading.label_fault) for reading in readings] == [False, True, False]
    assert [reading.whole_frame().labels is None for reading in readings] == [False, True, False]


def test_readings_go_on_after_a_broken_image_and_keep_stamps_as_they_are(tmp_path):
    topic = '/camera/image_raw'
    messages = [
        (topic, 1, image(30)),
        (topic, 2, image(20, encoding='bayer_xyz')),
        (topic, 3, image(10)),
        (topic, 4, image(0, encoding='rgb8')),
    ]
    readings = list(BagSource(record(tmp_path / 'bag', messages)).readings())
    assert [reading.stamp_ns for reading in readings] == [30, 20, 10, 0]
    assert [reading.frame is None for reading in readings] == [False, True, False, False]
    assert 'bayer_xyz' in str(readings[1].fault)
    assert readings[0].form == 'bgr8 of camera_optical'
    assert readings[3].form == 'rgb8 of camera_optical'
    assert readings[3].whole_frame().stamp_ns == 4  # that of the bag
