# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where data files are found; that installers put them there is in test_installation.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from seg_node.core import resources
from seg_node.core.errors import ConfigurationError
from seg_node.core.resources import share_directory

MODULE = 'seg_node/core/resources.py'


@pytest.fixture(autouse=True)
def _forget_directory() -> Iterator[None]:
    share_directory.cache_clear()
    yield
    share_directory.cache_clear()


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Let the module be somewhere below an empty folder, which is given back."""

    def move(folder: str) -> Path:
        monkeypatch.setattr(resources, '__file__', str(tmp_path / folder / MODULE))
        return tmp_path

    return move


def test_checkout_is_its_own_share_directory():
    assert share_directory() == Path(__file__).parents[2]


@pytest.mark.parametrize(
    'site', ['lib/python3.12/site-packages', 'local/lib/python3/dist-packages']
)
def test_share_under_the_prefix_is_found(moved, site):
    prefix = moved(site)
    (prefix / 'share/seg_node/config').mkdir(parents=True)
    assert share_directory() == prefix / 'share/seg_node'


def test_environment_inside_a_checkout_has_its_own_share(moved):
    checkout = moved('.venv/lib/python3.12/site-packages')
    (checkout / 'config').mkdir()
    (checkout / 'package.xml').touch()
    (checkout / '.venv/share/seg_node/config').mkdir(parents=True)
    assert share_directory() == checkout / '.venv/share/seg_node'


def test_other_packages_share_is_not_taken(moved):
    prefix = moved('lib/python3.12/site-packages')
    (prefix / 'share/another_package/config').mkdir(parents=True)
    with pytest.raises(ConfigurationError, match='install the package with pip or colcon'):
        share_directory()
