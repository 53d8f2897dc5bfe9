# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Installed by pip or by colcon, the package is complete; what it builds on goes together."""

from __future__ import annotations

from importlib.util import find_spec
import os
from pathlib import Path
import shutil
import subprocess
import sys

import pytest

ROOT = Path(__file__).parents[1]
NO_SOURCES = ('.*', '__pycache__', '*.egg-info', 'build', 'install', 'log', 'out', 'runs')
PRINT_SHARE = 'from seg_node.core.resources import share_directory; print(share_directory())'

# One thing with each of them: a picture through OpenCV, the net, a message and cv_bridge.
USE_ALL = """
import sys

import numpy as np

picture = cv2.resize(np.zeros((8, 8, 3), np.uint8), (64, 64))
session = onnxruntime.InferenceSession(sys.argv[1], providers=['CPUExecutionProvider'])
sets = np.ones((1, session.get_inputs()[1].shape[1]), np.float32)
(labels,) = session.run(['labels'], {'frame': picture[None], 'class_sets': sets})
rclpy.init()
node = rclpy.create_node('together')
node.create_publisher(sensor_msgs.msg.Image, 'image', 1).publish(sensor_msgs.msg.Image())
if 'cv_bridge' in globals():
    bridge = cv_bridge.CvBridge()
    assert bridge.imgmsg_to_cv2(bridge.cv2_to_imgmsg(labels[0])).shape == labels[0].shape
node.destroy_node()
rclpy.shutdown()
print(labels.dtype)
"""

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
    # Isolated: where a workspace is sourced, PYTHONPATH has a seg_node already.
    python = prefix / 'bin/python', '-I'
    run(*python, '-m', 'pip', 'install', '--no-deps', '--no-index', wheel, cwd=tmp_path)

    assert_complete(prefix, prefix / 'bin', checkout)
    share = run(*python, '-c', PRINT_SHARE, cwd=tmp_path)
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


@pytest.mark.ros
@pytest.mark.parametrize('step', [1, -1], ids=['ROS first', 'ROS last'])
def test_ros_opencv_and_runtime_work_in_one_process(colour_model, tmp_path, step):
    """In both orders, since the one that is imported first chooses the shared libraries."""
    pytest.importorskip('rclpy')
    modules = ['rclpy', 'sensor_msgs.msg', 'cv_bridge', 'cv2', 'onnxruntime']
    if not find_spec('cv_bridge'):
        modules.remove('cv_bridge')
    imports = '\n'.join(f'import {module}' for module in modules[::step])
    program = (sys.executable, '-c', f'{imports}\n{USE_ALL}', colour_model)
    assert run(*program, cwd=tmp_path) == 'uint8\n'
