# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg build`` and ``seg engines``, with a TensorRT that builds for cards that are not here."""

import argparse
import os
import signal
import subprocess
import sys

from process_tree import builders_of, is_alive
import pytest

from seg_node.cli import build as build_verb
from seg_node.cli.main import main

pytest.importorskip('tensorrt_rtx', reason='tensorrt_rtx, which builds without a GPU')
pytest.importorskip('onnx')

# Where the tests run in the background of a shell, their children else ignore SIGINT.
SEG = """
import signal, sys
from seg_node.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main())
"""


@pytest.fixture
def cache(tmp_path):
    return tmp_path / 'engines'


@pytest.fixture
def build(colour_model, cache):
    def run(*options):
        size = ['--frame-size', '128x96'] if '--frame-size' not in options else []
        return main(['build', str(colour_model), *size, '--cache', str(cache), *options])

    return run


def test_engine_is_built_once_listed_and_removed(build, cache, capsys):
    assert build('--target', 'sm89', '--output-size', 'network') == 0
    said = capsys.readouterr()
    assert 'nearest_colour in f32 for any GPU (SM 8.9), tensorrt_rtx' in said.out
    assert 'frames 128x96, network 64x48, masks 64x48' in said.out
    assert 'building the f32 engine of nearest_colour' in said.err
    (plan,) = cache.glob('*.plan')
    built_ns = plan.with_suffix('.json').stat().st_mtime_ns

    assert build('--target', 'sm89', '--output-size', 'network') == 0
    assert capsys.readouterr().err == ''
    assert plan.with_suffix('.json').stat().st_mtime_ns == built_ns

    assert main(['engines', '--cache', str(cache)]) == 0
    listed = capsys.readouterr().out
    assert f'{plan.stem} ' in listed
    assert '1 engines' in listed
    assert main(['engines', '--cache', str(cache), '--prune', '1']) == 0
    assert plan.exists()
    assert '1 engines' in capsys.readouterr().out
    assert main(['engines', '--cache', str(cache), '--prune', '0']) == 0
    removed, total = capsys.readouterr().out.splitlines()
    assert removed.startswith(f'removed  {plan.stem} ')
    assert total == f'0 engines, 0.0 MB, in {cache}'
    assert not plan.exists()


def test_precisions_and_sizes_are_engines_of_their_own(build, cache):
    for options in ([], ['--precision', 'fp16'], ['--frame-size', '96x96'], ['--sets', '2']):
        assert build('--target', 'sm89', *options) == 0
    assert len(list(cache.glob('*.plan'))) == 4


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (['--target', 'sm87'], 'builds for SM120'),
        (['--target', '8.9'], "target is '8.9': give the GPU's compute capability"),
        (['--target', 'sm89', '--flavour', 'tensorrt'], '--target is for tensorrt_rtx'),
        (['--target', 'sm89', '--precision', 'int8'], 'give the file that seg quantize makes'),
        (['--target', 'sm89', '--network-size', '60x48'], 'must be multiples of 8'),
        (['--target', 'sm89', '--sets', '0'], 'for 0 class sets: give 1 to 64'),
        (['--target', 'sm89', '--memory-limit', '1'], 'MB of memory, more than 1'),
    ],
)
def test_what_cannot_be_built_is_told_in_one_line(build, capsys, options, reason):
    assert build(*options) == 2
    *_, last = capsys.readouterr().err.splitlines()
    assert last.startswith('seg build: ')
    assert reason in last


def test_defaults_are_those_of_the_node():
    from seg_node.engine.engine_options import EngineOptions

    parser = argparse.ArgumentParser()
    build_verb.add_arguments(parser)
    parsed = parser.parse_args(['model.onnx', '--frame-size', '128x96'])
    defaults = EngineOptions()
    assert parsed.sets == defaults.set_count
    assert parsed.memory_limit == defaults.memory_limit_mb


def test_damaged_engine_is_told_and_pruned(build, cache, capsys):
    build('--target', 'sm89')
    (plan,) = cache.glob('*.plan')
    plan.with_suffix('.json').write_text('{}')
    main(['engines', '--cache', str(cache)])
    assert 'damaged: is built anew' in capsys.readouterr().out
    main(['engines', '--cache', str(cache), '--prune', '30'])
    assert not list(cache.glob('*.plan'))


@pytest.fixture
def _held_build(colour_model, cache):
    """Let the build wait, as if another process built the same engine."""
    from seg_node.backends.gpu import parse_target
    from seg_node.backends.options import BackendOptions
    from seg_node.backends.tensorrt_flavour import load_flavour
    from seg_node.engine.engine_cache import EngineCache
    from seg_node.engine.engine_options import EngineOptions
    from seg_node.engine.planning import plan_engine
    from seg_node.model_files.onnx_file import load_model

    flavour, gpu = load_flavour('tensorrt_rtx'), parse_target('sm89')
    model, spec = load_model(colour_model)
    options, engine = BackendOptions(), EngineOptions()
    request = plan_engine(model, spec, (128, 96), options, engine, flavour, gpu)
    with EngineCache(cache).lock(request.key):
        yield


@pytest.mark.usefixtures('_held_build')
def test_ctrl_c_ends_the_build_and_leaves_nothing(colour_model, cache):
    command = [
        *(sys.executable, '-c', SEG, 'build', str(colour_model)),
        *('--frame-size', '128x96', '--target', 'sm89', '--cache', str(cache)),
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    lines = iter(process.stderr.readline, '')
    assert any('waiting for other processes' in line for line in lines)
    (builder,) = builders_of(process.pid)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert said == ''
    assert not is_alive(builder)
    assert not list(cache.glob('*.plan*'))


@pytest.mark.parametrize('days', ['nan', '-1', 'inf', 'all'])
def test_days_are_a_number_that_can_be(cache, capsys, days):
    with pytest.raises(SystemExit):
        main(['engines', '--cache', str(cache), '--prune', days])
    assert '--prune' in capsys.readouterr().err


def test_engine_of_the_future_was_just_used(build, cache, capsys):
    build('--target', 'sm89')
    (plan,) = cache.glob('*.plan')
    os.utime(plan, (4e9, 4e9))
    (cache / 'folder.plan').mkdir()
    main(['engines', '--cache', str(cache), '--prune', '1'])
    assert plan.exists()
    main(['engines', '--cache', str(cache), '--prune', '0'])
    assert not plan.exists()
    assert '0 engines' in capsys.readouterr().out
