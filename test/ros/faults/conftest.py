# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Every test of this folder makes a row of the table in doc/reliability.md.

Unless a file needs another one, there is a node for each file and a bench for each test.
"""

from node_bench import Bench
import pytest


@pytest.fixture(scope='module')
def node(start_node):
    return start_node()


@pytest.fixture
def bench(peer, node):
    bench = Bench(peer, node, 'mask')
    bench.connect()
    yield bench
    bench.close()


@pytest.fixture
def fault_row(request):
    """Give what writes a row of the table of faults, once all of it was seen."""

    def write(fault, done, seen):
        request.node.user_properties += [('fault', fault), ('done', done), ('seen', seen)]

    return write
