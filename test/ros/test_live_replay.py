# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg replay --live``: the node is compared and measured, and never waited for in vain."""

from dataclasses import replace
import json
from math import pi
import os
from pathlib import Path
import signal
import subprocess
import sys

import bag_messages
from bag_messages import image, record, SECOND
from box_drive import BoxDrive, swapped
from colour_model import write_colour_model
import numpy as np
from process_tree import children_of, is_alive, wait_for
import pytest

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.sources.bag_writer import write_bag
from seg_node.sources.folder_writer import write_png
from seg_node.sources.message_making import make_camera_info

pytestmark = pytest.mark.ros

TESTS = Path(__file__).parents[1]
COUNT = 14
# A period of 0.15 s: even a busy machine loses few.
SLOW = '--rate', '0.67'
AHEAD = f'0.3 0 1 {-pi / 2} 0 {-pi / 2}'
ENDLESS = 'bars:64x48:100000'
IMPATIENT = (
    'import seg_node.ros.live_playback as player; '
    'player._PATIENCE_S, player._LONGEST_SILENCE_S = 1.0, 9.0; '
)
LATE = 'import seg_node.ros.own_graph as own_graph; own_graph.NODE = "late_node"; '
MAIN = 'import sys; from seg_node.cli.main import main; sys.exit(main())'


@pytest.fixture(scope='module')
def folder(tmp_path_factory, camvid):
    """Work where a bag lies, and one of white frames that its model breaks on."""
    folder = tmp_path_factory.mktemp('live')
    write_bag(BoxDrive(camvid, COUNT), folder / 'bag')
    write_bag(BoxDrive(camvid, 6, whiten), folder / 'white')
    return folder


def whiten(index, frame):
    frame.image[:] = 255 if index % 2 else frame.image
    return frame


@pytest.fixture(scope='module')
def start(folder, colour_model):
    """Start a replay in a process of its own, for in this one ROS runs already."""

    def start(source, *options, live=True, fault='', model=colour_model):
        command = [sys.executable, '-c', fault + MAIN, 'replay', str(source)]
        command += ['--model', str(model), '--threads', '1', '--set', 'network_size=128x96']
        command += ['--live'] if live else []
        return subprocess.Popen(
            [*command, *options],
            cwd=folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {'PYTHONPATH': f'{TESTS}:{TESTS / "ros"}'},
            preexec_fn=heed_interrupts,
        )

    return start


def heed_interrupts():
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope='module')
def replay(start):
    """Replay and give exit code and output."""

    def replay(source, *options, **other):
        with start(source, *options, **other) as process:
            try:
                output, errors = process.communicate(timeout=120)
            finally:
                process.kill()
        return process.returncode, output + errors

    return replay


@pytest.fixture(scope='module')
def reference(replay):
    """Record a live replay."""
    assert replay('bag', *SLOW, '--record', 'live.jsonl')[0] == 0
    return 'live.jsonl'


def picture(frame, stamp_s, recorded_s=None):
    """Give a frame as it is recorded, by default at the time of its stamp."""
    recorded_ns = round(SECOND * (stamp_s if recorded_s is None else recorded_s))
    return '/image_raw', recorded_ns, image(round(SECOND * stamp_s), frame.image, 'rgb8')


def result(folder, name):
    return json.loads((folder / name / 'report.json').read_text())


def test_the_node_gives_what_an_offline_replay_gives(replay, folder):
    assert replay('bag', '--record', 'offline.jsonl', live=False)[0] == 0
    code, output = replay('bag', *SLOW, '--compare', 'offline.jsonl', '--out', 'same')
    assert code == 0 and 'same: ' in output, output
    found = result(folder, 'same')
    assert found['frames'] + found['lost_frames'] == COUNT
    assert found['miou'] == 1.0
    assert 0 < found['latency_ms']['median'] <= found['latency_ms']['p99']
    assert found['node']['received'] == found['node']['sent'] == COUNT
    assert 0 < found['node']['rate'] <= 0.68
    assert found['run']['mode'] == 'live at 0.67 times the recorded speed'
    lines = (folder / 'same' / 'frames.jsonl').read_text().splitlines()
    frames = [line['frame'] for line in map(json.loads, lines) if 'frame' in line]
    assert [frame['index'] for frame in frames] == list(range(COUNT))
    assert all(('latency_ms' in frame) != ('why' in frame) for frame in frames)


def test_an_unchanged_node_passes(replay, reference):
    code, output = replay('bag', *SLOW, '--compare', reference)
    assert code == 0 and 'same: ' in output, output


def test_a_changed_parameter_is_named(replay, reference):
    code, output = replay('bag', *SLOW, '--compare', reference, '--set', 'drivable_threshold=0.3')
    cause = 'changed parameter drivable_threshold: 0.5 -> 0.3'
    assert code == 1 and f'probable cause: {cause}' in output, output


def test_a_changed_net_is_named(replay, reference, camvid, folder):
    labels = type(camvid)('camvid', camvid.classes[::-1], camvid.class_sets)
    other = write_colour_model(folder / 'other.onnx', labels)
    code, output = replay('bag', *SLOW, '--compare', reference, model=other)
    assert code == 1 and 'probable cause: another net' in output, output


def test_masks_one_frame_late_are_named(replay, reference):
    code, output = replay('bag', *SLOW, '--compare', reference, fault=LATE)
    assert code == 1 and 'probable cause: masks are 1 frame late' in output, output


def test_the_node_is_asked_what_swapped_channels_give(replay, reference, folder, camvid):
    write_bag(BoxDrive(camvid, COUNT, swap), folder / 'swapped')
    end = (folder / reference).read_text().splitlines()[-1]
    assert set(json.loads(end)['end']['swapped_masks']) == {'0', '1', '2'}
    code, output = replay('swapped', *SLOW, '--compare', reference)
    assert code == 1 and 'of swapped channels: red and blue are exchanged before' in output, output


def swap(index, frame):
    return replace(frame, image=swapped(frame.image))


def test_a_budget_is_held_against_what_was_measured(replay, reference, folder):
    (folder / 'fast.yaml').write_text('live: {latency_p99_ms: 0.001}')
    code, output = replay('bag', *SLOW, '--compare', reference, '--tolerance', 'fast.yaml')
    assert code == 1 and 'OVER BUDGET: latency_p99_ms is ' in output, output
    assert 'frame to mask took' in output.partition('OVER BUDGET')[2], output


def test_frames_that_come_too_fast_are_lost_and_told(replay, folder):
    slow_net = '--set', 'network_size=640x480'
    code, output = replay('bars:640x480:40', '--rate', '1000', *slow_net, '--out', 'fast')
    assert code == 0, output
    found = result(folder, 'fast')
    assert found['frames'] + found['lost_frames'] == 40 and found['lost_frames']
    assert found['faults']['lost live']['count'] == found['lost_frames']
    first = found['faults']['lost live']['first'][0]
    assert first.endswith('replaced by a newer frame'), first


def test_frames_that_the_net_fails_on_are_lost_for_that_reason(replay, folder, camvid):
    model = write_colour_model(folder / 'breaks.onnx', camvid, breaks_on_white=True)
    code, output = replay('white', *SLOW, '--out', 'broken', model=model)
    assert code == 0, output
    found = result(folder, 'broken')
    assert found['faults']['lost live']['first'][0] == 'frame 1: failed in the net'
    assert found['frames'] + found['lost_frames'] == 6


def test_frames_whose_stamps_tell_nothing_are_told_apart(replay, folder, camvid):
    stamps_s = 0, 0, 5, 5, 9, 8
    frames = enumerate(BoxDrive(camvid, len(stamps_s)))
    record(folder / 'stamps', [picture(frame, stamps_s[n], 1 + n / 10) for n, frame in frames])
    assert replay('stamps', '--record', 'stamps.jsonl', live=False)[0] == 0
    compare = '--compare', 'stamps.jsonl', '--out', 'stamps_out'
    code, output = replay('stamps', *SLOW, *compare)
    assert code == 0 and 'same: ' in output, output
    found = result(folder, 'stamps_out')
    assert found['frames'] + found['lost_frames'] == len(stamps_s)
    assert {'stamp is zero', 'stamp repeats', 'stamp goes back'} <= found['faults'].keys()


def test_sizes_and_seeds_that_camera_info_gives_are_the_same_as_offline(replay, folder, camvid):
    frames = [picture(frame, frame.stamp_ns / SECOND) for frame in BoxDrive(camvid, 6)]
    lens = PinholeCamera(128, 96, 100.0, 100.0, 63.5, 47.5)
    depth = replace(lens, width=64, height=48)
    infos = [
        (f'{place}/camera_info', SECOND, make_camera_info(bag_messages.header(SECOND), camera))
        for place, camera in (('', lens), ('/depth', depth))
    ]
    record(folder / 'cameras', [*infos, *frames])
    (folder / 'truth').mkdir()
    write_png(folder / 'truth' / f'{SECOND}.png', np.zeros((96, 128), np.uint8))
    asked = ('output_size=match', 'footprint_width=0.6', f'camera_pose={AHEAD}')
    options = [word for each in asked for word in ('--set', each)]
    assert replay('cameras', *options, '--record', 'cameras.jsonl', live=False)[0] == 0
    compare = '--truth', 'truth', '--compare', 'cameras.jsonl', '--out', 'cameras_out'
    code, output = replay('cameras', *SLOW, *options, *compare)
    assert code == 0 and 'same: ' in output, output
    found = result(folder, 'cameras_out')
    assert found['frames'] + found['lost_frames'] == 6
    assert 0 < found['drivable_share'] < 1


def test_a_node_that_does_not_start_is_told_with_its_log(replay):
    code, output = replay('bag', '--set', 'published_classes=x=Nowhere')
    assert code == 2 and 'the node did not start' in output and 'Nowhere' in output, output


def node_of(process):
    return next(iter(children_of(process.pid, 'seg_node.ros.main')), None)


def await_frames(folder, name):
    path = folder / name / 'frames.jsonl.partial'
    wait_for(lambda: path.exists() and path.stat().st_size, 60.0)


def test_a_node_that_dies_is_told_with_its_log(start, folder):
    with start(ENDLESS, '--out', 'dies') as process:
        try:
            await_frames(folder, 'dies')
            os.kill(node_of(process), signal.SIGKILL)
            _, errors = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 2 and 'the node ended early with SIGKILL' in errors, errors


@pytest.fixture
def without_shared_memory(monkeypatch):
    """Keep what stops or is killed while it holds a lock there from breaking it for others."""
    monkeypatch.setenv('FASTDDS_BUILTIN_TRANSPORTS', 'UDPv4')


@pytest.mark.parametrize('source', [ENDLESS, 'bars:64x48:60'])  # frames to send, or none
@pytest.mark.usefixtures('without_shared_memory')
def test_a_node_that_hangs_is_told_and_ended(start, folder, tmp_path, source):
    with start(source, '--out', str(tmp_path / 'out'), fault=IMPATIENT) as process:
        try:
            await_frames(tmp_path, 'out')
            node = node_of(process)
            os.kill(node, signal.SIGSTOP)
            _, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 2 and 'the node has not been heard for 9 s' in errors, errors
    assert not is_alive(node)


@pytest.mark.usefixtures('without_shared_memory')
def test_no_node_outlives_a_replay_that_is_killed(start, folder):
    with start(ENDLESS, '--out', 'killed') as process:
        try:
            await_frames(folder, 'killed')
            node = node_of(process)
        finally:
            process.kill()
    wait_for(lambda: not is_alive(node))


def test_an_interrupt_leaves_a_partial_result_and_no_process(start, folder):
    with start(ENDLESS, '--out', 'interrupted') as process:
        try:
            await_frames(folder, 'interrupted')
            node = node_of(process)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130, output + errors
    assert 'PARTIAL' in output
    found = result(folder, 'interrupted')
    assert found['is_partial'] and 0 < found['frames'] < found['stated_frames']
    assert node and not is_alive(node)
