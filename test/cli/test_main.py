# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The front of all verbs: what it lists, what it imports and how it ends."""

import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

import seg_node
from seg_node.cli import main as front
from seg_node.cli.main import main, VERBS
from seg_node.core.errors import ConfigurationError


@pytest.fixture
def added_verb(monkeypatch):
    """Add a verb whose ``run`` the test gives."""

    def add(run):
        def add_arguments(parser):
            parser.add_argument('--times', type=int, default=1)

        verb = SimpleNamespace(SUMMARY='sing a song', add_arguments=add_arguments, run=run)
        monkeypatch.setitem(sys.modules, 'seg_node.cli.sing', verb)
        monkeypatch.setattr(front, 'VERBS', (*VERBS, 'sing'))

    return add


def test_help_lists_each_verb_with_its_summary(capsys, added_verb):
    added_verb(run=None)
    with pytest.raises(SystemExit) as end:
        main(['--help'])
    text = capsys.readouterr().out
    assert end.value.code == 0
    assert all(re.search(rf'\n    {verb}\s', text) for verb in (*VERBS, 'sing'))
    assert 'sing a song' in text


@pytest.mark.parametrize('verb', VERBS)
def test_verb_has_help_of_its_own(capsys, verb):
    with pytest.raises(SystemExit) as end:
        main([verb, '--help'])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f'usage: seg {verb} ')


def test_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as end:
        main(['--version'])
    assert end.value.code == 0
    assert capsys.readouterr().out == f'seg {seg_node.__version__}\n'


@pytest.mark.parametrize('arguments', [[], ['fly'], ['--fly'], ['train']])
def test_arguments_that_make_no_sense_are_answered_with_the_usage(capsys, arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith('usage: seg ')


def test_verb_gets_its_arguments_and_gives_the_exit_code(added_verb):
    added_verb(run=lambda arguments: 40 + arguments.times)
    assert main(['sing', '--times', '2']) == 42


def test_error_that_the_user_can_mend_is_one_line(capsys, added_verb):
    def run(arguments):
        raise ConfigurationError('times is 0:\n  sing once\n')

    added_verb(run)
    assert main(['sing']) == 2
    assert capsys.readouterr().err == 'seg sing: times is 0: sing once\n'


def test_file_that_cannot_be_used_is_one_line(capsys, added_verb):
    added_verb(run=lambda arguments: open('/nowhere/song.txt', 'w'))
    assert main(['sing']) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg sing: ') and '/nowhere/song.txt' in line


def test_package_that_is_not_installed_is_named(capsys, added_verb):
    def run(arguments):
        import a_package_that_nobody_has  # noqa: F401

    added_verb(run)
    assert main(['sing']) == 2
    assert capsys.readouterr().err.startswith('seg sing: a_package_that_nobody_has is not inst')


def test_module_of_our_own_that_is_missing_is_a_bug(added_verb):
    def run(arguments):
        import seg_node.songs  # noqa: F401

    added_verb(run)
    with pytest.raises(ModuleNotFoundError):
        main(['sing'])


def test_interrupted_verb_ends_as_the_shell_expects(added_verb):
    def run(arguments):
        raise KeyboardInterrupt

    added_verb(run)
    assert main(['sing']) == 130


def test_help_needs_no_heavy_package():
    code = """
import sys
from seg_node.cli.main import main
try:
    main(['--help'])
finally:
    heavy = {'cv2', 'onnx', 'onnxruntime', 'rclpy', 'rosbags', 'torch'} & set(sys.modules)
    assert not heavy, heavy
"""
    subprocess.run([sys.executable, '-c', code], check=True, stdout=subprocess.DEVNULL)
