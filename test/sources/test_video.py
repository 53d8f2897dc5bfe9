# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Videos give each frame with its stamp, and as many as they say."""

import cv2
import numpy as np
import pytest

from seg_node.core.errors import SourceError
from seg_node.sources.video import VideoSource

COUNT = 12
REDDENING = [np.full((48, 64, 3), (0, 0, 20 * index), np.uint8) for index in range(COUNT)]
NOISE = list(np.random.default_rng(0).integers(0, 256, (COUNT, 48, 64, 3), np.uint8))


def write_video(path, codec, images=REDDENING):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 25.0, (64, 48))
    if not writer.isOpened():
        pytest.skip(f'this OpenCV cannot write {codec}')
    for image in images:
        writer.write(image)
    writer.release()
    return path


def test_frames_come_in_order_as_rgb_with_stamps(tmp_path):
    source = VideoSource(write_video(tmp_path / 'drive.mp4', 'mp4v'))
    frames = list(source)
    red, green, blue = np.array([frame.image.mean(axis=(0, 1)) for frame in frames]).T
    np.testing.assert_allclose(red, 20 * np.arange(COUNT), atol=8)
    np.testing.assert_allclose([green, blue], 0, atol=8)
    assert frames[0].image.shape == (48, 64, 3)
    assert [frame.stamp_ns for frame in frames] == [40_000_000 * n for n in range(COUNT)]
    assert (frames[0].name, frames[-1].name) == ('000000', '000011')
    assert source.rate_hz == pytest.approx(25.0)
    assert source.label_set is None


def test_iterating_again_starts_from_the_first(tmp_path):
    source = VideoSource(write_video(tmp_path / 'drive.mp4', 'mp4v'))
    assert next(iter(source)).name == next(iter(source)).name == '000000'
    assert len(list(source)) == len(source) == COUNT


@pytest.mark.parametrize(('name', 'codec'), [('cut.avi', 'MJPG'), ('cut.mkv', 'MJPG')])
def test_cut_video_counts_the_frames_that_are_there(tmp_path, name, codec):
    path = write_video(tmp_path / name, codec, NOISE)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 5])
    stated = cv2.VideoCapture(str(path)).get(cv2.CAP_PROP_FRAME_COUNT)
    source = VideoSource(path)
    assert 0 < len(source) < stated
    assert len(source) == len(list(source))


def test_missing_video_is_named(tmp_path):
    with pytest.raises(SourceError, match=r'no video .*none\.mp4'):
        VideoSource(tmp_path / 'none.mp4')


def test_file_that_is_no_video_is_named(tmp_path):
    path = tmp_path / 'text.mp4'
    path.write_text('no video')
    with pytest.raises(SourceError, match=r'text\.mp4 .*ffmpeg'):
        VideoSource(path)


def test_video_without_frames_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r'empty\.avi holds no frame'):
        VideoSource(write_video(tmp_path / 'empty.avi', 'MJPG', []))
