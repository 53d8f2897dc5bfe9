# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whoever is killed, and whenever: the cache stays right, and no process stays."""

from contextlib import nullcontext, suppress
import os
from pathlib import Path
import random
import signal
import subprocess
import sys
import time

from process_tree import builders_of, is_alive, wait_for
import pytest

from seg_node.core.errors import BackendError
from seg_node.core.module_command import module_command
from seg_node.engine.build_process import MODULE
from seg_node.engine.engine_build import obtain_engine

ASKER = Path(__file__).with_name('asker.py')


@pytest.fixture
def start_asker(cache, tmp_path):
    """Start programs that ask for an engine; they end with the test."""
    started = []

    def start(request):
        path = tmp_path / 'request'
        with path.open('wb') as file:
            request.write(file, cache.folder)
        command = [sys.executable, str(ASKER), str(path)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def wait_for_words(process, words):
    for line in process.stdout:
        if words in line:
            return
    raise AssertionError(f'it never said {words}')


@pytest.mark.parametrize('phase', ['waiting for other', 'Building engine'])
def test_builder_ends_with_whoever_asked(start_asker, cache, long_request, phase):
    """Also in the middle of a build, though TensorRT cannot be interrupted."""
    with cache.lock(long_request.key) if 'waiting' in phase else nullcontext():
        asker = start_asker(long_request)
        wait_for_words(asker, phase)
        (builder,) = builders_of(asker.pid)
        asker.kill()
        wait_for(lambda: not is_alive(builder), 10)
    assert cache.load(long_request.key) is None


def test_request_that_never_comes_ends_the_builder():
    command = module_command(MODULE)
    for request in (b'', b'{"graph_bytes": 10', b'\n'):
        result = subprocess.run(command, input=request, capture_output=True, timeout=30)
        assert result.returncode == 1
        assert not result.stdout


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_builder_that_is_killed_leaves_a_right_engine_or_none(request_engine, cache):
    request = request_engine()
    times_s: list[float] = []
    right = obtain_engine(request, cache, lambda words: times_s.append(time.monotonic())).plan
    building_s = time.monotonic() - times_s[0]
    moments = random.Random(0)
    ends = set()
    for _ in range(20):
        for path in cache.folder.iterdir():
            path.unlink()
        wait_s = moments.uniform(0.0, building_s)
        seen: list[float] = []

        def kill_later(words, wait_s=wait_s, seen=seen):
            if not seen:
                seen.append(time.monotonic())
                time.sleep(wait_s)
                for process in builders_of():
                    with suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)

        try:
            obtain_engine(request, cache, kill_later)
            ends.add('built')
        except BackendError as error:
            assert 'ended with SIGKILL' in str(error)
            ends.add('killed')
        engine = cache.load(request.key)
        assert engine is None or engine.plan == right
    assert 'killed' in ends
    assert obtain_engine(request, cache).plan == right
    assert not builders_of()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_asker_that_is_killed_leaves_a_right_engine_or_none(start_asker, request_engine, cache):
    request = request_engine()
    right = obtain_engine(request, cache).plan
    moments = random.Random(1)
    for _ in range(20):
        for path in cache.folder.iterdir():
            path.unlink()
        asker = start_asker(request)
        wait_for_words(asker, moments.choice(['starting', 'Building engine']))
        builders = builders_of(asker.pid)
        time.sleep(moments.uniform(0.0, 0.5))
        asker.kill()
        asker.wait()
        wait_for(lambda pids=builders: not any(map(is_alive, pids)), 10)
        engine = cache.load(request.key)
        assert engine is None or engine.plan == right
    assert obtain_engine(request, cache).plan == right
