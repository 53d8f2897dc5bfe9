# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An engine is built once, and whatever becomes of its build is told."""

from dataclasses import replace
from hashlib import sha256
import os
import signal
import sys
import threading
import time

from full_disk import full_disk
from process_tree import builders_of
import pytest

from seg_node.backends.gpu import parse_target
from seg_node.core.errors import BackendError
from seg_node.engine import engine_build
from seg_node.engine.engine_build import BuildStoppedError, obtain_engine
from seg_node.engine.engine_cache import Engine


def names_in(cache):
    return sorted(path.suffix for path in cache.folder.iterdir())


def test_engine_is_built_once_and_then_kept(request_engine, cache):
    request = request_engine()
    said: list[str] = []
    engine = obtain_engine(request, cache, said.append)
    record = engine.record
    assert record.key == request.key.to_dict()
    assert record.plan_digest == sha256(engine.plan).hexdigest()
    assert record.plan_bytes == len(engine.plan) > 1000
    assert [(port.name, port.dtype, port.shape) for port in record.ports] == [
        ('frame', 'uint8', (1, 96, 384)),
        ('class_sets', 'float32', (4, 11)),
        ('labels', 'uint8', (1, 96, 128)),
        ('confidence', 'uint8', (1, 96, 128)),
        ('set_probability', 'uint8', (1, 4, 48, 64)),
    ]
    assert record.layer_count > 20
    assert record.build_s > 0
    assert record.architecture == 'nearest_colour'
    assert record.peak_memory_mb > 100
    assert any('Building engine' in words and 'any GPU (SM 8.9)' in words for words in said)
    assert names_in(cache) == ['.json', '.lock', '.plan']
    assert not builders_of()

    def no_process(*unused):
        raise AssertionError('it is built again')

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine_build, '_BuildProcess', no_process)
        assert obtain_engine(request, cache, no_process) == engine


@pytest.mark.parametrize('kind', ['.plan', '.json'])
@pytest.mark.slow
def test_engine_that_was_damaged_is_built_again(request_engine, cache, kind):
    engine = obtain_engine(request_engine(), cache)
    (path,) = cache.folder.glob(f'*{kind}')
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    again = obtain_engine(request_engine(), cache)
    assert again.plan == engine.plan
    assert again == cache.load(request_engine().key)
    assert names_in(cache) == ['.json', '.lock', '.plan']


@pytest.mark.slow
def test_two_that_ask_at_once_build_once(long_request, cache):
    said: tuple[list[str], list[str]] = [], []
    engines: dict[int, Engine] = {}

    def ask(number):
        engines[number] = obtain_engine(long_request, cache, said[number].append)

    threads = [threading.Thread(target=ask, args=(number,)) for number in (0, 1)]
    with cache.lock(long_request.key):
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 40
        while not all(any('waiting for other' in words for words in each) for each in said):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert not cache.load(long_request.key)
    for thread in threads:
        thread.join()
    assert engines[0] == engines[1]
    assert sum(any('Building engine' in words for words in each) for each in said) == 1


def test_build_that_should_stop_leaves_nothing(long_request, cache):
    said: list[str] = []
    with pytest.raises(BuildStoppedError, match='the build of lite0_fpn was stopped'):
        obtain_engine(
            long_request,
            cache,
            said.append,
            should_stop=lambda: 'Building engine' in ''.join(said),
        )
    assert not builders_of()
    assert names_in(cache) == ['.lock']


def test_interrupt_ends_the_build(long_request, cache):
    def interrupt(words):
        if 'Building engine' in words:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        obtain_engine(long_request, cache, interrupt)
    assert not builders_of()
    assert names_in(cache) == ['.lock']


def test_too_much_memory_ends_the_build(request_engine, cache):
    with pytest.raises(
        BackendError, match=r'nearest_colour took \d\d+ MB of memory, more than 20, .*network_size'
    ):
        obtain_engine(request_engine(), cache, memory_limit_mb=20)
    assert not builders_of()
    assert cache.load(request_engine().key) is None


def test_graph_that_is_not_taken_is_told_with_the_reason(request_engine, cache):
    with pytest.raises(
        BackendError,
        match=r'no engine for nearest_colour: tensorrt_rtx does not take .*parse',
    ):
        obtain_engine(request_engine(graph=b'no model'), cache)
    assert names_in(cache) == ['.lock']


def test_card_that_rtx_does_not_build_for_is_told(request_engine, cache):
    with pytest.raises(BackendError, match=r'no engine for nearest_colour: .*\(SM 8.7\)'):
        obtain_engine(request_engine(gpu=parse_target('sm87')), cache)
    assert names_in(cache) == ['.lock']


def test_tensorrt_that_is_not_there_is_told(request_engine, cache):
    request = request_engine()
    missing = replace(request, flavour=replace(request.flavour, name='tensorrt'))
    if 'tensorrt' in sys.modules:
        pytest.skip('it is there')
    with pytest.raises(BackendError, match=r'tensorrt cannot be loaded .*python3-libnvinfer'):
        obtain_engine(missing, cache)


def test_full_disk_is_told_and_leaves_nothing(request_engine, cache):
    with full_disk(100_000), pytest.raises(BackendError, match=r'cannot be kept .*make room'):
        obtain_engine(request_engine(), cache)
    assert names_in(cache) == ['.lock']
    assert cache.load(request_engine().key) is None


def test_build_that_crashes_is_told_with_its_signal_and_last_words(
    long_request, cache, monkeypatch
):
    monkeypatch.setenv('PYTHONFAULTHANDLER', '1')

    def crash(words):
        if 'Building engine' in words:
            for process in builders_of():
                os.kill(process, signal.SIGSEGV)

    with pytest.raises(BackendError, match=r'ended with SIGSEGV: .*Extension modules: numpy'):
        obtain_engine(long_request, cache, crash)
    assert names_in(cache) == ['.lock']
    assert obtain_engine(long_request, cache)


PROGRAMS = {
    'ended with code 3: two three four': """
        import sys
        sys.stderr.write('one\\ntwo\\nthree\\nfour\\n')
        sys.exit(3)
    """,
    'ended with SIGABRT: ': """
        import os, sys
        sys.stdout.write('{"phase": "half a li')
        sys.stdout.flush()
        os.abort()
    """,
    'was built and is not in': '',
}


@pytest.mark.parametrize('said', PROGRAMS)
def test_program_that_does_not_build_is_told(request_engine, cache, tmp_path, monkeypatch, said):
    code = '\n'.join(line.strip() for line in PROGRAMS[said].splitlines())
    (tmp_path / 'no_builder.py').write_text(code, encoding='utf-8')
    monkeypatch.setenv('PYTHONPATH', str(tmp_path))
    monkeypatch.setattr(engine_build, 'MODULE', 'no_builder')
    request = request_engine(graph=bytes(10_000_000))  # more than a pipe takes
    with pytest.raises(BackendError, match=said):
        obtain_engine(request, cache)
