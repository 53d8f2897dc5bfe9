# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg evaluate --gallery`` as a user runs it, with the model that ships."""

import json
from pathlib import Path
import shutil
import sys

import cv2
from parsed_page import check_page
import pytest

from seg_node.cli.main import main
from seg_node.core.resources import default_model
from seg_node.sources.rendered_drive.drive import RenderedDrive

pytest.importorskip('onnxruntime')

COUNT = 4


@pytest.fixture(autouse=True)
def _working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope='session')
def rendered(tmp_path_factory):
    """Folder of labelled frames."""
    folder = tmp_path_factory.mktemp('rendered')
    drive = RenderedDrive(seed=13)
    for index in range(COUNT):
        frame = drive.frame(20 * index)
        for kind, pixels in (('image', frame.image[..., ::-1]), ('label', frame.labels)):
            (folder / kind).mkdir(exist_ok=True)
            assert cv2.imwrite(str(folder / kind / f'{index}.png'), pixels)
    return folder


@pytest.fixture
def data(rendered, tmp_path):
    """Its copy under a name that HTML must not take for its own."""
    return shutil.copytree(rendered, tmp_path / 'data & <more>')


def evaluate(data, *options):
    return main(['evaluate', str(default_model()), str(data), '--threads', '1', *options])


def refusal(capsys):
    (line,) = capsys.readouterr().err.splitlines()
    return line


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob('*') if path.is_file()}


def test_page_holds_what_is_printed(data, tmp_path, capsys):
    pytest.importorskip('matplotlib')
    before = contents(data)
    assert evaluate(data, '--gallery', 'out/gallery', '--json', 'a.json') == 0
    printed = capsys.readouterr().out
    assert printed.endswith('frames are shown in out/gallery/index.html\n')
    page = check_page(tmp_path / 'out' / 'gallery' / 'index.html')
    assert len(page.headings) == COUNT
    assert 'data & <more>' in page.text
    figures = json.loads((tmp_path / 'a.json').read_text())
    for key in ('miou', 'boundary_f1', 'false_drivable_rate', 'ece'):
        assert f'{figures[key]:.4f}' in page.text and f'{figures[key]:.4f}' in printed
    diagram = (tmp_path / 'reliability.png').read_bytes()
    assert (tmp_path / 'out' / 'gallery' / 'reliability.png').read_bytes() == diagram
    assert 'reliability.png' in page.targets
    assert contents(data) == before


def test_figures_are_those_without_a_gallery(data):
    assert evaluate(data, '--json', 'plain.json') == 0
    assert evaluate(data, '--json', 'shown.json', '--gallery', 'gallery') == 0
    assert json.loads(Path('plain.json').read_text()) == json.loads(Path('shown.json').read_text())


def test_all_may_go_into_one_folder_and_be_written_again(data, tmp_path):
    pytest.importorskip('matplotlib')
    options = ('--gallery', 'out', '--json', 'out/a.json')
    assert evaluate(data, *options) == 0
    first = contents(tmp_path / 'out')
    assert evaluate(data, *options) == 0
    assert contents(tmp_path / 'out').keys() == first.keys()
    check_page(tmp_path / 'out' / 'index.html')


def test_without_matplotlib_the_page_has_no_diagram(data, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, 'matplotlib', None)
    assert evaluate(data, '--gallery', 'gallery') == 0
    assert 'reliability.png' not in check_page(tmp_path / 'gallery' / 'index.html').targets


def test_pictures_without_labels(data, tmp_path, capsys):
    shutil.rmtree(data / 'label')
    assert evaluate(data, '--gallery', 'gallery', '--json', 'a.json') == 0
    printed = capsys.readouterr().out
    assert 'no frame has truth, so nothing is scored' in printed
    figures = json.loads((tmp_path / 'a.json').read_text())
    assert figures.keys() == {
        'model',
        'data',
        'backend',
        'frames',
        'mean_confidence',
        'drivable_share',
    }
    assert figures['frames'] == COUNT
    assert 0 < figures['mean_confidence'] < 1
    assert 0 < figures['drivable_share'] < 1
    assert f'{figures["mean_confidence"]:.4f}' in printed
    assert not (tmp_path / 'reliability.png').exists()
    page = check_page(tmp_path / 'gallery' / 'index.html')
    assert len(page.headings) == COUNT
    assert 'No frame has truth' in page.text


def test_pictures_without_labels_need_a_gallery(data, capsys):
    shutil.rmtree(data / 'label')
    assert evaluate(data) == 2
    assert 'has no labels: give frames with truth' in refusal(capsys)


def test_labels_of_other_classes_are_refused_with_a_gallery_too(data, capsys):
    (data / 'labels.yaml').write_text('name: mine\nclasses: [{name: Moon, colour: [0, 0, 0]}]\n')
    assert evaluate(data, '--gallery', 'gallery') == 2
    assert 'Moon there and for Sky here' in refusal(capsys)


@pytest.mark.parametrize(
    ('place', 'reason'),
    [
        ('data & <more>', 'is what is read'),
        ('data & <more>/gallery', 'is what is read'),
        ('data & <more>/image/deep/gallery', 'is what is read'),
        ('.', '. holds files and is no gallery: give an empty folder or a new one'),
        ('notes.txt', 'notes.txt is no folder: give one for the gallery'),
    ],
)
def test_bad_folder_is_one_line_and_nothing_is_written(data, tmp_path, capsys, place, reason):
    (tmp_path / 'notes.txt').write_text('mine')
    before = contents(tmp_path)
    assert evaluate(data, '--gallery', place) == 2
    line = refusal(capsys)
    assert line.startswith('seg evaluate: ') and reason in line
    assert contents(tmp_path) == before


def test_data_set_is_not_written_into(tmp_path, capsys):
    (tmp_path / 'training' / 'image_2').mkdir(parents=True)
    assert evaluate('kitti:training', '--gallery', 'training/gallery') == 2
    assert 'is what is read' in refusal(capsys)
    assert not (tmp_path / 'training' / 'gallery').exists()


def test_failure_before_the_pictures_leaves_a_former_gallery_alone(data, tmp_path, capsys):
    assert evaluate(data, '--gallery', 'gallery') == 0
    before = contents(tmp_path / 'gallery')
    (data / 'image' / '2.png').write_bytes(b'not a picture')
    assert evaluate(data, '--gallery', 'gallery') == 2
    assert '2.png cannot be read' in capsys.readouterr().err
    assert contents(tmp_path / 'gallery') == before
