# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""package.xml, setup.py and the code say the same about the package."""

from __future__ import annotations

from importlib.metadata import Distribution
from pathlib import Path
import subprocess
import sys

import pytest

import seg_node

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope='module')
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    """Ask setup.py, since an earlier installation may say something else."""
    folder = tmp_path_factory.mktemp('metadata')
    command = [sys.executable, 'setup.py', '--quiet', 'egg_info', '--egg-base', str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    return Distribution.at(folder / 'seg_node.egg-info')


def test_package_xml_agrees_with_setup_py(distribution):
    catkin_package = pytest.importorskip('catkin_pkg.package')
    package = catkin_package.parse_package(str(ROOT))
    assert package.name == distribution.metadata['Name']
    assert package.version == distribution.version
    assert package.licenses == [distribution.metadata['License']]
    assert package.maintainers[0].email == distribution.metadata['Maintainer-email']
    assert package.get_build_type() == 'ament_python'


def test_code_has_the_version_of_setup_py(distribution):
    assert seg_node.__version__ == distribution.version


@pytest.mark.parametrize(('script', 'needs'), [('seg', 'cv2'), ('seg_node', 'rclpy')])
def test_console_script_can_be_called(distribution, script, needs):
    pytest.importorskip(needs)
    (entry_point,) = (each for each in distribution.entry_points if each.name == script)
    assert callable(entry_point.load())
