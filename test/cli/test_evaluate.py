# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg evaluate`` as a user runs it, on a model whose answers are known."""

import json
import shutil
import sys

import cv2
import numpy as np
import pytest

from seg_node.cli.main import main

pytest.importorskip('onnxruntime')

SKY, ROAD, PAVEMENT = 0, 3, 4


@pytest.fixture(autouse=True)
def _working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def add_frame(tmp_path, camvid):
    """Write frames into the folder ``data``, coloured as the model knows the classes."""

    def add(name, shown, truth=None, image=None):
        if image is None:
            image = cv2.cvtColor(camvid.palette[shown], cv2.COLOR_RGB2BGR)
        for kind, pixels in (('image', image), ('label', shown if truth is None else truth)):
            path = tmp_path / 'data' / kind / f'{name}.png'
            path.parent.mkdir(parents=True, exist_ok=True)
            assert cv2.imwrite(str(path), pixels)

    return add


def street(height=48, width=64):
    """Draw labels: road under a sky."""
    labels = np.full((height, width), SKY, np.uint8)
    labels[height // 2 :] = ROAD
    return labels


def evaluate(model, *options):
    return main(['evaluate', str(model), 'data', '--threads', '1', *map(str, options)])


def rows(output):
    """Read the printed table as columns by the name of the row."""
    return {line[:24].strip(): line[24:].split() for line in output.splitlines()}


def test_scores_are_printed_and_written(colour_model, add_frame, tmp_path, capsys):
    pytest.importorskip('matplotlib')
    truth = street()
    truth[36:, :16] = PAVEMENT
    truth[:8] = 255
    add_frame('a', street(), truth)
    add_frame('b', street())
    assert evaluate(colour_model, '--json', 'out/val.json') == 0

    figures = json.loads((tmp_path / 'out' / 'val.json').read_text())
    true_road = 24 * 64 - 12 * 16
    called_road = 2 * 24 * 64
    iou = (true_road + 24 * 64) / called_road
    labelled = 48 * 64 + 40 * 64
    iou_of = {'Sky': 1.0, 'Road': round(iou, 4), 'Pavement': 0.0}
    assert figures['iou'] == {name: iou_of.get(name) for name in figures['iou']}
    assert figures['miou'] == round((1 + iou + 0) / 3, 4)
    assert figures['pixel_accuracy'] == round(1 - 12 * 16 / labelled, 4)
    assert figures['class_accuracy'] == round(2 / 3, 4)
    assert figures['drivable'] == {'iou': iou_of['Road'], 'precision': round(iou, 4), 'recall': 1}
    assert figures['false_drivable_rate'] == round(1 - iou, 4)
    assert 0 < figures['boundary_f1'] < 1
    assert 0 < figures['ece'] < 0.1
    assert (figures['frames'], figures['data']) == (2, 'data')
    assert cv2.imread('out/reliability.png') is not None

    table = rows(capsys.readouterr().out)
    assert table['Sky'][:2] == ['1.0000', '1.0000']
    assert table['Pavement'] == ['0.0000', '0.0000', '0.0000']
    assert table['Fence'] == ['-', '-', '-']
    assert table['mIoU'] == [f'{figures["miou"]:.4f}']
    assert table['ECE'] == [f'{figures["ece"]:.4f}']


def test_class_that_is_only_predicted_is_marked(colour_model, add_frame, capsys):
    shown = street()
    shown[30:40, 30:40] = PAVEMENT
    add_frame('a', shown, street())
    assert evaluate(colour_model) == 0
    assert rows(capsys.readouterr().out)['Pavement'] == ['0.0000', '-', '0.0000']


@pytest.mark.parametrize(
    'options',
    [
        [],
        ['--output-size', 'network'],
        ['--output-size', '32x24', '--network-size', '128x96'],
    ],
)
def test_masks_of_any_size_are_scored_at_that_of_the_truth(
    colour_model, add_frame, tmp_path, options
):
    add_frame('a', street())
    assert evaluate(colour_model, '--json', 'a.json', *options) == 0
    figures = json.loads((tmp_path / 'a.json').read_text())
    assert figures['pixel_accuracy'] == 1


def test_frames_of_different_sizes_are_scored(colour_model, add_frame, tmp_path):
    for index, size in enumerate([(48, 64), (96, 64), (48, 128), (1, 1)]):
        add_frame(str(index), street(*size))
    grey = np.full((48, 64), 128, np.uint8)  # the colour of Sky and the like
    add_frame('grey', street(), image=grey)
    assert evaluate(colour_model, '--json', 'a.json') == 0
    assert json.loads((tmp_path / 'a.json').read_text())['frames'] == 5


def test_bag_is_scored_like_the_folder_that_it_was_made_of(colour_model, add_frame, tmp_path):
    pytest.importorskip('rosbags')
    truth = street()
    truth[36:, :16] = PAVEMENT
    add_frame('a', street(), truth)
    add_frame('b', street())
    assert main(['convert', 'data', 'bag', '--to', 'bag']) == 0
    for data in ('data', 'bag'):
        assert main(['evaluate', str(colour_model), data, '--json', f'{data}.json']) == 0
    of_folder, of_bag = (json.loads((tmp_path / f).read_text()) for f in ('data.json', 'bag.json'))
    assert of_bag == of_folder | {'data': 'bag'}


def test_frame_without_a_labelled_pixel_is_no_error(colour_model, add_frame, tmp_path, capsys):
    add_frame('a', street(), np.full((48, 64), 255, np.uint8))
    assert evaluate(colour_model, '--json', 'a.json') == 0
    assert json.loads((tmp_path / 'a.json').read_text())['miou'] is None
    assert rows(capsys.readouterr().out)['mIoU'] == ['-']


def test_missing_matplotlib_costs_only_the_diagram(
    colour_model, add_frame, tmp_path, capsys, monkeypatch
):
    add_frame('a', street())
    monkeypatch.setitem(sys.modules, 'matplotlib', None)
    assert evaluate(colour_model, '--json', 'a.json') == 0
    assert capsys.readouterr().out.endswith('for want of matplotlib: pip install matplotlib\n')
    assert (tmp_path / 'a.json').is_file()
    assert not (tmp_path / 'reliability.png').exists()


@pytest.mark.parametrize('diagram', [None, 'deep/in/here.png'])
def test_diagram_is_written_where_it_is_asked_for(colour_model, add_frame, tmp_path, diagram):
    pytest.importorskip('matplotlib')
    add_frame('a', street())
    assert evaluate(colour_model, *(['--diagram', diagram] if diagram else [])) == 0
    assert cv2.imread(str(tmp_path / (diagram or 'reliability.png'))) is not None


def test_file_that_cannot_be_read_is_one_line(colour_model, add_frame, tmp_path, capsys):
    for name in 'abc':
        add_frame(name, street())
    (tmp_path / 'data' / 'image' / 'b.png').write_bytes(b'not a picture')
    assert evaluate(colour_model) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg evaluate: data/image/b.png cannot be read: ')


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (['--backend', 'abacus'], "no backend 'abacus': choose from"),
        (['--network-size', '60x48'], 'both must be multiples of 8'),
        (['--json', 'data'], 'data is a folder: give the path of a file'),
        (['--diagram', 'data'], 'data is a folder'),
        (['--topic', '/image'], 'is not a bag, so it has no topic /image'),
        (['--json', 'a.png', '--diagram', 'a.png'], '--json and --diagram are both a.png'),
        (['--diagram', 'data/label/a.png'], 'a.png is what is read: give another place'),
        (['--threads', '-1'], 'threads is -1: give a number up to'),
    ],
)
def test_what_cannot_be_done_is_one_line(colour_model, add_frame, capsys, options, reason):
    add_frame('a', street())
    assert evaluate(colour_model, *options) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg evaluate: ') and reason in line


def test_model_is_not_written_over(colour_model, add_frame, tmp_path, capsys):
    add_frame('a', street())
    model = shutil.copy(colour_model, tmp_path / 'model.onnx')
    before = model.read_bytes()
    for option in ('--json', '--diagram'):
        assert evaluate(model, option, model) == 2
        assert 'model.onnx is what is read' in capsys.readouterr().err
    assert model.read_bytes() == before


def test_model_and_data_that_are_missing_are_one_line(colour_model, capsys):
    assert evaluate('nothing.onnx') == 2
    assert evaluate(colour_model) == 2
    model, data = capsys.readouterr().err.splitlines()
    assert 'no model file at nothing.onnx' in model
    assert 'data does not exist' in data


def test_output_size_is_a_size_or_a_word(capsys):
    with pytest.raises(SystemExit) as end:
        evaluate('a.onnx', '--output-size', 'large')
    assert end.value.code == 2
    assert "size is 'large'" in capsys.readouterr().err
