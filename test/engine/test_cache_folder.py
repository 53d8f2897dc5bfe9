# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Engines are kept where nobody else may write, or not at all."""

import os
from pathlib import Path

import pytest
from unprivileged import needs_root, NOBODY, unprivileged

from seg_node.core.errors import BackendError
from seg_node.engine.cache_folder import check_private, engine_folder


def test_folder_is_made_for_this_user_alone(tmp_path):
    folder = engine_folder(tmp_path / 'new' / 'engines')
    assert folder == tmp_path / 'new' / 'engines'
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_file_mode_mask_that_favours_the_group_does_no_harm(tmp_path):
    mask = os.umask(0o002)
    try:
        folder = engine_folder(tmp_path / 'engines')
    finally:
        os.umask(mask)
    assert engine_folder(folder) == folder


def test_folder_is_by_default_in_the_users_cache(tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    assert engine_folder() == tmp_path / 'seg_node' / 'engines'
    monkeypatch.delenv('XDG_CACHE_HOME')
    monkeypatch.setenv('HOME', str(tmp_path / 'home'))
    assert engine_folder() == tmp_path / 'home' / '.cache' / 'seg_node' / 'engines'
    assert engine_folder(Path('~/mine')) == tmp_path / 'home' / 'mine'


@pytest.mark.parametrize('mode', [0o775, 0o757, 0o777, 0o1777])
def test_folder_that_others_write_to_is_refused_by_name(tmp_path, mode):
    folder = tmp_path / 'engines'
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(BackendError, match=f'{folder} can be written by others.*go-w {folder}'):
        engine_folder(folder)


@needs_root
def test_folder_of_another_user_is_refused_by_name(tmp_path):
    folder = tmp_path / 'engines'
    folder.mkdir()
    os.chown(folder, 1234, 1234)
    with pytest.raises(BackendError, match=rf'{folder} belongs to user 1234.*set engine_cache'):
        engine_folder(folder)


@needs_root
def test_folder_of_root_is_taken(public_folder):
    folder = engine_folder(public_folder / 'engines')
    folder.chmod(0o755)
    with unprivileged():
        assert engine_folder(folder) == folder


@pytest.mark.parametrize('path', ['/proc/engines', '/dev/null', '/dev/null/engines'])
def test_where_there_can_be_none_the_remedy_is_told(path):
    with pytest.raises(BackendError, match=r'no folder for engines .*set engine_cache to one'):
        engine_folder(Path(path))


def test_where_this_user_may_make_none_the_remedy_is_told(public_folder):
    public_folder.chmod(0o555)
    with (
        unprivileged(),
        pytest.raises(BackendError, match=r'no folder .*Permission d.*set '),
    ):
        engine_folder(public_folder / 'engines')


def test_a_user_without_a_home_is_told(monkeypatch):
    with pytest.raises(BackendError, match='no folder for engines'):
        engine_folder(Path('~nobody_of_that_name/engines'))


@pytest.mark.parametrize('mode', [0o600, 0o644, 0o755])
def test_file_that_others_only_read_is_private(tmp_path, mode):
    path = tmp_path / 'plan'
    path.touch(mode)
    check_private(path, path.stat())


@needs_root
def test_file_of_root_is_as_good_as_ones_own(tmp_path):
    path = tmp_path / 'plan'
    path.touch()
    status = path.stat()
    with unprivileged():
        check_private(path, status)
    os.chown(path, NOBODY, NOBODY)
    with pytest.raises(BackendError, match='belongs to user 65534'):
        check_private(path, path.stat())
