# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is written to a video comes back from it, as well as MPEG-4 can."""

from frame_list import FrameList
from full_disk import full_disk
import numpy as np
import pytest

from seg_node.core.errors import SourceError
from seg_node.sources.frame_source import Frame
from seg_node.sources.video import VideoSource
from seg_node.sources.video_writer import VideoWriter, write_video

RED, BLUE = ((200, 20, 20), (20, 20, 200))


def picture(colour, size=(64, 48)):
    return np.full((*size[::-1], 3), colour, np.uint8)


def test_frames_come_back_in_order(tmp_path):
    colours = [RED, BLUE, RED, RED, BLUE]
    frames = [Frame(picture(colour), index, str(index)) for index, colour in enumerate(colours)]
    write_video(FrameList(frames, rate_hz=12.5), tmp_path / 'drive.mp4')
    source = VideoSource(tmp_path / 'drive.mp4')
    assert source.rate_hz == 12.5
    for frame, colour in zip(source, colours, strict=True):
        np.testing.assert_allclose(frame.image.mean(axis=(0, 1)), colour, atol=8)


@pytest.mark.parametrize('rate_hz', [0.5, 9.98765, 29.97002997, 99.97312])
def test_rate_need_not_be_round(tmp_path, rate_hz):
    with VideoWriter(tmp_path / 'drive.mp4', rate_hz) as video:
        video.write(picture(RED))
    assert VideoSource(tmp_path / 'drive.mp4').rate_hz == pytest.approx(rate_hz, abs=0.006)


def test_another_size_is_refused_and_the_video_stays_whole(tmp_path):
    with VideoWriter(tmp_path / 'drive.mp4', 10.0) as video:
        video.write(picture(RED))
        with pytest.raises(SourceError, match=r'drive\.mp4: a picture of 32x24 .* 64x48'):
            video.write(picture(RED, (32, 24)))
        video.write(picture(BLUE))
    assert len(VideoSource(tmp_path / 'drive.mp4')) == 2


@pytest.mark.parametrize('name', ['nowhere/drive.mp4', 'drive', 'drive.txt'])
def test_unwritable_path_is_named_with_the_remedy(tmp_path, name):
    video = VideoWriter(tmp_path / name, 10.0)
    with pytest.raises(SourceError, match=rf'{name} cannot be written: .*ends in \.mp4'):
        video.write(picture(RED))
    video.close()
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (20, 48, 64, 3), np.uint8)
    video = VideoWriter(tmp_path / 'drive.mp4', 10.0)
    with full_disk(4096):
        for image in noise:
            video.write(image)
        with pytest.raises(SourceError, match=r'drive\.mp4 holds \d+ of 20 pictures: check disk'):
            video.close()
