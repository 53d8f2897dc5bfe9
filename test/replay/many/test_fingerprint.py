# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A result is good for exactly what it was made from."""

from argparse import Namespace
from pathlib import Path

import pytest

from seg_node.parameters.parameters import Parameters
from seg_node.replay.many.fingerprint import Fingerprints, first_change
from seg_node.replay.many.task import Task


@pytest.fixture
def fingerprint(tmp_path, monkeypatch):
    """Give that of a task, for which some things may be other ones."""
    monkeypatch.chdir(tmp_path)
    for name in ('bag/a.mcap', 'model.onnx', 'ref.jsonl', 'tolerance.yaml'):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text('as it was')

    def describe(workers=1, topic=None, **values):
        arguments = Namespace(
            sources=['bag'], workers=workers, topic=topic, tolerance=Path('tolerance.yaml')
        )
        task = Task('bag', Path('out'), Path('ref.jsonl'), None, arguments, len)
        parameters = Parameters(model='model.onnx', **values)
        return Fingerprints(parameters).of(task)

    return describe


def test_what_changes_nothing_has_no_part(fingerprint):
    before = fingerprint()
    Path('elsewhere').touch()
    assert first_change(before, fingerprint(workers=2)) == ''


@pytest.mark.parametrize(
    ('file', 'place'),
    [
        ('bag/a.mcap', 'recording: bag/a.mcap'),
        ('bag/b.mcap', 'recording: bag/b.mcap'),
        ('model.onnx', 'model'),
        ('ref.jsonl', 'reference'),
        ('tolerance.yaml', 'tolerance'),
    ],
)
def test_each_file_that_is_read_has_a_part(fingerprint, file, place):
    before = fingerprint()
    Path(file).write_text('something else')
    assert place in first_change(before, fingerprint())


def test_values_have_a_part_and_are_named(fingerprint):
    before = fingerprint()
    change = first_change(before, fingerprint(threads=2))
    assert change == 'parameters: threads 0 -> 2'
    assert first_change(before, fingerprint(topic='/left')) == "topic None -> '/left'"
