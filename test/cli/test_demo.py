# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg demo`` as a user runs it: camera, node and recorder as processes of their own."""

from __future__ import annotations

import json
import os
from pathlib import Path
import signal
import subprocess
import sys
import time

import cv2
import numpy as np
import pytest
import yaml

from seg_node.cli.main import main
from seg_node.sources.folder import FolderSource
from seg_node.sources.video import VideoSource
from seg_node.sources.video_writer import VideoWriter, write_video

pytestmark = pytest.mark.ros

COUNT = 8
SIZE = (64, 48)
SKY, ROAD, CAR = 0, 3, 8
COUNTS = ('processed', 'replaced', 'expired', 'rejected', 'failed', 'pending')


class DemoProcess:
    """
    A running ``seg demo``.

    :param source: that it plays.
    :param folder: for its results and its log.
    :param model: path of the model file.
    """

    def __init__(self, source, folder, model):
        self.out = folder / 'out'
        command = [sys.executable, '-m', 'seg_node.cli.main', 'demo', str(source)]
        domain = str(1 + os.getpid() % 100)
        self.process = subprocess.Popen(
            [*command, '--out', str(self.out), '--model', str(model)],
            env=os.environ | {'ROS_DOMAIN_ID': domain, 'ROS_LOG_DIR': str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def end(self, timeout_s=60.0):
        """Wait for the end and give the exit code, stdout and stderr."""
        stdout, stderr = self.process.communicate(timeout=timeout_s)
        return self.process.returncode, stdout, stderr

    def children(self):
        """List the command lines of camera and node, which both name its namespace."""
        name = f'seg_demo_{self.process.pid}'
        return [line for line in command_lines() if name in line]

    def close(self):
        """Interrupt it if it still runs, so that it ends its children."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.communicate(timeout=30.0)


def command_lines():
    """Give the command line of each process that runs."""
    lines = []
    for path in Path('/proc').glob('[0-9]*/cmdline'):
        try:
            lines.append(path.read_text(errors='replace').replace('\0', ' '))
        except OSError:  # it has just ended
            pass
    return lines


@pytest.fixture(autouse=True, scope='module')
def _needs():
    for module in ('rclpy', 'onnxruntime'):
        pytest.importorskip(module)


@pytest.fixture
def hang_up_is_heard():
    """Undo a nohup around the tests, which every process that they start would inherit."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture(scope='module')
def street(tmp_path_factory, camvid):
    """Give the path of a folder of frames with truth: a car leaves a road under a sky."""
    folder = tmp_path_factory.mktemp('street')
    for kind in ('image', 'label'):
        (folder / kind).mkdir()
    for index in range(COUNT):
        labels = np.full(SIZE[::-1], SKY, np.uint8)
        labels[24:] = ROAD
        labels[20:30, : 40 - 5 * index] = CAR
        image = cv2.cvtColor(camvid.palette[labels], cv2.COLOR_RGB2BGR)
        cv2.imwrite(str(folder / 'image' / f'{index}.png'), image)
        cv2.imwrite(str(folder / 'label' / f'{index}.png'), labels)
    return folder


@pytest.fixture
def start(tmp_path, colour_model):
    """Start demos that end with the test."""
    demos = []

    def start(source, model=colour_model):
        demos.append(DemoProcess(source, tmp_path, model))
        return demos[-1]

    yield start
    for demo in demos:
        demo.close()


def read_summary(demo):
    summary = json.loads((demo.out / 'summary.json').read_text())
    assert summary['received'] == sum(summary[name] for name in COUNTS)
    assert summary['masks_received'] == summary['processed']
    assert 0 < summary['latency_ms']['p50'] <= summary['latency_ms']['p99']
    assert {'decode', 'infer', 'publish', 'total'} <= set(summary['stage_ms'])
    assert summary['backend'].startswith('onnxruntime')
    assert summary['network_size'] == summary['output_size'] == '64x48'
    return summary


def test_frames_with_truth_are_all_scored(start, street):
    demo = start(street)
    code, table, errors = demo.end()
    assert (code, errors) == (0, '')
    summary = read_summary(demo)
    for name in ('frames_sent', 'received', 'processed', 'masks_received', 'frames_scored'):
        assert summary[name] == COUNT, name
    assert summary['miou'] == 1.0
    assert {name for name, iou in summary['iou'].items() if iou == 1.0} == {'Sky', 'Road', 'Car'}
    assert summary['false_drivable_rate'] == 0.0

    lines = dict(line.split('  ', 1) for line in table.splitlines() if '  ' in line)
    figures = {name: figure.strip() for name, figure in lines.items()}
    assert figures['masks received'] == str(COUNT)
    assert figures['miou'] == figures['iou Road'] == figures['drivable iou'] == '1.0'
    assert figures['iou Fence'] == 'nothing to score'
    assert figures['latency ms p50'] == str(summary['latency_ms']['p50'])
    p50, p99 = summary['stage_ms']['infer'].values()
    assert figures['stage ms infer'] == f'p50 {p50}  p99 {p99}'
    assert table.endswith(f'overlay.mp4, sheet.png and summary.json are in {demo.out}\n')

    video = VideoSource(demo.out / 'overlay.mp4')
    assert len(video) == COUNT
    assert {frame.image.shape for frame in video} == {(48, 64, 3)}
    assert cv2.imread(str(demo.out / 'sheet.png')) is not None
    assert not demo.children()


def test_video_without_truth_is_played_at_its_rate_and_not_scored(start, street, tmp_path):
    write_video(FolderSource(street), tmp_path / 'street.mp4')
    demo = start(tmp_path / 'street.mp4')
    code, table, errors = demo.end()
    assert (code, errors) == (0, '')
    summary = read_summary(demo)
    assert summary['frames_sent'] == summary['received'] == COUNT
    assert summary['rate_hz'] == pytest.approx(10.0, rel=0.3)
    assert not {'miou', 'iou', 'false_drivable_rate', 'frames_scored'} & set(summary)
    assert 'miou' not in table
    assert len(VideoSource(demo.out / 'overlay.mp4')) == summary['masks_received']
    assert cv2.imread(str(demo.out / 'sheet.png')) is not None
    assert not demo.children()


def test_missing_model_is_one_line(start, street, tmp_path):
    demo = start(street, tmp_path / 'none.onnx')
    code, output, errors = demo.end()
    assert (code, output) == (2, '')
    (line,) = errors.splitlines()
    assert line.startswith('seg demo: the node did not start: ')
    assert f'no model file at {tmp_path / "none.onnx"}' in line
    assert not demo.children()


def test_truth_of_other_classes_than_the_models_is_one_line(start, street, tmp_path, camvid):
    other = camvid.to_dict() | {'name': 'other', 'class_sets': {}}
    other['classes'] = [entry | {'name': f'no {entry["name"]}'} for entry in other['classes']]
    source = tmp_path / 'other'
    source.mkdir()
    for kind in ('image', 'label'):
        (source / kind).symlink_to(street / kind)
    (source / 'labels.yaml').write_text(yaml.safe_dump(other))
    demo = start(source)
    code, output, errors = demo.end()
    assert (code, output) == (2, '')
    (line,) = errors.splitlines()
    assert "the classes of 'other'" in line and "those of 'camvid'" in line
    assert not demo.children()


@pytest.mark.parametrize(
    ('signal_number', 'file', 'child_count'),
    [
        (signal.SIGTERM, 'node.log', 1),
        (signal.SIGINT, 'overlay.mp4', 2),
        (signal.SIGHUP, 'overlay.mp4', 2),
    ],
)
def test_signal_ends_the_demo_and_its_children(
    start, tmp_path, hang_up_is_heard, signal_number, file, child_count
):
    with VideoWriter(tmp_path / 'long.mp4', 10.0) as video:
        for _ in range(300):
            video.write(np.zeros((*SIZE[::-1], 3), np.uint8))
    demo = start(tmp_path / 'long.mp4')
    deadline = time.monotonic() + 30.0
    while not ((demo.out / file).exists() and len(demo.children()) == child_count):
        assert demo.process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    demo.process.send_signal(signal_number)
    code, output, errors = demo.end(timeout_s=10.0)
    assert (code, output, errors) == (130, '', '')
    assert not demo.children()
    assert not (demo.out / 'summary.json').exists()
    if file == 'overlay.mp4':  # else Python itself may have been starting in the children
        for log in ('node.log', 'camera.log'):
            assert 'Traceback' not in (demo.out / log).read_text()


def test_source_that_is_not_there_is_one_line(tmp_path, capsys):
    assert main(['demo', str(tmp_path / 'nowhere'), '--out', str(tmp_path / 'out')]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg demo: ') and 'nowhere does not exist' in line
    assert not (tmp_path / 'out').exists()


def test_out_that_cannot_be_made_is_one_line(street, tmp_path, capsys):
    (tmp_path / 'file').write_text('no folder')
    assert main(['demo', str(street), '--out', str(tmp_path / 'file' / 'out')]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg demo: ') and 'out cannot be made: ' in line
