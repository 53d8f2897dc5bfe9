# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The video has every frame, and the sheet has some from the whole drive."""

import cv2
import numpy as np
import pytest

from seg_node.core import sheet as sheet_module
from seg_node.core.errors import SegNodeError
from seg_node.core.sheet import draw_sheet
from seg_node.evaluation.album import Album
from seg_node.evaluation.recorded_frame import RecordedFrame
from seg_node.sources.video import VideoSource


def frame(number):
    grey = np.full((48, 64, 3), number, np.uint8)
    half = np.full((24, 32), 3, np.uint8)
    return RecordedFrame(grey, half, half, half * 85, overlay=grey)


@pytest.fixture
def sheets(monkeypatch):
    """Rows of each sheet that is drawn; drawing itself goes on."""
    drawn = []

    def draw(rows, captions, labels):
        drawn.append(rows)
        return draw_sheet(rows, captions, labels, width=384)

    monkeypatch.setattr(sheet_module, 'draw_sheet', draw)
    return drawn


@pytest.mark.parametrize(
    ('count', 'shown'),
    [
        (1, [0]),
        (3, [0, 1, 2]),
        (4, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6]),
        (8, [0, 2, 4, 6]),
        (100, [0, 32, 64, 96]),
        (90, [0, 32, 48, 80]),
    ],
)
def test_frames_of_the_sheet_are_spread_over_the_drive(tmp_path, camvid, sheets, count, shown):
    album = Album(tmp_path, rate_hz=20.0)
    for number in range(count):
        album.add(frame(number))
    album.close(camvid)
    (rows,) = sheets
    assert [row[0][0, 0, 0] for row in rows] == shown
    video = VideoSource(tmp_path / 'overlay.mp4')
    assert (len(video), video.rate_hz) == (count, 20.0)


def test_pictures_are_what_their_captions_say(tmp_path, camvid, sheets):
    image = np.full((48, 64, 3), 100, np.uint8)
    mask, confidence = np.full((2, 24, 32), 3, np.uint8)
    drivable_area = np.zeros((24, 32), np.uint8)
    drivable_area[:, 16:] = 255
    album = Album(tmp_path, rate_hz=10.0)
    album.add(RecordedFrame(image, mask, confidence, drivable_area, overlay=image))
    album.close(camvid)
    (((camera, labels, sureness, drivable),),) = sheets
    np.testing.assert_array_equal(camera, image)
    np.testing.assert_array_equal(labels, np.full_like(image, camvid.palette[3]))
    np.testing.assert_array_equal(sureness, np.full((48, 64), 3))
    assert (drivable[:, :32] == 50).all()
    assert (drivable[:, 32:, 1] > 150).all(), 'green'
    sheet = cv2.imread(str(tmp_path / 'sheet.png'))
    assert sheet is not None and sheet.shape[1] == 384


def test_no_frame_makes_no_files(tmp_path, camvid):
    Album(tmp_path, rate_hz=10.0).close(camvid)
    assert not list(tmp_path.iterdir())


def test_sheet_that_cannot_be_written_is_named(tmp_path, camvid):
    (tmp_path / 'sheet.png').mkdir()
    album = Album(tmp_path, rate_hz=10.0)
    album.add(frame(0))
    with pytest.raises(SegNodeError, match=r'sheet\.png cannot be written'):
        album.close(camvid)
