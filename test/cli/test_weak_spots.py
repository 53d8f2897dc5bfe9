# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg weak-spots``, from a drive to a folder that training and evaluation read."""

import csv
from dataclasses import replace
import json
import shutil
import signal

from box_drive import BoxDrive, CAR, ROAD, scene, SKY
from colour_model import write_colour_model
import cv2
import numpy as np
import pytest
import yaml

from seg_node.cli.main import main
from seg_node.core.label_set import LabelSet, UNLABELLED
from seg_node.sources.bag_writer import write_bag
from seg_node.sources.folder import FolderSource
from seg_node.sources.folder_writer import write_folder

pytest.importorskip('onnxruntime')

WEAK = (9, 4)


@pytest.fixture(autouse=True)
def drive(tmp_path, monkeypatch, camvid):
    """Work where a drive lies, as a bag with truth and as pictures alone."""
    monkeypatch.chdir(tmp_path)
    drive = BoxDrive(camvid, change=weaken(camvid))
    write_bag(drive, 'bag')
    write_folder(drive, 'pictures')
    shutil.rmtree('pictures/label')


def weaken(labels):
    """Let nothing happen, but for two frames with a road that is the one more doubtful of them."""

    def change(index, frame):
        truth = scene(0)
        image = labels.palette[truth]
        if index in WEAK:
            sky_share = {WEAK[0]: 0.5, WEAK[1]: 0.45}[index]
            doubtful = labels.palette[[ROAD, SKY]].T @ [1 - sky_share, sky_share]
            image[:, 64:], truth[:, 64:] = doubtful.round(), ROAD
        return replace(frame, image=image, labels=truth)

    return change


@pytest.fixture
def weak_spots(model_options):
    def call(source, *options):
        size = ['--set', 'network_size=128x96']
        return main(['weak-spots', source, *model_options, *size, '--out', 'out', *options])

    return call


def rows():
    with open('out/weak_spots.csv', newline='', encoding='utf-8') as file:
        return list(csv.DictReader(file))


def read(path):
    return cv2.imread(str(path), cv2.IMREAD_UNCHANGED)


def test_the_weakest_frames_come_first_and_say_why(weak_spots, capsys, tmp_path):
    assert weak_spots('pictures', '--count', '3', '--apart', '0.2') == 0
    output = capsys.readouterr().out
    assert output.startswith('pictures: 14 of 14 frames ranked\n1: frame 9, 0.9 s: unsure of')
    assert output.endswith('3 of them are in out\n')
    first, second, _ = rows()
    assert [(row['rank'], int(row['frame'])) for row in (first, second)] == [
        ('1', WEAK[0]),
        ('2', WEAK[1]),
    ]
    assert 'unsure of its classes' in first['reason']
    assert 'unsure of what is drivable' in first['reason']
    assert (first['source'], first['name'], first['file']) == ('pictures', '000009', '000009.png')
    assert (first['stamp_ns'], first['disagreement']) == ('900000000', '')
    lists = json.loads((tmp_path / 'out' / 'weak_spots.json').read_text())
    assert [spot['frame'] for spot in lists['weak_spots']] == [int(r['frame']) for r in rows()]
    assert (lists['frames'], lists['run']['source'], lists['second']) == (14, 'pictures', None)
    overview = read('out/overview.png')
    assert overview.shape[1] == 1920 and overview.shape[0] > 3 * 300


def test_what_the_model_made_is_no_truth_until_someone_says_so(
    weak_spots, capsys, camvid, colour_model, tmp_path
):
    assert weak_spots('pictures', '--count', '3', '--apart', '0.2') == 0
    folder = tmp_path / 'out'
    evaluate = ['evaluate', str(colour_model), str(folder), '--threads', '1']
    assert main(evaluate) == 2
    assert f'{folder} has no labels' in capsys.readouterr().err
    assert FolderSource(folder).label_set is None

    drive = {frame.name: frame for frame in BoxDrive(camvid, change=weaken(camvid))}
    names = sorted(path.stem for path in (folder / 'prelabel').iterdir())
    assert names == sorted(path.stem for path in (folder / 'image').iterdir())
    assert len(names) == 3
    for name in names:
        frame = drive[name]
        image = cv2.cvtColor(read(folder / 'image' / f'{name}.png'), cv2.COLOR_BGR2RGB)
        np.testing.assert_array_equal(image, frame.image)
        is_doubtful = (frame.image != camvid.palette[frame.labels]).any(axis=-1)
        assert is_doubtful.any() == (int(name) in WEAK)
        expected = np.where(is_doubtful, UNLABELLED, frame.labels)
        np.testing.assert_array_equal(read(folder / 'prelabel' / f'{name}.png'), expected)

    (folder / 'prelabel').rename(folder / 'label')
    assert main(evaluate) == 0
    source = FolderSource(folder)
    assert source.label_set == camvid


def test_a_folder_whose_labels_were_corrected_is_trained_on(weak_spots, tmp_path):
    pytest.importorskip('torch')
    assert weak_spots('pictures', '--count', '2') == 0
    config = {
        'architecture': 'fast_scnn',
        'label_set': 'camvid',
        'data': [{'path': 'out'}],
        'validation': 'out',
        'network_size': [64, 64],
        'steps': 1,
        'batch_size': 2,
        'crop_size': 64,
    }
    (tmp_path / 'run.yaml').write_text(yaml.safe_dump(config))
    train = ['train', 'run.yaml', '--out', 'run', '--threads', '1', '--device', 'cpu']
    assert main(train) == 2
    (tmp_path / 'out' / 'prelabel').rename('out/label')
    assert main(train) == 0
    assert (tmp_path / 'run' / 'checkpoint.pt').exists()


def test_truth_of_a_bag_comes_along(weak_spots, camvid, colour_model, tmp_path):
    assert weak_spots('bag', '--count', '2', '--apart', '0') == 0
    assert not (tmp_path / 'out' / 'prelabel').exists()
    drive = {frame.name: frame for frame in BoxDrive(camvid, change=weaken(camvid))}
    frames = list(FolderSource('out'))
    assert {int(frame.name) for frame in frames} == set(WEAK)
    for frame in frames:
        np.testing.assert_array_equal(frame.labels, drive[frame.name].labels)
    assert main(['evaluate', str(colour_model), 'out', '--threads', '1']) == 0


def test_truth_of_a_part_leaves_the_rest_unlabelled(weak_spots, camvid, tmp_path):
    def hide(index, frame):
        return replace(frame, labels=None) if index == 1 else frame

    shutil.rmtree('bag')
    write_bag(BoxDrive(camvid, 3, hide), 'bag')
    assert weak_spots('bag', '--apart', '0') == 0
    folder = tmp_path / 'out'
    assert [path.name for path in (folder / 'prelabel').iterdir()] == ['000001.png']
    labels = [read(folder / 'label' / f'{index:06}.png') for index in range(3)]
    assert [bool((label != UNLABELLED).any()) for label in labels] == [True, False, True]


def test_what_a_second_model_sees_otherwise_is_told(weak_spots, camvid, tmp_path):
    classes = list(camvid.classes)
    colours = classes[CAR].colour, classes[SKY].colour
    classes[CAR] = replace(classes[CAR], colour=colours[1])
    classes[SKY] = replace(classes[SKY], colour=colours[0])
    other = write_colour_model(tmp_path / 'other.onnx', LabelSet('other', tuple(classes)))
    assert weak_spots('pictures', '--apart', '0', '--second', str(other)) == 0
    differs = np.isin(scene(0), (CAR, SKY)).mean()
    ordinary = [row for row in rows() if int(row['frame']) < min(WEAK)]
    assert len(ordinary) == min(WEAK)
    for row in ordinary:
        assert float(row['disagreement']) == pytest.approx(differs, abs=1e-6)
        assert f'the second model sees other classes ({100 * differs:.1f} %' in row['reason']
    assert json.loads((tmp_path / 'out' / 'weak_spots.json').read_text())['second'] == str(other)


def test_broken_frames_are_told_and_the_rest_is_ranked(weak_spots, capsys, tmp_path):
    broken = tmp_path / 'pictures' / 'image' / '000002.png'
    broken.write_bytes(broken.read_bytes()[:100])
    assert weak_spots('pictures') == 0
    output = capsys.readouterr().out
    assert '13 of 14 frames ranked\ncannot be read: 1, first frame 2: ' in output
    assert 'only 1 are 1 s apart: lower --apart for more' in output


@pytest.fixture
def interrupt():
    """Press Ctrl-C as soon as somebody heeds it."""
    before = signal.getsignal(signal.SIGINT)

    def press(*_):
        if signal.getsignal(signal.SIGINT) != before:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.raise_signal(signal.SIGINT)

    # Not the timer that pytest-timeout has.
    alarm = signal.signal(signal.SIGVTALRM, press)
    yield lambda: signal.setitimer(signal.ITIMER_VIRTUAL, 0.05, 0.05)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, alarm)


def test_after_an_interrupt_what_was_seen_is_exported(weak_spots, capsys, interrupt, tmp_path):
    interrupt()
    assert weak_spots('bars:128x96:1000000', '--count', '1') == 130
    assert 'PARTIAL: it was interrupted' in capsys.readouterr().out
    lists = json.loads((tmp_path / 'out' / 'weak_spots.json').read_text())
    assert lists['is_partial'] and 0 < lists['frames'] < lists['stated_frames']
    assert len(FolderSource(tmp_path / 'out')) == 1


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (('--count', '0'), '--count is 0: give at least 1'),
        (('--apart', '-1'), '--apart is -1.0'),
        (('--apart', 'nan'), '--apart is nan'),
        (('--sure', '1.5'), '--sure is 1.5'),
        (('--out', 'bag'), 'bag exists: give the path of a new folder'),
        (('--out', 'pictures/out'), 'is what is read'),
        (('--second', 'none.onnx'), 'no model file at none.onnx'),
        (('--topic', '/none'), 'is not a bag'),
    ],
)
def test_what_cannot_be_done_is_refused(weak_spots, capsys, options, reason, tmp_path):
    assert weak_spots('pictures', *options) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / 'out').exists()


def test_the_model_itself_is_no_second_opinion(weak_spots, capsys, colour_model):
    assert weak_spots('pictures', '--second', str(colour_model)) == 2
    assert 'is the model itself' in capsys.readouterr().err
