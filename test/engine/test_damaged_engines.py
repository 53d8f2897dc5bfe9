# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is damaged, cut short or another one's counts as not there."""

import logging
import random
import shutil

from kept_engines import ENGINE, KEY, make_engine, OTHER_KEYS
import pytest

from seg_node.core.errors import BackendError


@pytest.mark.parametrize('name', OTHER_KEYS)
def test_files_of_another_key_are_not_taken(cache, files, caplog, name):
    """Renamed by hand, say, after an update of the driver."""
    other = OTHER_KEYS[name]
    for kind, path in files.items():
        shutil.copy(path, cache.folder / f'{other.name}{kind}')
    with caplog.at_level(logging.WARNING):
        assert cache.load(other) is None
    assert f'{other.name}.json is of another engine and will be built anew' in caplog.text
    assert cache.load(KEY) == ENGINE


@pytest.mark.parametrize('name', ['version', 'gpu', 'driver'])
def test_plan_of_another_key_is_not_taken_beside_the_right_sidecar(cache, files, name):
    cache.store(OTHER_KEYS[name], make_engine(OTHER_KEYS[name], plan=b'another'))
    shutil.copy(cache.folder / f'{OTHER_KEYS[name].name}.plan', files['.plan'])
    assert cache.load(KEY) is None


@pytest.mark.parametrize(
    'damage',
    [
        lambda content: b'',
        lambda content: content[:10],
        lambda content: content[:-1],
        lambda content: bytes(len(content)),
        lambda content: content[:500] + bytes(64) + content[564:],
        lambda content: random.Random(0).randbytes(len(content)),
        lambda content: content + b'x',
    ],
    ids=['empty', 'short', 'cut', 'zeros', 'a page of zeros', 'random', 'longer'],
)
@pytest.mark.parametrize('kind', ['.plan', '.json'])
def test_damaged_file_is_named_and_written_anew(cache, files, caplog, kind, damage):
    files[kind].write_bytes(damage(files[kind].read_bytes()))
    with caplog.at_level(logging.WARNING):
        assert cache.load(KEY) is None
    assert f'{files[kind]} is damaged' in caplog.text
    assert 'will be built anew' in caplog.text
    cache.store(KEY, ENGINE)
    assert cache.load(KEY) == ENGINE


@pytest.mark.parametrize('kind', ['.plan', '.json'])
def test_no_flipped_bit_gives_another_engine(cache, files, kind):
    content = files[kind].read_bytes()
    bits = random.Random(0).sample(range(8 * len(content)), 200)
    for bit in bits:
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        files[kind].write_bytes(flipped)
        # Blanks of a sidecar mean nothing.
        assert cache.load(KEY) in ([None] if kind == '.plan' else [None, ENGINE])


@pytest.mark.parametrize('kind', ['.plan', '.json'])
def test_half_an_engine_is_none(cache, files, kind):
    files[kind].unlink()
    assert cache.load(KEY) is None


@pytest.mark.parametrize('kind', ['.plan', '.json'])
def test_folder_in_the_place_of_a_file_is_an_error_that_names_it(cache, files, kind):
    files[kind].unlink()
    files[kind].mkdir()
    assert cache.load(KEY) is None
    with pytest.raises(BackendError, match=rf'cannot be kept .*{files[kind].name}'):
        cache.store(KEY, ENGINE)
