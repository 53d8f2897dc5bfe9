# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Chosen frames are found again, also behind broken ones."""

import cv2
import numpy as np
import pytest
from recorded_boxes import RecordedBoxes

from seg_node.core.errors import SourceError
from seg_node.replay.weak_spots.chosen_frames import read_chosen
from seg_node.sources.folder import FolderSource


class IndexedBoxes(RecordedBoxes):
    """The same in any order."""

    def __getitem__(self, index):
        self.asked.append(index)
        return list(self)[index]


def read(source, indices):
    return [(index, frame.name) for index, frame in read_chosen(source, indices)]


def test_a_recording_is_read_up_to_the_last_one(camvid):
    source = RecordedBoxes(camvid, broken=[1])
    assert read(source, {3, 0}) == [(0, '000000'), (3, '000003')]
    assert source.asked == [0, 1, 2, 3]


def test_of_other_sources_nothing_else_is_read(camvid):
    source = IndexedBoxes(camvid)
    assert read(source, {3, 0}) == [(0, '000000'), (3, '000003')]
    assert source.asked == [0, 3]


def test_a_frame_that_is_not_there_any_more_is_an_error(camvid):
    with pytest.raises(SourceError, match='1 is cut off'):
        read(RecordedBoxes(camvid, broken=[1]), {1})


def test_a_picture_is_read_whether_or_not_its_labels_fit(tmp_path):
    for folder, shape in (('image', (4, 6, 3)), ('label', (2, 3))):
        (tmp_path / folder).mkdir()
        assert cv2.imwrite(str(tmp_path / folder / 'a.png'), np.zeros(shape, np.uint8))
    assert read(FolderSource(tmp_path), {0}) == [(0, 'a')]
