# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An engine comes back as it was kept, or not at all."""

from dataclasses import replace
import os
from pathlib import Path
import random
import signal
import subprocess
import sys
import threading
import time

from full_disk import full_disk
from kept_engines import ENGINE, KEY, make_engine, OTHER_KEYS
import pytest
from unprivileged import needs_root, unprivileged

from seg_node.core.errors import BackendError
from seg_node.engine.engine_cache import Engine, EngineCache

HERE = str(Path(__file__).parent)

STORE_IN_TURN = """
import sys
from pathlib import Path

sys.path.append(sys.argv[2])
from kept_engines import KEY, make_engine
from seg_node.engine.engine_cache import EngineCache

cache = EngineCache(Path(sys.argv[1]))
while True:
    for number in range(4):
        with cache.lock(KEY):
            cache.store(KEY, make_engine(plan=bytes([number]) * 3_000_000, layer_count=number))
    print('ready', flush=True)
"""


def test_engine_comes_back_under_its_key_alone(cache, files):
    assert files.keys() == {'.plan', '.json'}
    assert cache.load(KEY) == EngineCache(cache.folder).load(KEY) == ENGINE
    assert not [name for name, key in OTHER_KEYS.items() if cache.load(key)]


def test_engine_takes_the_place_of_an_older_one(cache, files):
    newer = make_engine(plan=b'newer', layer_count=46)
    cache.store(KEY, newer)
    assert cache.load(KEY) == newer
    assert sorted(cache.folder.iterdir()) == sorted(files.values())


@pytest.mark.parametrize('most_bytes', [0, 100, 5000, len(ENGINE.plan)])
def test_full_disk_is_told_and_leaves_nothing(cache, most_bytes):
    large = make_engine(architecture='x' * 20_000)  # a sidecar longer than the plan
    with full_disk(most_bytes), pytest.raises(BackendError, match=r'cannot be kept .*make room'):
        cache.store(KEY, large)
    assert not list(cache.folder.iterdir())
    assert cache.load(KEY) is None


@pytest.mark.parametrize('mode', [0o664, 0o646, 0o666])
@pytest.mark.parametrize('kind', ['.plan', '.json'])
def test_file_that_others_write_is_refused_by_name(cache, files, kind, mode):
    files[kind].chmod(mode)
    with pytest.raises(BackendError, match=rf'{files[kind]} can be written by others.*chmod go-w'):
        cache.load(KEY)


@needs_root
@pytest.mark.parametrize('kind', ['.plan', '.json'])
def test_file_of_another_user_is_refused_by_name(cache, files, kind):
    os.chown(files[kind], 1234, 1234)
    with pytest.raises(BackendError, match=rf'{files[kind]} belongs to user 1234.*remove it'):
        cache.load(KEY)


def test_folder_that_cannot_be_written_is_read_and_no_more(public_folder):
    """A robot's user may use what root has built."""
    cache = EngineCache(public_folder)
    cache.store(KEY, ENGINE)
    public_folder.chmod(0o755 if os.geteuid() == 0 else 0o555)
    with unprivileged():
        assert cache.load(KEY) == ENGINE
        with pytest.raises(BackendError, match=r'\.lock cannot be written .*Permission denied'):
            cache.lock(KEY).__enter__()
        with pytest.raises(BackendError, match=r'cannot be kept .*Permission denied'):
            cache.store(KEY, ENGINE)
    assert cache.load(KEY) == ENGINE


def test_last_use_is_written_down(cache, files):
    os.utime(files['.plan'], (0, 0))
    cache.load(KEY)
    assert files['.plan'].stat().st_mtime > time.time() - 60


def test_removed_engine_is_gone(cache, files):
    cache.store(OTHER_KEYS['gpu'], make_engine(OTHER_KEYS['gpu']))
    cache.remove(files['.plan'])
    cache.remove(files['.plan'])
    assert cache.load(KEY) is None
    assert cache.load(OTHER_KEYS['gpu']) is not None
    assert len(list(cache.folder.iterdir())) == 2


def test_what_is_kept_is_listed_with_its_age(cache, files, tmp_path):
    other = OTHER_KEYS['gpu']
    cache.store(other, make_engine(other, plan=bytes(77)))
    (cache.folder / f'{other.name}.json').write_text('damaged')
    (cache.folder / f'{KEY.name}.plan.partial').write_bytes(bytes(5))
    os.utime(files['.plan'], (0, time.time() - 1000))
    kept = {engine.plan.name: engine for engine in cache.engines()}
    assert {name: (each.record, each.size_bytes) for name, each in kept.items()} == {
        files['.plan'].name: (ENGINE.record, len(ENGINE.plan)),
        f'{KEY.name}.plan.partial': (None, 5),
        f'{other.name}.plan': (None, 77),
    }
    assert 1000 <= kept[files['.plan'].name].unused_s < 1100
    for engine in kept.values():
        cache.remove(engine.plan)
    assert not list(cache.folder.iterdir())


def test_record_is_written_anew(cache, files):
    compared = replace(ENGINE.record, agreement=0.999)
    cache.store_record(compared)
    assert cache.load(KEY) == Engine(ENGINE.plan, compared)


def test_record_that_cannot_be_written_anew_is_told(cache, files, caplog):
    with full_disk(10):
        cache.store_record(replace(ENGINE.record, agreement=0.999))
    assert 'cannot be kept' in caplog.text
    assert cache.load(KEY) == ENGINE


def test_users_whose_files_their_group_may_write_can_use_theirs(cache):
    mask = os.umask(0o002)
    try:
        cache.store(KEY, ENGINE)
        cache.store_record(ENGINE.record)
    finally:
        os.umask(mask)
    assert cache.load(KEY) == ENGINE


def test_one_at_a_time_has_the_lock_of_a_key(cache):
    order = []

    def wait(key):
        with cache.lock(key):
            order.append(key)

    with cache.lock(KEY):
        threads = [threading.Thread(target=wait, args=(key,)) for key in (KEY, OTHER_KEYS['gpu'])]
        for thread in threads:
            thread.start()
        threads[1].join(20)
        order.append('the lock ends')
    threads[0].join(20)
    assert order == [OTHER_KEYS['gpu'], 'the lock ends', KEY]


@pytest.mark.slow
def test_writer_that_is_killed_leaves_a_right_engine_or_none(cache):
    """Each plan and its sidecar have a number in common."""
    moments = random.Random(0)
    found = set()
    for _ in range(20):
        command = [sys.executable, '-c', STORE_IN_TURN, str(cache.folder), HERE]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout and writer.stdout.readline() == b'ready\n'
            time.sleep(moments.uniform(0.0, 0.1))
            writer.send_signal(signal.SIGKILL)
        engine = cache.load(KEY)
        found.add(engine.record.layer_count if engine else None)
        if engine:
            assert engine.plan == bytes([engine.record.layer_count]) * 3_000_000
    assert len(found - {None}) > 1
    with cache.lock(KEY):
        cache.store(KEY, ENGINE)
    assert cache.load(KEY) == ENGINE
    assert sorted(path.suffix for path in cache.folder.iterdir()) == ['.json', '.lock', '.plan']


def test_engine_that_is_being_built_is_not_pruned(cache):
    cache.store(KEY, ENGINE)
    (kept,) = cache.engines()
    with cache.lock(KEY):
        assert not cache.prune(kept.plan)
    assert cache.load(KEY) == ENGINE
    assert cache.prune(kept.plan)
    assert cache.load(KEY) is None
