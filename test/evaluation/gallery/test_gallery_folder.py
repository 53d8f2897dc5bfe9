# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A gallery goes into a folder of its own and takes nothing of anyone else's away."""

import cv2
from full_disk import full_disk
import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.evaluation.gallery.gallery_folder import GalleryFolder

PICTURE = np.full((6, 8, 3), (250, 10, 90), np.uint8)


@pytest.fixture
def folder(tmp_path):
    return GalleryFolder(tmp_path / 'gallery')


def test_new_empty_and_former_galleries_are_taken(folder):
    folder.check()
    folder.check()
    folder.begin()
    folder.check()


def test_begin_takes_away_only_the_pictures_of_a_former_gallery(folder):
    folder.begin()
    old = folder.write_picture(3, 'camera', PICTURE)
    for name in ('scores.json', 'frame_a_camera.jpg', 'my frame_00003_camera.jpg'):
        (folder.path / name).write_text('mine')
    (folder.path / 'reliability.png').write_bytes(b'old')
    assert (folder.path / old.file).is_file()
    folder.begin()
    left = sorted(file.name for file in folder.path.iterdir())
    assert left == ['frame_a_camera.jpg', 'index.html', 'my frame_00003_camera.jpg', 'scores.json']
    assert 'still being made' in (folder.path / 'index.html').read_text()


@pytest.mark.parametrize('file', ['notes.txt', '.hidden', 'index.html'])
def test_folder_of_other_files_is_refused(folder, file):
    folder.path.mkdir()
    (folder.path / file).write_text('<!DOCTYPE html><title>mine</title>')
    with pytest.raises(ConfigurationError, match='gallery holds files and is no gallery: give'):
        folder.check()


def test_file_is_refused(folder):
    folder.path.write_text('mine')
    with pytest.raises(ConfigurationError, match='gallery is no folder'):
        folder.check()
    assert folder.path.read_text() == 'mine'


def test_page_that_is_a_folder_is_refused(folder):
    (folder.path / 'index.html').mkdir(parents=True)
    with pytest.raises(ConfigurationError, match='html is a folder'):
        folder.check()


def test_link_to_nowhere_is_refused(folder):
    folder.path.symlink_to('nowhere')
    with pytest.raises(ConfigurationError, match='cannot be written'):
        folder.check()


@pytest.mark.parametrize('place', ['data', 'data/image', 'data/gallery'])
def test_place_within_a_source_is_refused(tmp_path, place):
    (tmp_path / 'data' / 'image').mkdir(parents=True)
    with pytest.raises(ConfigurationError, match='is what is read: give another place'):
        GalleryFolder(tmp_path / place).check(tmp_path / 'data')
    assert not (tmp_path / 'data' / 'gallery').exists()


def test_page_that_leads_to_a_source_is_refused(folder, tmp_path):
    folder.path.mkdir()
    (tmp_path / 'model.onnx').write_bytes(b'weights')
    (folder.path / 'index.html').symlink_to(tmp_path / 'model.onnx')
    with pytest.raises(ConfigurationError, match='is what is read'):
        folder.check(tmp_path / 'model.onnx')


@pytest.mark.parametrize(
    ('name', 'suffix'), [('camera', '.jpg'), ('labels', '.png'), ('confidence', '.jpg')]
)
def test_pictures_are_written_as_they_are(folder, name, suffix):
    folder.begin()
    picture = PICTURE[..., 0] if name == 'confidence' else PICTURE
    written = folder.write_picture(12, name, picture)
    assert (written.name, written.width, written.height) == (name, 8, 6)
    assert written.file == f'frame_00012_{name}{suffix}'
    read = cv2.imread(str(folder.path / written.file), cv2.IMREAD_UNCHANGED)
    expected = picture[..., ::-1] if picture.ndim == 3 else picture
    assert read is not None
    np.testing.assert_allclose(read.astype(int), expected, atol=4 if suffix == '.jpg' else 0)


def test_name_that_is_no_unicode_is_written(folder):
    path = folder.write_page('caf\udce9')
    assert path.read_text(encoding='utf-8') == 'caf\\udce9'


def test_full_disk_names_the_file(folder):
    folder.begin()
    noise = np.random.default_rng(1).integers(0, 256, (99, 99, 3), np.uint8)
    with full_disk(1000), pytest.raises(OSError, match=r'frame_00000_labels\.png'):
        folder.write_picture(0, 'labels', noise)
    assert [file.name for file in folder.path.iterdir()] == ['index.html']
