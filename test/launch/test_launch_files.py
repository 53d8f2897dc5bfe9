# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the launch files say, read without running them: this needs no ROS."""

from __future__ import annotations

import ast
from pathlib import Path
import re

import pytest

ROOT = Path(__file__).parents[2]
LAUNCH_FILES = sorted(ROOT.glob('launch/*.launch.py'))

each_launch_file = pytest.mark.parametrize('path', LAUNCH_FILES, ids=lambda path: path.name)


def parse(path):
    return ast.parse(path.read_text(encoding='utf-8'))


def calls_of(tree, name):
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in calls if ast.unparse(call.func) == name]


def literal(expression):
    """Give the value of a constant, and None for what is known at run time only."""
    return expression.value if isinstance(expression, ast.Constant) else None


def declared_arguments(tree):
    """
    Map each launch argument to its default.

    They stand in calls of DeclareLaunchArgument or, all at once, in a dict from
    name to (default, description).
    """
    arguments = {}
    for call in calls_of(tree, 'DeclareLaunchArgument'):
        default = next((each.value for each in call.keywords if each.arg == 'default_value'), None)
        arguments[literal(call.args[0])] = literal(default)
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(value, ast.Tuple):
                    arguments[literal(key)] = literal(value.elts[0])
    return {name: default for name, default in arguments.items() if name}


def documented_arguments(launch_file):
    """Map each launch argument to its default, as doc/interfaces.md has them."""
    text = (ROOT / 'doc' / 'interfaces.md').read_text(encoding='utf-8')
    section = re.search(rf'^### `{launch_file}`\n(.*?)(?=^##|\Z)', text, re.M | re.S)
    assert section, f'no heading ### `{launch_file}`'
    rows = re.findall(r'^\| `(\w+)` \| (.*?) \|', section[1], re.M)
    return {name: default.strip('`').replace("''", '') for name, default in rows}


def test_there_are_launch_files():
    names = [path.name for path in LAUNCH_FILES]
    assert names == ['demo.launch.py', 'replay.launch.py', 'seg_node.launch.py']


@each_launch_file
def test_launch_finds_a_description(path):
    (function,) = (
        node
        for node in parse(path).body
        if isinstance(node, ast.FunctionDef) and node.name == 'generate_launch_description'
    )
    assert not ast.unparse(function.args)
    (result,) = (node for node in ast.walk(function) if isinstance(node, ast.Return))
    assert isinstance(result.value, ast.Call)
    assert ast.unparse(result.value.func) == 'LaunchDescription'


@each_launch_file
def test_every_argument_that_is_read_is_declared(path):
    tree = parse(path)
    read = {literal(call.args[0]) for call in calls_of(tree, 'LaunchConfiguration')} - {None}
    assert read <= declared_arguments(tree).keys()


@each_launch_file
def test_arguments_are_those_documented(path):
    declared = declared_arguments(parse(path))
    documented = documented_arguments(path.name)
    assert documented.keys() == declared.keys()
    for name, default in declared.items():
        assert default in (None, documented[name])


@each_launch_file
def test_files_that_are_named_exist(path):
    texts = {str(literal(node)) for node in ast.walk(parse(path))}
    named = {text for text in texts if re.fullmatch(r'[\w.]+\.(py|yaml|xml|rviz)', text)}
    assert named
    assert named <= {file.name for file in (*ROOT.glob('config/*'), *ROOT.glob('launch/*'))}
