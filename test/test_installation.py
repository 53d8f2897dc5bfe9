# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Installed by pip or by colcon, away from the checkout, the package is complete."""

from __future__ import annotations

import os
from pathlib import Path
import shutil
import subprocess
import sys

import pytest

ROOT = Path(__file__).parents[1]
NO_SOURCES = ('.*', '__pycache__', '*.egg-info', 'build', 'install', 'log', 'out', 'runs')
PRINT_SHARE = 'from seg_node.core.resources import share_directory; print(share_directory())'

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy of the sources, since a build leaves files among them."""
    folder = tmp_path / 'checkout'
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NO_SOURCES))
    return folder


def run(*command: str | Path, cwd: Path) -> str:
    """Give what a command prints."""
    return subprocess.run(command, cwd=cwd, check=True, text=True, stdout=subprocess.PIPE).stdout


def shared_files(share: Path) -> set[Path]:
    folders = (share / name for name in ('config', 'launch', 'weights'))
    files = (path for folder in folders for path in folder.rglob('*') if path.is_file())
    return {path.relative_to(share) for path in files if path.suffix != '.pyc'}


def assert_complete(prefix: Path, executables: Path, checkout: Path) -> None:
    assert (prefix / 'share/ament_index/resource_index/packages/seg_node').is_file()
    assert (prefix / 'share/seg_node/package.xml').is_file()
    assert shared_files(prefix / 'share/seg_node') == shared_files(checkout) != set()
    for name in ('seg', 'seg_node'):
        assert os.access(executables / name, os.X_OK)


def test_pip_install_is_complete(checkout, tmp_path):
    build = (sys.executable, '-m', 'pip', 'wheel', '--no-deps', '--no-build-isolation')
    run(*build, '--wheel-dir', tmp_path, checkout, cwd=tmp_path)
    (wheel,) = tmp_path.glob('seg_node-*.whl')

    prefix = tmp_path / 'environment'
    run(sys.executable, '-m', 'venv', prefix, cwd=tmp_path)
    run(prefix / 'bin/pip', 'install', '--no-deps', '--no-index', wheel, cwd=tmp_path)

    assert_complete(prefix, prefix / 'bin', checkout)
    share = run(prefix / 'bin/python', '-c', PRINT_SHARE, cwd=tmp_path)
    assert share.strip() == str(prefix / 'share/seg_node')


@pytest.mark.skipif(not shutil.which('colcon'), reason='colcon is not on the PATH')
def test_colcon_build_is_complete(checkout, tmp_path):
    run('colcon', '--log-base', tmp_path / 'log', 'build', cwd=tmp_path)

    prefix = tmp_path / 'install/seg_node'
    assert_complete(prefix, prefix / 'lib/seg_node', checkout)
    sourced = ('bash', '-c', 'source install/local_setup.bash && "$@"', 'bash')
    share = run(*sourced, sys.executable, '-c', PRINT_SHARE, cwd=tmp_path)
    assert share.strip() == str(prefix / 'share/seg_node')
    assert 'usage: seg' in run(*sourced, prefix / 'lib/seg_node/seg', '--help', cwd=tmp_path)
