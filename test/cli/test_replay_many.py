# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg replay`` of several drives: whatever happens to one, the others are replayed."""

from dataclasses import replace
from functools import partial
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from xml.etree import ElementTree

from box_drive import BoxDrive
import numpy as np
from parsed_page import ParsedPage
from process_tree import children_of, is_alive, wait_for
import pytest

from seg_node.cli.main import main
from seg_node.core.label_set import load_label_set
from seg_node.replay.many.task_process import MODULE
from seg_node.sources.bag_reader import Bag
from seg_node.sources.bag_writer import write_bag

pytest.importorskip('onnxruntime')

DRIVES = ('monday/drive', 'tuesday/drive')
ENDLESS = 'bars:64x48:1000000'


def darken(lit_count, index, frame):
    """Make a frame black unless it is one of the first."""
    return frame if index < lit_count else replace(frame, image=np.zeros_like(frame.image))


@pytest.fixture(autouse=True)
def bags(tmp_path, monkeypatch, camvid):
    """Work where two bags lie; the second one ends in the dark."""
    monkeypatch.chdir(tmp_path)
    for name, lit_count in zip(DRIVES, (6, 3), strict=True):
        (tmp_path / name).parent.mkdir()
        write_bag(BoxDrive(camvid, 6, partial(darken, lit_count)), name)


@pytest.fixture
def options(model_options):
    return [*model_options, '--set', 'network_size=128x96', '--out', 'out']


@pytest.fixture
def replay(options, tmp_path):
    """Replay, and give exit code and drives of the summary."""

    def call(*sources_and_more):
        code = main(['replay', *options, *sources_and_more])
        return code, json.loads((tmp_path / 'out' / 'summary.json').read_text())['drives']

    return call


@pytest.fixture
def start(options, tmp_path):
    """Start a program that replays; it ends with the test."""
    started = []

    def call(*sources_and_more):
        command = [sys.executable, '-m', 'seg_node.cli.main', 'replay', *options]
        process = subprocess.Popen(
            [*command, *sources_and_more],
            # Who starts the tests may ignore interrupts.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield call
    for process in started:
        process.kill()
        process.communicate()


def is_begun(folder):
    partial_records = folder / 'frames.jsonl.partial'
    return partial_records.exists() and partial_records.stat().st_size


def digests(drives):
    return {drive['name']: drive['result']['digest'] for drive in drives}


def states(drives):
    return [(drive['name'], drive['state'], drive['is_kept']) for drive in drives]


def test_maps_do_not_depend_on_the_number_of_workers(replay, tmp_path):
    code, drives = replay(*DRIVES, 'bars:64x48:5')
    assert code == 0
    found = digests(drives)
    assert set(found) == {'monday_drive', 'tuesday_drive', 'bars_64x48_5'}
    assert len(set(found.values())) == 3
    code, drives = replay(*DRIVES, 'bars:64x48:5', '--workers', '3', '--out', 'out/second')
    second = json.loads((tmp_path / 'out' / 'second' / 'summary.json').read_text())
    assert digests(second['drives']) == found
    assert not any(drive['is_kept'] for drive in second['drives'])
    assert replay(DRIVES[0], '--out', 'out/alone')[0] == 0
    alone = json.loads((tmp_path / 'out' / 'alone' / 'report.json').read_text())
    assert alone['digest'] == found['monday_drive']


def test_references_are_kept_compared_and_updated_by_name(replay, capsys, tmp_path):
    assert replay(*DRIVES, '--record', 'refs')[0] == 0
    references = [tmp_path / 'refs' / f'{name}_drive.jsonl' for name in ('monday', 'tuesday')]
    assert sorted((tmp_path / 'refs').iterdir()) == references
    code, drives = replay(*DRIVES, '--compare', 'refs', '--workers', '2')
    assert (code, [drive['state'] for drive in drives]) == (0, ['same', 'same'])

    changed = ('--set', 'drivable_threshold=0.3')
    kept = references[0].rename(tmp_path / 'kept')
    code, drives = replay(*DRIVES, '--compare', 'refs', *changed)
    assert code == 2
    assert [drive['state'] for drive in drives] == ['FAILED', 'DIFFERS']
    assert 'there is no reference refs/monday_drive.jsonl' in drives[0]['reason']
    output = capsys.readouterr().out
    assert 'changed parameter drivable_threshold: 0.5 -> 0.3' in output
    assert '2 drives: 1 FAILED, 1 DIFFERS' in output

    kept.rename(references[0])
    for is_monday_kept in (False, True):
        code, drives = replay(*DRIVES, '--update', 'refs', *changed)
        assert code == 0
        assert states(drives) == [
            ('monday_drive', 'DIFFERS', is_monday_kept),
            ('tuesday_drive', 'DIFFERS', True),
        ]
    assert replay(*DRIVES, '--compare', 'refs', *changed)[0] == 0


def test_what_changed_most_comes_first(replay, tmp_path):
    sources = (*DRIVES, 'bars:64x48:5')
    replay(*sources, '--record', 'refs')
    code, drives = replay(*sources, '--compare', 'refs', '--set', 'drivable_threshold=0.3')
    assert code == 1
    changes = [drive['change'] for drive in drives]
    assert changes[0] > changes[1] > changes[2] == 0
    assert drives[2]['state'] == 'same'
    page = ParsedPage(tmp_path / 'out' / 'summary.html')
    places = [page.text.index(drive['name']) for drive in drives]
    assert places == sorted(places)
    assert not page.scripts
    assert page.targets[1:] == [f'{drive["name"]}/report.html' for drive in drives]


def test_what_is_whole_and_still_good_is_not_replayed_again(replay, capsys, tmp_path):
    first = replay(*DRIVES)[1]
    code, second = replay(*reversed(DRIVES), '--workers', '2')
    assert code == 0
    assert digests(second) == digests(first)
    assert [drive['is_kept'] for drive in second] == [True, True]
    os.utime(next((tmp_path / DRIVES[0]).glob('*.mcap')))
    (tmp_path / 'out' / 'tuesday_drive' / 'frames.jsonl').unlink()
    capsys.readouterr()
    third = replay(*DRIVES)[1]
    assert [drive['is_kept'] for drive in third] == [False, False]
    assert 'monday_drive: is replayed anew, since it changed: rec' in capsys.readouterr().out
    assert all(drive['is_kept'] for drive in replay(*DRIVES)[1])
    assert not any(d['is_kept'] for d in replay(*DRIVES, '--set', 'drivable_threshold=0.3')[1])


def test_each_drive_has_a_bag_that_is_written_anew_with_it(replay, tmp_path):
    bag = tmp_path / 'out' / 'monday_drive' / 'bag'
    assert replay(*DRIVES, '--bag', 'mask')[0] == 0
    assert '/segmentation/confidence' not in Bag(bag).topics
    assert replay(*DRIVES, '--bag', 'confidence')[0] == 0
    assert '/segmentation/confidence' in Bag(bag).topics
    shutil.rmtree(bag)
    write_bag(BoxDrive(load_label_set('camvid'), 1), bag)  # somebody's recording
    code, drives = replay(*DRIVES, '--bag', 'mask')
    assert code == 2
    assert 'bag is there already' in drives[0]['reason']
    assert '/camera/image_raw' in Bag(bag).topics


def test_one_that_cannot_be_read_stops_no_other(replay, tmp_path):
    (file,) = (tmp_path / DRIVES[0]).glob('*.mcap')
    replay(*DRIVES)
    file.write_bytes(file.read_bytes()[:1000])
    code, drives = replay(*DRIVES, 'none.mcap')
    assert code == 2
    assert states(drives) == [
        ('monday_drive', 'FAILED', False),
        ('none.mcap', 'FAILED', False),
        ('tuesday_drive', 'replayed', True),
    ]
    assert 'monday/drive/drive.mcap is not a whole bag' in drives[0]['reason']
    assert 'none.mcap' in drives[1]['reason']
    suites = {
        suite.get('name'): (suite.get('errors'), suite.get('skipped'))
        for suite in ElementTree.parse(tmp_path / 'out' / 'junit.xml').getroot()
    }
    unread, not_compared = ('1', '0'), ('0', '1')
    assert suites == {DRIVES[0]: unread, 'none.mcap': unread, DRIVES[1]: not_compared}
    assert not (tmp_path / 'out' / 'monday_drive' / 'report.json').exists()


def test_one_that_is_killed_stops_no_other(start, tmp_path):
    process = start(ENDLESS, DRIVES[0], '--workers', '2')
    out = tmp_path / 'out'
    wait_for(lambda: is_begun(out / 'bars_64x48_1000000'))
    wait_for((out / 'drive' / 'made_from.json').exists)
    (child,) = children_of(process.pid, MODULE)
    os.kill(child, signal.SIGKILL)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert 'bars_64x48_1000000: its process ended with SIGKILL (is there memory enough?)' in output
    assert 'drive: replayed: 6 frames' in output


def test_an_interrupt_ends_all_and_leaves_what_is_finished(start, replay, tmp_path):
    process = start(DRIVES[0], ENDLESS, DRIVES[1])
    endless = tmp_path / 'out' / 'bars_64x48_1000000'
    wait_for(lambda: is_begun(endless))
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert '3 drives: 1 replayed, 2 interrupted' in output
    assert json.loads((endless / 'report.json').read_text())['is_partial']
    assert not (tmp_path / 'out' / 'tuesday_drive' / 'report.json').exists()
    code, drives = replay(*DRIVES)
    assert code == 0
    assert [drive['is_kept'] for drive in drives] == [True, False]


def test_processes_end_with_whoever_started_them(start, tmp_path):
    process = start(ENDLESS, '--workers', '1')
    wait_for(lambda: is_begun(tmp_path / 'out' / 'bars_64x48_1000000'))
    (child,) = children_of(process.pid, MODULE)
    process.kill()
    wait_for(lambda: not is_alive(child))


@pytest.mark.parametrize(
    ('more', 'reason'),
    [
        (('--workers', '0'), 'workers is 0'),
        (('monday/../monday/drive',), 'is given twice'),
        (('--compare', 'none'), 'none is no folder'),
        (('--record', 'monday/drive'), 'is what is read'),
        (('--live', '--workers', '2'), 'would hear and slow down each other'),
        (('--live', '--ray', 'local'), 'would hear and slow down each other'),
        (('--out', 'tuesday/drive'), 'is what is read'),
        (('--set', 'thread=1'), 'there is no parameter thread'),
        (('--tolerance', 'few.yaml'), '--tolerance is for'),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_work(options, capsys, tmp_path, more, reason):
    assert main(['replay', *options, *DRIVES, *more]) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / 'out' / 'summary.json').exists()


def test_results_need_a_place(options, capsys):
    assert main(['replay', *options[:-2], *DRIVES]) == 2
    assert 'give --out DIR' in capsys.readouterr().err


@pytest.mark.slow
def test_a_ray_cluster_gives_the_same(start, replay, monkeypatch, tmp_path):
    """Its token is the test's own, since Ray would write one into the home folder."""
    pytest.importorskip('ray')
    monkeypatch.setenv('RAY_AUTH_MODE', 'token')
    monkeypatch.setenv('RAY_AUTH_TOKEN', secrets.token_hex(32))
    found = digests(replay(*DRIVES)[1])
    more = ('--out', 'there', '--record', 'refs', '--ray', 'local')
    process = start(*DRIVES, 'none.mcap', *more)
    output, _ = process.communicate(timeout=100)
    assert process.returncode == 2
    assert '3 drives: 1 FAILED, 2 replayed' in output
    drives = json.loads((tmp_path / 'there' / 'summary.json').read_text())['drives']
    assert digests(drives[1:]) == found
    assert not any(drive['is_kept'] for drive in drives)
    assert 'none.mcap' in (tmp_path / 'there' / 'none.mcap' / 'log.txt').read_text()
    here = {path.name for path in (tmp_path / 'out' / 'monday_drive').iterdir()}
    assert {path.name for path in (tmp_path / 'there' / 'monday_drive').iterdir()} == here
    assert replay(*DRIVES, '--compare', 'refs')[0] == 0


def test_ray_that_is_not_installed_is_named(options, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, 'ray', None)
    assert main(['replay', *options, *DRIVES, '--ray', 'local']) == 2
    assert "pip install 'seg_node[ray]'" in capsys.readouterr().err


def test_a_cluster_that_is_not_there_is_named_at_once(options, capsys):
    pytest.importorskip('ray')
    assert main(['replay', *options, *DRIVES, '--ray', '127.0.0.1:1']) == 2
    assert 'no Ray cluster at 127.0.0.1:1' in capsys.readouterr().err


def test_one_thread_per_core_is_no_setting_for_a_cluster(options, capsys):
    more = ('--threads', '0', '--ray', 'local')
    assert main(['replay', *options, *DRIVES, *more]) == 2
    assert 'give --threads N' in capsys.readouterr().err
