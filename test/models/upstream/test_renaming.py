# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tables of module names."""

import pytest

from seg_node.models.upstream.renaming import replace_module

MODULES = {'layer3': 'context', 'layer3.0.conv1': 'context.first', 'head': 'classifier'}


@pytest.mark.parametrize(
    ('published', 'ours'),
    [
        ('layer3.1.weight', 'context.1.weight'),
        ('layer3.0.conv1.weight', 'context.first.weight'),
        ('layer3_.1.weight', 'layer3_.1.weight'),
        ('head', 'classifier'),
        ('', ''),
    ],
)
def test_longest_module_is_replaced(published, ours):
    assert replace_module(published, MODULES) == ours
