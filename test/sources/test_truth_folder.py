# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A frame gets the labels of its stamp, and what fits no frame is named."""

from bag_messages import image, label, record, SECOND
import cv2
import numpy as np
import pytest
import yaml

from seg_node.core.errors import SourceError
from seg_node.core.label_set import LabelClass, LabelSet, load_label_set
from seg_node.sources.bag import BagSource
from seg_node.sources.truth_folder import TruthFolder

TWO_CLASSES = LabelSet('two', (LabelClass('road', (1, 2, 3)), LabelClass('rest', (4, 5, 6))))
START = 1_699_999_999_123_456_789
STAMPS = [START, START + SECOND, START + 2 * SECOND]


@pytest.fixture
def source(tmp_path):
    """Give three frames, of which the bag has labels too."""
    images = [('/image', n, image(stamp_ns)) for n, stamp_ns in enumerate(STAMPS, 1)]
    truth = [('/ground_truth/label', 1, label(START, 3))]
    return BagSource(record(tmp_path / 'bag', images + truth))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / 'truth').mkdir()
    return tmp_path / 'truth'


def put(folder, name, value, size=(6, 4)):
    assert cv2.imwrite(str(folder / name), np.full(size[::-1], value, np.uint8))


def test_labels_are_those_of_the_stamps_in_either_form(source, folder):
    put(folder, '1700000000123456789.png', 1)
    put(folder, '1700000001.123456789.png', 0)
    labelled = TruthFolder(source, folder, TWO_CLASSES)
    values = [None if frame.labels is None else frame.labels[0, 0] for frame in labelled]
    assert values == [None, 1, 0]
    assert (len(labelled), labelled.label_set, labelled.unused) == (3, TWO_CLASSES, [])
    assert [reading.stamp_ns for reading in labelled.readings()] == STAMPS


def test_files_that_no_frame_has_the_stamp_of_are_named(source, folder):
    for name in (f'{START}.png', f'{START + 1}.png', 'first.png', '1700000001.5.png'):
        put(folder, name, 1)
    labelled = TruthFolder(source, folder, TWO_CLASSES)
    assert len(labelled.unused) == 4
    assert len(list(labelled)) == 3
    assert labelled.unused == [f'{START + 1}.png', '1700000001.5.png', 'first.png']


def test_the_folder_says_what_its_ids_stand_for(source, folder):
    put(folder, f'{START}.png', 10)
    camvid = load_label_set('camvid')
    (folder / 'labels.yaml').write_text(yaml.safe_dump(camvid.to_dict()))
    assert TruthFolder(source, folder, TWO_CLASSES).label_set == camvid


@pytest.mark.parametrize(
    ('value', 'size', 'said'),
    [(2, (6, 4), r'class ids \[2\]'), (1, (3, 2), 'labels of 3x2 for an image of 6x4')],
)
def test_unfit_labels_are_left_out_and_named(source, folder, value, size, said):
    put(folder, f'{STAMPS[1]}.png', value, size)
    labelled = TruthFolder(source, folder, TWO_CLASSES)
    readings = list(labelled.readings())
    assert [bool(reading.label_fault) for reading in readings] == [False, True, False]
    assert readings[1].whole_frame().labels is None
    with pytest.raises(SourceError, match=f'{STAMPS[1]}.png: {said}'):
        list(labelled)


def test_labels_of_the_source_are_not_looked_at(tmp_path, folder):
    messages = [('/image', 1, image(START)), ('/ground_truth/label', 1, label(START, 99))]
    put(folder, f'{START}.png', 1)
    source = BagSource(record(tmp_path / 'unfit', messages))
    (reading,) = TruthFolder(source, folder, TWO_CLASSES).readings()
    np.testing.assert_array_equal(reading.labelled_frame().labels, np.ones((4, 6)))


def test_a_folder_that_cannot_be_truth_says_why(source, folder):
    with pytest.raises(SourceError, match='holds no PNGs'):
        TruthFolder(source, folder, TWO_CLASSES)
    with pytest.raises(SourceError, match='is not a folder'):
        TruthFolder(source, folder / 'none', TWO_CLASSES)
    put(folder, '1700000000123456789.png', 1)
    put(folder, '1700000000.123456789.png', 1)
    with pytest.raises(SourceError, match='of one stamp'):
        TruthFolder(source, folder, TWO_CLASSES)
