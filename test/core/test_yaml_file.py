# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A file is read, or refused by its name, whatever is in it."""

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.yaml_file import read_yaml


def test_a_file_gives_its_content(tmp_path):
    (tmp_path / 'file.yaml').write_text('{name: [1, 2.5, text]}')
    assert read_yaml(tmp_path / 'file.yaml') == {'name': [1, 2.5, 'text']}


@pytest.mark.parametrize(
    'content',
    [b'{', b'day: 2026-13-45', b'\xff', b'[' * 10_000],
    ids=['cut off', 'no date', 'no UTF-8', 'too deep'],
)
def test_what_is_no_yaml_is_named(tmp_path, content):
    (tmp_path / 'file.yaml').write_bytes(content)
    with pytest.raises(ConfigurationError, match=r'file\.yaml cannot be read as YAML'):
        read_yaml(tmp_path / 'file.yaml')


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r'none\.yaml cannot be read as YAML'):
        read_yaml(tmp_path / 'none.yaml')
