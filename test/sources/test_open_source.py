# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a user types opens the right kind of source, or lists what would."""

import sys

import cv2
import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.sources.bag_writer import write_bag
from seg_node.sources.folder import FolderSource
from seg_node.sources.open_source import open_source
from seg_node.sources.video import VideoSource

IMAGE = np.zeros((48, 64, 3), np.uint8)


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / 'pictures'
    folder.mkdir()
    for stem in 'ab':
        cv2.imwrite(str(folder / f'{stem}.png'), IMAGE)
    return folder


@pytest.fixture
def bag(tmp_path, pictures):
    write_bag(FolderSource(pictures), tmp_path / 'bag')
    return tmp_path / 'bag'


def test_folder_of_pictures_is_opened(pictures):
    source = open_source(str(pictures))
    assert isinstance(source, FolderSource)
    assert (source.name, len(source)) == (str(pictures), 2)


def test_video_is_opened_by_its_suffix(tmp_path):
    path = tmp_path / 'drive.MP4'
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*'mp4v'), 10.0, (64, 48))
    writer.write(IMAGE)
    writer.release()
    assert isinstance(open_source(str(path)), VideoSource)


@pytest.mark.parametrize('inner', ['', 'bag.mcap'])
def test_bag_is_opened_from_folder_or_file(bag, inner):
    assert type(open_source(str(bag / inner))).__name__ == 'BagSource'


def test_topic_reaches_the_bag(bag):
    assert len(open_source(str(bag), '/camera/image_raw')) == 2
    with pytest.raises(SourceError, match='/rear/image'):
        open_source(str(bag), '/rear/image')


def test_colour_bars_have_the_size_and_number_that_the_text_says():
    (frame, *_) = source = list(open_source('bars:64x48:7'))
    assert frame.image.shape == (48, 64, 3)
    assert len(source) == 7
    assert len(open_source('bars:64x48')) == 300


@pytest.mark.parametrize('text', ['bars', 'bars:64x48:0', 'bars:64x48:all'])
def test_colour_bars_of_another_form_are_refused_with_an_example(text):
    with pytest.raises(SourceError, match=f'{text}: give size .*bars:1280x720:300'):
        open_source(text)


@pytest.mark.parametrize('size', ['', '64', '0x48', '99999x99999'])
def test_colour_bars_of_no_size_are_refused(size):
    with pytest.raises(ConfigurationError, match=f"the size in bars:{size} is '{size}': give "):
        open_source(f'bars:{size}')


def test_rate_reaches_a_folder_and_nothing_else(pictures, bag):
    assert [frame.stamp_ns for frame in open_source(str(pictures), rate_hz=4.0)] == [
        0,
        250_000_000,
    ]
    with pytest.raises(SourceError, match=r'rate_hz 0\.0: frames need a rate above 0'):
        open_source(str(pictures), rate_hz=0.0)
    for other in (str(bag), 'rendered', 'nowhere'):
        with pytest.raises(SourceError, match=f'{other} is no folder of pictures'):
            open_source(other, rate_hz=4.0)


def test_topic_is_refused_where_there_are_none(pictures):
    with pytest.raises(SourceError, match=r'not a bag.*/camera/image_raw'):
        open_source(str(pictures), '/camera/image_raw')


@pytest.mark.parametrize(('text', 'seed'), [('rendered', 0), ('rendered:7', 7)])
def test_rendered_drive_is_opened_with_its_seed(text, seed):
    from seg_node.sources.rendered_drive.drive import RenderedDrive

    first, expected = next(iter(open_source(text))), next(iter(RenderedDrive(seed=seed)))
    np.testing.assert_array_equal(first.image, expected.image)


def test_dataset_is_opened_by_its_name(tmp_path):
    for kind in ('image_2', 'semantic'):
        (tmp_path / kind).mkdir()
        cv2.imwrite(str(tmp_path / kind / 'a.png'), np.full((4, 6), 7, np.uint8))
    (frame,) = open_source(f'kitti:{tmp_path}')
    np.testing.assert_array_equal(frame.labels, np.zeros((4, 6)))  # road


def test_folder_may_have_the_name_of_a_dataset(pictures, monkeypatch):
    pictures.rename(pictures.with_name('camvid'))
    monkeypatch.chdir(pictures.parent)
    assert isinstance(open_source('camvid'), FolderSource)


def test_seed_must_be_a_number():
    with pytest.raises(SourceError, match=r"seed 'seven'.*rendered:7"):
        open_source('rendered:seven')


@pytest.mark.parametrize(
    ('text', 'said'), [('nowhere', 'not exist'), ('notes.txt', 'unknown kind')]
)
def test_anything_else_lists_what_is_accepted(tmp_path, text, said):
    (tmp_path / 'notes.txt').write_text('notes')
    with pytest.raises(SourceError, match=rf"{said}.*'rendered'.*folder.*\.mcap.*\.mp4"):
        open_source(str(tmp_path / text))


def test_bag_without_rosbags_says_what_to_install(bag, pictures, monkeypatch):
    for name in [
        name for name in sys.modules if name.startswith(('rosbags', 'seg_node.sources.'))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, 'rosbags', None)
    with pytest.raises(SourceError, match="pip install 'rosbags"):
        open_source(str(bag))
    assert len(open_source(str(pictures))) == 2
