# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Folders of pictures, with labels and without, and what can be wrong with them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml

from seg_node.core.errors import LabelSetError, SourceError
from seg_node.core.label_set import LabelClass, LabelSet, load_label_set
from seg_node.sources.folder import FolderSource

CAMVID = Path(__file__).parents[3] / 'shared' / 'data' / 'camvid' / 'val'
TWO_CLASSES = LabelSet('two', (LabelClass('road', (1, 2, 3)), LabelClass('rest', (4, 5, 6))))


def picture(value, size=(6, 4)):
    return np.full((*size[::-1], 3), (value, 20, 30), np.uint8)


def write(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), pixels if pixels.ndim == 2 else pixels[:, :, ::-1])


@pytest.fixture
def labelled(tmp_path):
    for index, stem in enumerate('ab'):
        write(tmp_path / 'image' / f'{stem}.png', picture(index))
        write(tmp_path / 'label' / f'{stem}.png', np.full((4, 6), index, np.uint8))
    return tmp_path


def test_flat_folder_is_read_in_the_order_of_names(tmp_path):
    for value, name in enumerate(('10.png', '09.PNG', '11.png')):
        write(tmp_path / name, picture(value))
    (tmp_path / 'notes.txt').write_text('no picture')
    frames = list(FolderSource(tmp_path, rate_hz=4.0))
    assert [frame.name for frame in frames] == ['09', '10', '11']
    assert [frame.stamp_ns for frame in frames] == [0, 250_000_000, 500_000_000]
    assert [frame.image[0, 0].tolist() for frame in frames] == [
        [1, 20, 30],
        [0, 20, 30],
        [2, 20, 30],
    ]
    assert all(frame.labels is None and frame.camera is None for frame in frames)


def test_unlabelled_folder_has_no_label_set(tmp_path):
    write(tmp_path / 'image' / 'a.jpeg', picture(0))
    source = FolderSource(tmp_path, default_labels=TWO_CLASSES)
    assert source.label_set is None
    with pytest.raises(SourceError, match='no labels'):
        source.read_labels(0)


def test_labels_come_with_their_pictures(labelled):
    source = FolderSource(labelled)
    assert source.label_set == load_label_set('camvid')
    for index, frame in enumerate(source):
        assert frame.image[0, 0, 0] == index
        np.testing.assert_array_equal(frame.labels, np.full((4, 6), index))
        np.testing.assert_array_equal(source.read_labels(index), frame.labels)


def test_iterating_again_starts_from_the_first(labelled):
    source = FolderSource(labelled)
    assert [frame.name for frame in source] == [frame.name for frame in source] == ['a', 'b']


def test_frames_can_be_read_in_any_order(labelled):
    source = FolderSource(labelled, rate_hz=10.0)
    assert len(source) == 2
    assert (source[1].name, source[1].stamp_ns) == ('b', 100_000_000)
    assert (source[-1].name, source[-1].stamp_ns) == ('b', 100_000_000)
    with pytest.raises(IndexError):
        source[2]


def test_label_set_of_the_folder_comes_before_the_default(labelled):
    default = LabelSet('other', TWO_CLASSES.classes)
    assert FolderSource(labelled, default_labels=default).label_set == default
    (labelled / 'labels.yaml').write_text(yaml.safe_dump(TWO_CLASSES.to_dict()))
    assert FolderSource(labelled).label_set == TWO_CLASSES
    assert FolderSource(labelled, default_labels=default).label_set == TWO_CLASSES


def test_broken_label_set_is_named(labelled):
    (labelled / 'labels.yaml').write_text('name: two')
    with pytest.raises(LabelSetError, match='classes'):
        FolderSource(labelled)


def test_label_set_that_leads_nowhere_is_not_taken_for_none(labelled):
    (labelled / 'labels.yaml').symlink_to(labelled / 'nowhere.yaml')
    with pytest.raises(LabelSetError, match=r'no label set .*labels\.yaml'):
        FolderSource(labelled)


def test_what_macos_leaves_beside_a_picture_is_none(labelled):
    (labelled / 'image' / '._a.png').write_bytes(b'\x00\x05\x16\x07')
    assert [frame.name for frame in FolderSource(labelled)] == ['a', 'b']


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(SourceError, match='nowhere is not a folder'):
        FolderSource(tmp_path / 'nowhere')


def test_folder_without_pictures_says_what_it_takes(tmp_path):
    with pytest.raises(SourceError, match=r'no pictures.*\.jpg'):
        FolderSource(tmp_path)


def test_two_pictures_of_one_stem_are_refused(tmp_path):
    write(tmp_path / 'a.png', picture(0))
    write(tmp_path / 'a.jpg', picture(1))
    with pytest.raises(SourceError, match='one stem'):
        FolderSource(tmp_path)


@pytest.mark.parametrize('rate_hz', [0.0, -1.0])
def test_rate_must_be_positive(labelled, rate_hz):
    with pytest.raises(SourceError, match=f'rate_hz {rate_hz}'):
        FolderSource(labelled, rate_hz=rate_hz)


def test_missing_label_is_found_before_reading(labelled):
    (labelled / 'label' / 'b.png').unlink()
    with pytest.raises(SourceError, match=r'b\.png is missing.*1 of 2'):
        FolderSource(labelled)


def test_cut_picture_is_named_when_it_is_read(labelled):
    file = labelled / 'image' / 'b.png'
    file.write_bytes(file.read_bytes()[:-5])
    source = FolderSource(labelled)
    assert source[0].name == 'a'
    with pytest.raises(SourceError, match=r'b\.png cannot be read.*cut off'):
        source[1]


@pytest.mark.parametrize(
    ('labels', 'said'),
    [
        (np.zeros((6, 4), np.uint8), r'b\.png: labels of 4x6 for an image of 6x4'),
        (np.zeros((4, 6, 3), np.uint8), r'b\.png cannot be read.*colour type 2'),
        (np.zeros((4, 6), np.uint16), r'b\.png cannot be read.*bit depth 16'),
        (
            np.full((4, 6), 11, np.uint8),
            r"b\.png: class ids \[11\].*'camvid', whose last id is 10",
        ),
    ],
)
def test_unfit_labels_are_named(labelled, labels, said):
    write(labelled / 'label' / 'b.png', labels)
    with pytest.raises(SourceError, match=said):
        FolderSource(labelled)[1]


def test_unlabelled_pixels_are_no_strange_ids(labelled):
    write(labelled / 'label' / 'b.png', np.full((4, 6), 255, np.uint8))
    np.testing.assert_array_equal(FolderSource(labelled)[1].labels, np.full((4, 6), 255))


@pytest.mark.skipif(not CAMVID.is_dir(), reason='the CamVid frames are not beside the checkout')
def test_camvid_frame_fits_its_label_set():
    source = FolderSource(CAMVID)
    road = load_label_set('camvid').names.index('Road')
    assert len(source) == 101
    assert source[50].image.shape == (360, 480, 3)
    assert np.mean(source[50].labels == road) > 0.1
