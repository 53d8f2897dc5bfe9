# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Files are whole or not there, and sources stay."""

import os
from pathlib import Path

from full_disk import full_disk
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import check_output, write_whole


def test_file_and_its_folders_are_written(tmp_path):
    for content in (b'first', b'second'):
        write_whole(tmp_path / 'a' / 'b' / 'file.pt', content)
    assert [path.name for path in (tmp_path / 'a' / 'b').iterdir()] == ['file.pt']
    assert (tmp_path / 'a' / 'b' / 'file.pt').read_bytes() == b'second'


def test_full_disk_leaves_what_was_there(tmp_path):
    write_whole(tmp_path / 'file.pt', b'first')
    with full_disk(most_bytes=10), pytest.raises(OSError, match='File too large'):
        write_whole(tmp_path / 'file.pt', bytes(100))
    assert [path.name for path in tmp_path.iterdir()] == ['file.pt']
    assert (tmp_path / 'file.pt').read_bytes() == b'first'


def test_source_is_not_written_over(tmp_path):
    source = tmp_path / 'file.pt'
    check_output(source, source)
    source.touch()
    check_output(tmp_path / 'other.pt', source)
    (tmp_path / 'link.pt').symlink_to(source)
    (tmp_path / 'data' / 'label').mkdir(parents=True)
    check_output(tmp_path / 'data.json', tmp_path / 'data')
    for path in (tmp_path / 'link.pt', tmp_path / 'data' / 'label' / '0.png'):
        with pytest.raises(ConfigurationError, match=f'{path} is what is read: give another'):
            check_output(path, source, tmp_path / 'data')
    with pytest.raises(ConfigurationError, match='data is a folder: give the path of a file'):
        check_output(tmp_path / 'data')


@pytest.mark.parametrize('mask', [0o002, 0o022, 0o077])
def test_file_gets_no_more_rights_than_it_may_have(tmp_path, mask):
    before = os.umask(mask)
    try:
        write_whole(tmp_path / 'file.pt', b'')
        write_whole(tmp_path / 'plan', b'', mode=0o644)
    finally:
        os.umask(before)
    assert (tmp_path / 'file.pt').stat().st_mode & 0o777 == 0o666 & ~mask
    assert (tmp_path / 'plan').stat().st_mode & 0o777 == 0o644 & ~mask


def test_place_where_no_folder_can_be_made_is_refused():
    with pytest.raises(ConfigurationError, match=r'/proc/nothing/file cannot be written \('):
        check_output(Path('/proc/nothing/file'))
