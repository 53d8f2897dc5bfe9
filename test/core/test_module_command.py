# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Our modules are started as programs wherever that is done."""

import subprocess

from seg_node.core.module_command import module_command

PROGRAM = """
import queue, sys
if __name__ == '__main__':
    print(sys.argv[1:], sys.argv[0] == __file__, queue.__name__)
    sys.exit(5)
"""


def run(*arguments, cwd):
    command = module_command('a_program', arguments)
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60)


def test_arguments_and_exit_code_are_those_of_the_module(tmp_path, monkeypatch):
    (tmp_path / 'a_program.py').write_text(PROGRAM)
    monkeypatch.setenv('PYTHONPATH', str(tmp_path))
    result = run('one', 'two words', '', cwd=tmp_path)
    assert result.stdout == "['one', 'two words', ''] True queue\n"
    assert result.returncode == 5


def test_nothing_is_taken_from_the_folder_that_it_is_started_in(tmp_path, monkeypatch):
    for name in ('code', 'home'):
        (tmp_path / name).mkdir()
    (tmp_path / 'code' / 'a_program.py').write_text(PROGRAM)
    for name in ('queue', 'runpy', 'a_program', 'sitecustomize'):
        (tmp_path / 'home' / f'{name}.py').write_text('raise SystemExit(3)')
    monkeypatch.setenv('PYTHONPATH', str(tmp_path / 'code'))
    result = run(cwd=tmp_path / 'home')
    assert (result.stdout, result.returncode) == ('[] True queue\n', 5)
