# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A sidecar comes back as it was, and no other text is taken for one."""

from dataclasses import fields
import json

from kept_engines import make_engine
import pytest

from seg_node.engine.engine_record import EngineRecord

RECORD = make_engine().record
TEXT = RECORD.to_json()


def test_record_comes_back():
    assert EngineRecord.from_json(TEXT) == RECORD
    assert EngineRecord.from_json(json.dumps(json.loads(TEXT))) == RECORD


def test_record_is_readable_for_people():
    data = json.loads(TEXT)
    assert {field.name for field in fields(EngineRecord)} < data.keys()
    assert len(TEXT.splitlines()) > 40


@pytest.mark.parametrize(
    'text',
    ['', '{', '[]', '{}', '1', 'null', '"text"', '[' * 100_000, TEXT[:-2], TEXT[1:], TEXT + '}'],
)
def test_other_text_is_refused(text):
    with pytest.raises(ValueError):
        EngineRecord.from_json(text)


def test_another_format_is_refused_as_such():
    with pytest.raises(ValueError, match='it is of another format'):
        EngineRecord.from_json(TEXT.replace('"format_version": 1', '"format_version": 2'))


@pytest.mark.parametrize('name', [*(field.name for field in fields(EngineRecord)), 'digest'])
def test_any_field_that_is_missing_or_changed_is_noticed(name):
    data = json.loads(TEXT)
    for changed in (0, [data[name]]):
        with pytest.raises(ValueError, match='it was changed'):
            EngineRecord.from_json(json.dumps(data | {name: changed}))
    del data[name]
    with pytest.raises(ValueError):
        EngineRecord.from_json(json.dumps(data))


def test_a_port_of_another_shape_is_noticed():
    """A buffer of that size would be written beyond its end."""
    data = json.loads(TEXT)
    data['ports'][1]['shape'][2] -= 1
    with pytest.raises(ValueError, match='it was changed'):
        EngineRecord.from_json(json.dumps(data))
