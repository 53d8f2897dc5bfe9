# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The script installs what the driver can serve, and measures also where tests fail."""

import os
from pathlib import Path
import shutil
import subprocess
import sys

import pytest

ROOT = Path(__file__).parents[2]

# Notes what it is asked for; only the driver is asked by the real Python.
PYTHON = """#!/bin/sh
echo "${0##*/} $*" >>"$CALLS"
case "$*" in
    *driver_cuda.py) exec "$REAL" "$@" ;;
    '-m venv'*)
        mkdir -p .venv-gpu/bin
        for name in python pip; do cp "$0" .venv-gpu/bin/$name; done
        ;;
    '-m pytest'*) exit "$TESTS" ;;
    *measure_gpu.py*) exit "$FIGURES" ;;
esac
"""


@pytest.fixture
def driver(tmp_path):
    """Make drivers of which only the version can be asked."""
    if not shutil.which('cc'):
        pytest.skip('no cc to make a driver with')

    def make(version, code=0):
        source = f'int cuDriverGetVersion(int *v) {{ *v = {version}; return {code}; }}'
        library = tmp_path / 'driver' / 'libcuda.so.1'
        library.parent.mkdir(exist_ok=True)
        command = ['cc', '-shared', '-fPIC', '-x', 'c', '-', '-o', library]
        subprocess.run(command, input=source, text=True, check=True)
        return {'LD_LIBRARY_PATH': str(library.parent)}

    return make


@pytest.fixture
def check(tmp_path):
    """Run the script in a checkout of its own; give its exit code and what it called."""
    checkout = tmp_path / 'checkout'
    for name in ('scripts/gpu_check', 'test/gpu/driver_cuda.py'):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, checkout / name)
    shutil.copytree(ROOT / 'requirements', checkout / 'requirements')
    python, calls = tmp_path / 'python3', tmp_path / 'calls'
    python.write_text(PYTHON)
    python.chmod(0o755)

    def run(environment=None, tests=0, figures=0):
        calls.write_text('')
        given = {'PYTHON': python, 'CALLS': calls, 'REAL': sys.executable}
        ended = subprocess.run(
            [checkout / 'scripts' / 'gpu_check', '--soak', '1'],
            env=os.environ
            | {name: str(value) for name, value in given.items()}
            | {'TESTS': str(tests), 'FIGURES': str(figures)}
            | (environment or {}),
            timeout=30,
        )
        return ended.returncode, calls.read_text()

    return run


@pytest.mark.parametrize(('version', 'major'), [(11040, 12), (12060, 12), (13010, 13)])
def test_bindings_are_those_of_the_driver(check, driver, version, major):
    _, calls = check(driver(version))
    assert f'--requirement requirements/cuda{major}.txt ' in calls
    assert (ROOT / 'requirements' / f'cuda{major}.txt').exists()


@pytest.mark.parametrize(('version', 'code'), [(12060, 3), (0, 0)])
def test_driver_that_does_not_tell_its_version_counts_as_the_newest(check, driver, version, code):
    _, calls = check(driver(version, code))
    assert 'requirements/cuda13.txt' in calls


def test_environment_is_made_once_for_each_major_version(check, driver):
    made = ['-m venv' in check(driver(version))[1] for version in (12060, 12080, 13000)]
    assert made == [True, False, True]


@pytest.mark.parametrize(('tests', 'figures', 'result'), [(0, 0, 0), (1, 0, 1), (0, 2, 2)])
def test_figures_are_made_also_where_tests_fail(check, tests, figures, result):
    code, calls = check(tests=tests, figures=figures)
    assert 'python test/gpu/measure_gpu.py --soak 1' in calls
    assert code == result
