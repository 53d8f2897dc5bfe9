# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""package.xml, setup.py and the code say the same about the package."""

from __future__ import annotations

import ast
from importlib.metadata import Distribution
from pathlib import Path
import re
import subprocess
import sys

import pytest

import seg_node

ROOT = Path(__file__).parents[1]

# What rosdep can install, without pip, on Humble's and on Jazzy's Ubuntu: from the files
# humble/distribution.yaml, jazzy/distribution.yaml and rosdep/python.yaml of ros/rosdistro,
# as of 22 August 2026.
ROSDEP_KEYS = set(
    """
    ament_index_python builtin_interfaces cv_bridge diagnostic_msgs geometry_msgs launch
    launch_pytest launch_ros lifecycle_msgs nav_msgs rcl_interfaces rclpy rosgraph_msgs sensor_msgs
    std_msgs std_srvs tf2_ros vision_msgs
    python3-numpy python3-opencv python3-pytest python3-pytest-timeout python3-tqdm python3-yaml
    """.split()
)
KEY_OF_MODULE = {'cv2': 'python3-opencv', 'yaml': 'python3-yaml'}


@pytest.fixture(scope='module')
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    """Ask setup.py, since an earlier installation may say something else."""
    folder = tmp_path_factory.mktemp('metadata')
    command = [sys.executable, 'setup.py', '--quiet', 'egg_info', '--egg-base', str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    return Distribution.at(folder / 'seg_node.egg-info')


@pytest.fixture(scope='module')
def package():
    return pytest.importorskip('catkin_pkg.package').parse_package(str(ROOT))


def test_package_xml_agrees_with_setup_py(package, distribution):
    # Humble's setuptools writes seg-node.
    assert package.name == distribution.metadata['Name'].replace('-', '_')
    assert package.version == distribution.version
    assert package.licenses == [distribution.metadata['License']]
    assert package.maintainers[0].email == distribution.metadata['Maintainer-email']
    assert package.get_build_type() == 'ament_python'


def test_rosdep_knows_every_key(package):
    unknown = dependency_names(package) - ROSDEP_KEYS
    assert not unknown, 'look for them in ros/rosdistro, then add them to ROSDEP_KEYS'


def test_every_import_is_declared(package, distribution):
    """By package.xml or, where apt has no package, by an extra of setup.py."""
    extras = {
        re.split(r'[^\w-]', requirement)[0].replace('-', '_')
        for requirement in distribution.requires or []
        if 'extra ==' in requirement
    }
    keys = {KEY_OF_MODULE.get(name, name) for name in imported_modules() - extras}
    declared = dependency_names(package)
    assert {key for key in keys if not {key, f'python3-{key}'} & declared} == set()


def dependency_names(package):
    return {each.name for each in package.exec_depends + package.test_depends}


def imported_modules():
    """Names of the top-level modules from elsewhere that node, tools and launch files import."""
    files = (path for folder in ('seg_node', 'launch') for path in ROOT.glob(f'{folder}/**/*.py'))
    names = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            if isinstance(node, ast.Import):
                names |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module))
    modules = {name.partition('.')[0] for name in names}
    return modules - sys.stdlib_module_names - {'seg_node'}


def test_code_has_the_version_of_setup_py(distribution):
    assert seg_node.__version__ == distribution.version


@pytest.mark.parametrize(('script', 'needs'), [('seg', 'cv2'), ('seg_node', 'rclpy')])
def test_console_script_can_be_called(distribution, script, needs):
    pytest.importorskip(needs)
    (entry_point,) = (each for each in distribution.entry_points if each.name == script)
    assert callable(entry_point.load())
