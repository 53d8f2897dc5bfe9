# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is kept comes back whole or not at all."""

import logging
import os
import subprocess
import sys

from full_disk import full_disk
import pytest

from seg_node.backends.blob_cache import BlobCache

BLOB = bytes(range(256)) * 100

STORE_AND_LOAD = """
from seg_node.backends.blob_cache import BlobCache

cache, blob = BlobCache('runtime'), bytes(1_000_000)
for _ in range(100):
    cache.store('key', blob)
    assert cache.load('key') == blob
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    return tmp_path / 'seg_node' / 'runtime'


@pytest.fixture
def cache(folder):
    return BlobCache('runtime')


def test_a_blob_comes_back_under_its_key_alone(cache):
    cache.store('key', BLOB)
    assert BlobCache('runtime').load('key') == BLOB
    assert cache.load('other key') is None


@pytest.mark.parametrize(
    'damage',
    [
        lambda content: b'',
        lambda content: content[:10],
        lambda content: content[:-1],
        lambda content: bytes(len(content)),
        lambda content: content[:5000] + bytes(4096) + content[9096:],
        lambda content: os.urandom(len(content)),
        lambda content: content + b'x',
    ],
    ids=['empty', 'in its digest', 'cut', 'zeros', 'a page of zeros', 'random', 'longer'],
)
def test_a_damaged_blob_is_named_and_written_anew(cache, folder, caplog, damage):
    cache.store('key', BLOB)
    (path,) = folder.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    with caplog.at_level(logging.WARNING):
        assert cache.load('key') is None
    assert f'{path} is damaged' in caplog.text
    cache.store('key', BLOB)
    assert cache.load('key') == BLOB


def test_blobs_that_were_unused_for_longest_go(cache, folder):
    for number in range(8):
        cache.store(str(number), BLOB)
        for path in folder.iterdir():  # as if an hour had passed
            os.utime(path, (path.stat().st_mtime - 3600,) * 2)
    assert cache.load('0') == BLOB
    cache.store('new', BLOB)
    kept = [key for key in (*map(str, range(8)), 'new') if cache.load(key)]
    assert kept == ['0', '2', '3', '4', '5', '6', '7', 'new']


def test_a_full_disk_is_told_and_leaves_no_part_of_a_blob(cache, folder, caplog):
    with full_disk(len(BLOB) // 2):
        cache.store('key', BLOB)
    assert 'cannot be kept for the next start' in caplog.text
    assert not list(folder.iterdir())
    assert cache.load('key') is None


def test_a_folder_that_vanishes_is_told(cache, folder, caplog):
    folder.rmdir()
    folder.write_text('a file instead')
    cache.store('key', BLOB)
    assert 'cannot be kept for the next start' in caplog.text
    assert cache.load('key') is None


@pytest.mark.parametrize('home', ['/dev/null', '/proc'])
def test_where_no_folder_can_be_the_log_has_the_remedy(monkeypatch, caplog, home):
    monkeypatch.setenv('XDG_CACHE_HOME', home)
    cache = BlobCache('runtime')
    assert 'set XDG_CACHE_HOME to a folder that can be written' in caplog.text
    cache.store('key', BLOB)
    assert cache.load('key') is None


def test_a_relative_cache_home_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', 'some/where')
    monkeypatch.setenv('HOME', str(tmp_path))
    BlobCache('runtime').store('key', BLOB)
    assert list((tmp_path / '.cache/seg_node/runtime').iterdir())


def test_processes_that_store_at_the_same_time_do_no_harm(cache, folder):
    writers = [subprocess.Popen([sys.executable, '-c', STORE_AND_LOAD]) for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert len(list(folder.iterdir())) == 1
