# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg replay`` and ``seg replay-diff`` as CI runs them."""

from dataclasses import replace
import json
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import time

from box_drive import BoxDrive, HEIGHT, WIDTH
import cv2
import numpy as np
import pytest

from seg_node.cli.main import main
from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.replay.records import digest, FrameRecord
from seg_node.replay.reference import Reference
from seg_node.sources.bag_reader import Bag
from seg_node.sources.bag_writer import write_bag

pytest.importorskip('onnxruntime')


@pytest.fixture(autouse=True)
def bag(tmp_path, monkeypatch, camvid):
    """Work where a bag lies."""
    monkeypatch.chdir(tmp_path)
    write_bag(BoxDrive(camvid), 'bag')


@pytest.fixture
def replay(model_options):
    def call(*options):
        return main(['replay', 'bag', *model_options, *options])

    return call


def test_a_drive_is_recorded_compared_and_updated(replay, capsys, tmp_path):
    assert replay('--record', 'ref.jsonl') == 0
    assert replay('--compare', 'ref.jsonl') == 0
    assert 'same: 14 frames' in capsys.readouterr().out
    changed = ('--set', 'drivable_threshold=0.3')
    assert replay('--compare', 'ref.jsonl', '--out', 'out', *changed) == 1
    cause = 'changed parameter drivable_threshold: 0.5 -> 0.3'
    assert f'probable cause: {cause}' in capsys.readouterr().out
    result = json.loads((tmp_path / 'out' / 'report.json').read_text())
    assert result['verdict']['causes'] == [cause]
    assert (result['frames'], result['is_partial']) == (14, False)

    assert main(['replay-diff', 'ref.jsonl', 'out/frames.jsonl']) == 1
    assert cause in capsys.readouterr().out
    assert replay('--update', 'ref.jsonl', *changed) == 0
    assert cause in capsys.readouterr().out
    assert main(['replay-diff', 'ref.jsonl', 'out/frames.jsonl']) == 0


def test_a_parameter_file_and_tolerances_are_heeded(replay, tmp_path):
    assert replay('--record', 'ref.jsonl') == 0
    (tmp_path / 'robot.yaml').write_text(
        '{seg_node: {ros__parameters: {drivable_threshold: 0.3}}}'
    )
    (tmp_path / 'few.yaml').write_text('{drivable_area: 0.5}')
    options = ('--params', 'robot.yaml', '--compare', 'ref.jsonl')
    assert replay(*options) == 1
    assert replay(*options, '--tolerance', 'few.yaml') == 0


def test_truth_comes_from_a_folder_of_stamps(replay, capsys, tmp_path, camvid):
    (tmp_path / 'truth').mkdir()
    for index, frame in enumerate(BoxDrive(camvid)):
        labels = frame.labels if index % 2 else np.zeros_like(frame.labels)
        cv2.imwrite(str(tmp_path / 'truth' / f'{frame.stamp_ns}.png'), labels)
    cv2.imwrite(str(tmp_path / 'truth' / '7.png'), labels)
    assert replay('--truth', 'truth', '--out', 'out') == 0
    assert 'label file without a frame: 1, first 7.png' in capsys.readouterr().out
    scores = json.loads((tmp_path / 'out' / 'report.json').read_text())
    assert replay('--out', 'whole') == 0
    whole = json.loads((tmp_path / 'whole' / 'report.json').read_text())
    assert 0 < scores['miou'] < whole['miou']


def test_outputs_are_written_into_a_bag(replay, capsys, tmp_path):
    assert replay('--out', 'out', '--bag', 'mask', 'sets') == 0
    assert f'outputs are in {Path("out") / "bag"}' in capsys.readouterr().out
    names = ('label_info', 'label_names', 'mask', 'sets/person', 'sets/vehicle')
    assert sorted(Bag(tmp_path / 'out' / 'bag').topics) == [
        f'/segmentation/{name}' for name in names
    ]


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (('--compare', 'none.jsonl'), 'there is no reference none.jsonl'),
        (('--record', 'bag/ref.jsonl'), 'is what is read'),
        (('--record', 'out/frames.jsonl', '--out', 'out'), 'is to be written twice'),
        (('--tolerance', 'few.yaml'), '--tolerance is for --compare'),
        (('--set', 'output_size=match'), 'depth/camera_info needs a topic'),
        (('--set', 'footprint_width=1.0'), 'camera_info needs a topic'),
        (('--truth', 'none'), 'none is not a folder'),
        (('--bag',), '--bag writes DIR/bag: give --out DIR'),
        (('--bag', '--out', '.'), 'bag is there already: take it away'),
        (('--bag-input',), '--bag-input is for --bag'),
        (('--bag', 'masks', '--out', 'out'), 'no output masks: choose from mask, '),
        (('--set', 'threads'), 'sets nothing'),
        (('--live', '--ground'), 'gives no outputs on the ground'),
        (('--live', '--set', 'footprint_width=1.0'), 'footprint_width needs camera_pose'),
        (('--live', '--set', 'output_size=match'), 'depth/camera_info needs a topic'),
        (('--rate', '1'), 'give one from 0.001 up, with --live'),
        (('--live', '--rate', '0'), '--rate 0.0: give one from 0.001 up'),
        (('--live', '--rate', '1e-300'), '--rate 1e-300: give one from 0.001 up'),
        (('--live', '--rate', 'inf'), '--rate inf: give one from 0.001 up'),
        (('--live', '--rate', '-1'), '--rate -1.0: give one from 0.001 up'),
        (('--live', '--rate', 'nan'), '--rate nan: give one from 0.001 up'),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_work(replay, capsys, options, reason):
    assert replay(*options) == 2
    assert reason in capsys.readouterr().err


def test_what_is_no_bag_needs_no_rosbags(model_options):
    program = 'import sys; sys.modules["rosbags"] = None; from seg_node.cli.main import main; '
    command = [sys.executable, '-c', f'{program}sys.exit(main())', 'replay', 'bars:64x48:2']
    subprocess.run([*command, *model_options, '--out', 'out'], check=True)


def heed_interrupts():
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_an_interrupt_leaves_a_partial_result_and_the_old_reference(model_options, tmp_path):
    (tmp_path / 'ref.jsonl').write_text('old')
    command = [sys.executable, '-m', 'seg_node.cli.main', 'replay', 'bars:64x48:1000000']
    command += [*model_options, '--out', 'out', '--record', 'ref.jsonl', '--bag', '--bag-input']
    process = subprocess.Popen(
        command, preexec_fn=heed_interrupts, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    frames = tmp_path / 'out' / 'frames.jsonl.partial'
    try:
        while not (frames.exists() and frames.stat().st_size):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert b'PARTIAL' in output
    result = json.loads((tmp_path / 'out' / 'report.json').read_text())
    assert result['is_partial'] and 0 < result['frames'] < result['stated_frames']
    lines = [json.loads(line) for line in frames.read_text().splitlines()]
    assert len(lines) == result['frames'] + 2
    assert lines[-1]['end']['is_partial']
    outputs = Bag(tmp_path / 'out' / 'bag')
    for topic in ('/camera/image_raw', '/segmentation/mask', '/segmentation/overlay/compressed'):
        assert len(list(outputs.messages(topic))) == result['frames']
    assert (tmp_path / 'ref.jsonl').read_text() == 'old'
    assert (tmp_path / 'ref.jsonl.partial').exists()


POSE = '0 0 1.2 -1.5708 0 -1.5708'


@pytest.fixture
def calibrated(camvid):
    """Record the drive with its calibration."""
    camera = PinholeCamera(WIDTH, HEIGHT, 100.0, 100.0, 63.5, 47.5)
    source = BoxDrive(camvid, change=lambda _, frame: replace(frame, camera=camera))
    shutil.rmtree('bag')
    write_bag(source, 'bag')


def test_the_ground_is_compared_where_both_runs_looked_at_it(replay, calibrated, capsys):
    ground = ('--ground', '--set', f'camera_pose={POSE}')
    assert replay('--record', 'ref.jsonl', *ground) == 0
    assert replay('--compare', 'ref.jsonl', *ground) == 0
    capsys.readouterr()
    assert replay('--compare', 'ref.jsonl', *ground, '--set', 'ground_range_max=5.0') == 1
    said = capsys.readouterr().out
    assert '(drivable_grid in 14, drivable_scan in ' in said
    assert 'probable cause: changed parameter ground_range_max: ' in said
    assert replay('--compare', 'ref.jsonl') == 0


def test_ground_that_is_not_known_is_counted(replay, calibrated, capsys):
    assert replay('--ground') == 0
    said = capsys.readouterr().out
    assert 'ground is not known: 14, first frame 0: TF has no transform from' in said
    assert replay('--set', 'output_size=match') == 2
    assert (
        'depth/camera_info needs a topic of sensor_msgs/msg/CameraInfo' in capsys.readouterr().err
    )


def test_the_ground_lies_in_the_output_bag(replay, calibrated, capsys):
    ground = ('--ground', '--set', f'camera_pose={POSE}')
    assert replay(*ground, '--out', 'out', '--bag', 'ground') == 0
    bag = Bag(Path('out/bag'))
    topics = {'/drivable_grid', '/drivable_scan', '/drivable_points', '/tf_static'}
    labels = {'/segmentation/label_names', '/segmentation/label_info'}
    assert bag.topics.keys() == topics | labels
    grids = [stored.message for stored in bag.messages('/drivable_grid')]
    records = Reference(Path('out/frames.jsonl')).records()
    for grid, record in zip(grids, records, strict=True):
        assert isinstance(record, FrameRecord)
        assert header_stamp_ns(grid) == record.stamp_ns
        cells = grid.data.reshape(grid.info.height, grid.info.width)
        assert digest(cells) == record.digests['drivable_grid']
    (said,) = bag.messages('/tf_static')
    (transform,) = said.message.transforms
    assert (transform.header.frame_id, transform.child_frame_id) == ('base_link', 'camera_foot')
    capsys.readouterr()
    assert replay('--out', 'other', '--bag', 'ground') == 2
    assert '--bag ground is what --ground tells' in capsys.readouterr().err


def test_a_drive_without_a_frame_is_no_result_and_no_reference(replay, capsys, tmp_path):
    shutil.rmtree('bag')
    (tmp_path / 'bag').mkdir()
    (tmp_path / 'bag' / '0.png').write_bytes(b'no picture')
    assert replay('--record', 'ref.jsonl', '--out', 'out') == 2
    assert 'seg replay: bag: no frame could be segmented' in capsys.readouterr().err
    assert not (tmp_path / 'ref.jsonl').exists()
    assert 'no frame could be segmented' in (tmp_path / 'out' / 'junit.xml').read_text()


def test_a_failed_replay_leaves_nothing_of_the_one_before(replay, tmp_path):
    assert replay('--record', 'ref.jsonl', '--out', 'out') == 0
    (tmp_path / 'ref.jsonl').write_text('damaged')
    assert replay('--compare', 'ref.jsonl', '--out', 'out') == 2
    left = {file.name for file in (tmp_path / 'out').iterdir()}
    assert left == {'frames.jsonl'}
