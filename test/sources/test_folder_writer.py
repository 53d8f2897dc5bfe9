# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is written to a folder comes back from it, pixel for pixel."""

from frame_list import FrameList
import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import LabelClass, LabelSet, load_label_set
from seg_node.sources.folder import FolderSource
from seg_node.sources.folder_writer import write_folder
from seg_node.sources.frame_source import Frame

TWO_CLASSES = LabelSet(
    'two',
    (LabelClass('road', (1, 2, 3)), LabelClass('rest', (4, 5, 6))),
    {'drivable': ('road',)},
)


def make_source(count, label_set=TWO_CLASSES):
    random = np.random.default_rng(0)
    frames = [
        Frame(
            image=random.integers(0, 256, (4, 6, 3), np.uint8),
            stamp_ns=index,
            name=f'{100 - index}',
            labels=random.choice(np.array([0, 1, 255], np.uint8), (4, 6)) if label_set else None,
        )
        for index in range(count)
    ]
    return FrameList(frames, label_set)


@pytest.mark.parametrize('every', [1, 2, 3])
def test_frames_come_back_with_their_truth(tmp_path, every):
    written = make_source(7)
    write_folder(written, tmp_path / 'new' / 'folder', every)
    source = FolderSource(tmp_path / 'new' / 'folder')
    assert source.label_set == TWO_CLASSES
    for frame, original in zip(source, written.frames[::every], strict=True):
        np.testing.assert_array_equal(frame.image, original.image)
        np.testing.assert_array_equal(frame.labels, original.labels)


def test_label_set_is_readable_on_its_own(tmp_path):
    write_folder(make_source(1), tmp_path / 'folder')
    assert load_label_set(str(tmp_path / 'folder' / 'labels.yaml')) == TWO_CLASSES


def test_frames_without_truth_have_no_labels_beside_them(tmp_path):
    write_folder(make_source(2, label_set=None), tmp_path / 'folder')
    assert [path.name for path in (tmp_path / 'folder').iterdir()] == ['image']
    assert len(FolderSource(tmp_path / 'folder')) == 2


def test_single_frame_without_truth_is_unlabelled(tmp_path):
    written = make_source(2)
    written.frames[1] = Frame(written.frames[1].image, stamp_ns=1, name='no truth')
    write_folder(written, tmp_path / 'folder')
    np.testing.assert_array_equal(
        FolderSource(tmp_path / 'folder')[1].labels, np.full((4, 6), 255)
    )


def test_existing_folder_is_refused_and_left_alone(tmp_path):
    with pytest.raises(ConfigurationError, match=f'{tmp_path} exists: give'):
        write_folder(make_source(1), tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize('every', [0, -1])
def test_every_must_be_positive(tmp_path, every):
    with pytest.raises(ConfigurationError, match=f'every is {every}: give 1'):
        write_folder(make_source(1), tmp_path / 'folder', every)
    assert not (tmp_path / 'folder').exists()


def test_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / 'file').write_text('no folder')
    with pytest.raises(SourceError, match=r'folder cannot be made: .*Not a directory'):
        write_folder(make_source(1), tmp_path / 'file' / 'folder')
