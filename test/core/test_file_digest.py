# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A digest is that of the whole content, however large the file."""

from hashlib import blake2b

from seg_node.core.file_digest import file_digest


def test_a_file_of_several_chunks_is_digested_whole(tmp_path):
    content = bytes(range(256)) * 5000
    (tmp_path / 'file').write_bytes(content)
    assert file_digest(tmp_path / 'file') == blake2b(content, digest_size=16).hexdigest()


def test_what_is_no_file_has_none(tmp_path):
    assert file_digest(tmp_path) == file_digest(tmp_path / 'none') == ''
