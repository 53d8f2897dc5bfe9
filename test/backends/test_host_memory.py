# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Memory that is free for this process, whichever limits it."""

import numpy as np
import pytest

from seg_node.backends.host_memory import free_memory, held_memory

MACHINE = 8_000_000 * 1024
UNLIMITED = '9223372036854771712'


@pytest.fixture
def machine(tmp_path):
    """Make the files of a machine with 8 GB free, and of control groups."""

    def write(**files):
        contents = {'proc__meminfo': 'MemFree: 9 kB\nMemAvailable:  8000000 kB\n'} | files
        for name, text in contents.items():
            path = tmp_path / name.replace('__', '/')
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write


def group(path, version, limit, used, files=0):
    """Give the files of a control group."""
    top, limit_name, usage_name, stat = {
        1: ('sys__fs__cgroup__memory', 'memory.limit_in_bytes', 'memory.usage_in_bytes', 'total_'),
        2: ('sys__fs__cgroup', 'memory.max', 'memory.current', ''),
    }[version]
    folder = f'{top}{path}'
    return {
        f'{folder}__{limit_name}': f'{limit}\n',
        f'{folder}__{usage_name}': f'{used}\n',
        f'{folder}__memory.stat': f'anon 1\n{stat}inactive_file {files}\n',
    }


def test_without_groups_it_is_what_the_machine_has(machine):
    assert free_memory(machine()) == MACHINE


@pytest.mark.parametrize(
    ('version', 'line'), [(1, '4:memory:/robot/node\n0::/\n'), (2, '0::/robot/node\n')]
)
def test_a_groups_limit_counts_if_it_leaves_less(machine, version, line):
    files = group('__robot__node', version, 1_000_000, 700_000, 50_000)
    assert free_memory(machine(proc__self__cgroup=line, **files)) == 350_000


@pytest.mark.parametrize(
    ('version', 'line', 'unlimited'),
    [(1, '4:memory:/robot/node\n', UNLIMITED), (2, '0::/robot/node\n', 'max')],
)
def test_the_limit_may_be_that_of_a_group_above(machine, version, line, unlimited):
    files = group('__robot', version, 1_000_000, 900_000)
    files |= group('__robot__node', version, unlimited, 700_000)
    assert free_memory(machine(proc__self__cgroup=line, **files)) == 100_000


@pytest.mark.parametrize(
    ('version', 'line'), [(1, '4:memory:/docker/0123\n'), (2, '0::/docker/0123\n')]
)
def test_in_a_container_the_group_is_mounted_without_its_name(machine, version, line):
    files = group('', version, 1_000_000, 400_000)
    assert free_memory(machine(proc__self__cgroup=line, **files)) == 600_000


def test_a_group_without_a_limit_takes_nothing_away(machine):
    files = group('', 2, 'max', 400_000)
    assert free_memory(machine(proc__self__cgroup='0::/\n', **files)) == MACHINE


def test_where_nothing_tells_there_is_no_limit(tmp_path):
    assert free_memory(tmp_path) > 1 << 60


def test_this_machine_has_memory_and_this_process_holds_some():
    assert 0 < free_memory() < 1 << 60
    before = held_memory()
    array = np.ones(64 << 20, np.uint8)
    assert held_memory() - before > 0.9 * array.nbytes
