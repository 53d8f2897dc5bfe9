# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Every test of this folder makes a row of the table in doc/reliability.md."""

import pytest


@pytest.fixture
def fault_row(request):
    """Give what writes a row of the table of faults, once all of it was seen."""

    def write(fault, done, seen):
        request.node.user_properties += [('fault', fault), ('done', done), ('seen', seen)]

    return write
