# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""References are read as they were written, or refused with the reason."""

from dataclasses import replace
import json

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.replay.live.budget import LiveBudget
from seg_node.replay.records import BrokenFrame, FrameRecord, LostFrame, Record
from seg_node.replay.reference import Reference, ReferenceWriter
from seg_node.replay.run_description import RunDescription
from seg_node.replay.step import Step

RUN = RunDescription('bag', None, '0.1.0', 'cpu', 'f32', 'a.onnx', '1', 'net', '2', {})
FRAME = FrameRecord(
    index=0,
    stamp_ns=5,
    image='a',
    channel_sums=(1, 2, 3),
    digests={'mask': 'b', 'confidence': 'c', 'drivable_area': 'd'},
    pixels={'Road': 9},
    drivable_share=0.5,
    mean_confidence=0.75,
    infer_ms=1.5,
    thumbnails={'mask': '1x1:', 'drivable_area': '1x1:'},
    truth={'Road': (1, 2)},
)
BROKEN = BrokenFrame(1, 'no picture')
LIVE = replace(FRAME, index=2, latency_ms=40.5)
LOST = LostFrame(3, 7, 'replaced')
RECORDS: list[Record] = [FRAME, BROKEN, LIVE, LOST]


def write(path, is_whole=True):
    with ReferenceWriter(path, RUN) as writer:
        for record in RECORDS:
            writer.look_at(Step(record))
        writer.finish({'swapped_masks': {'0': 'x'}, 'live_budget': {'lost': 0.1}}, is_whole)
    return writer.path


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / 'new' / 'ref.jsonl'
    assert write(path) == path
    reference = Reference(path)
    assert reference.run == RUN
    assert list(reference.records()) == RECORDS
    assert reference.swapped_masks == {'0': 'x'}
    assert reference.live_budget == LiveBudget(lost=0.1)
    assert [file.name for file in path.parent.iterdir()] == ['ref.jsonl']


def test_a_partial_one_is_kept_aside_and_refused(tmp_path):
    path = tmp_path / 'ref.jsonl'
    path.write_text('what was there before')
    partial = write(path, is_whole=False)
    assert path.read_text() == 'what was there before'
    with pytest.raises(ConfigurationError, match='did not come to its end'):
        Reference(partial)
    lines = [json.loads(line) for line in partial.read_text().splitlines()]
    assert lines[-1]['end']['is_partial']
    partial.write_text('\n'.join(map(json.dumps, lines[:-1])))
    with pytest.raises(ConfigurationError, match='did not come to its end'):
        Reference(partial)


def test_two_replays_cannot_write_one_at_the_same_time(tmp_path):
    path = tmp_path / 'ref.jsonl'
    with ReferenceWriter(path, RUN), pytest.raises(ConfigurationError, match='another replay'):
        ReferenceWriter(path, RUN)
    assert path.with_name('ref.jsonl.partial').exists()  # as of one that was killed
    assert list(Reference(write(path)).records()) == RECORDS


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        (b'', 'no reference of this version'),
        (b'{"format": "seg_node replay 0"}', 'no reference of this version'),
        (b'{"format": "seg_node replay 1"}', 'is damaged'),
        (b'{"format": "seg_node replay 1", "run": {}}', 'is damaged'),
        (b'[]', 'is damaged'),
        (b'{"format"', 'is damaged'),
        (b'\xff\xfe', 'is damaged'),
    ],
)
def test_other_files_are_refused(tmp_path, content, reason):
    path = tmp_path / 'ref.jsonl'
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=reason):
        Reference(path)


def test_a_missing_one_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r'no reference .*ref'):
        Reference(tmp_path / 'ref.jsonl')


@pytest.mark.parametrize('name', ['infer_ms', 'confidence', 'drivable_area', 'channel_sums'])
def test_a_damaged_frame_is_found_when_it_is_read(tmp_path, name):
    path = write(tmp_path / 'ref.jsonl')
    path.write_text(path.read_text().replace(f'"{name}"', '"other"'))
    with pytest.raises(ConfigurationError, match='is damaged'):
        list(Reference(path).records())


def test_a_frame_that_is_missing_or_there_twice_is_damage(tmp_path):
    path = write(tmp_path / 'ref.jsonl')
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(''.join(lines[:2] + lines[3:]))
    with pytest.raises(ConfigurationError, match='frame 2 is where 1 should be'):
        list(Reference(path).records())
    path.write_text(''.join(lines[:2] + lines[1:]))
    with pytest.raises(ConfigurationError, match='frame 0 is where 1 should be'):
        list(Reference(path).records())
