# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the documents say of the code is so."""

from dataclasses import fields
from pathlib import Path
import re

import pytest

from seg_node.parameters.parameters import Parameters

ROOT = Path(__file__).parents[1]


def test_every_parameter_is_documented_with_its_default():
    text = (ROOT / 'doc' / 'interfaces.md').read_text(encoding='utf-8')
    rows = re.findall(r'^\| `(\w+)` \| `([^`]*)` \| ([^|]*) \| (yes)? *\| (.*) \|$', text, re.M)
    expected = []
    for parameter in fields(Parameters):
        default, metadata = getattr(Parameters(), parameter.name), parameter.metadata
        values = ', '.join(metadata['choices'])
        if metadata['limits']:
            values = ' to '.join(map(str, metadata['limits']))
        row = (parameter.name, written(default), values, 'yes' if metadata['live'] else '')
        expected.append((*row, metadata['description']))
    assert sorted(tuple(map(str.strip, row)) for row in rows) == sorted(expected)


def written(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f'[{", ".join(map(str, value))}]'
    return str(value) or "''"


@pytest.mark.parametrize('document', ['README.md', *sorted(map(str, ROOT.glob('doc/*.md')))])
def test_links_lead_to_files(document):
    path = ROOT / document
    for target in re.findall(r'\]\(([^)#]+)\)', path.read_text(encoding='utf-8')):
        assert '://' in target or (path.parent / target).exists(), target
