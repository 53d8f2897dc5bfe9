# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A row that fails takes none of the others with it."""

import json

import pytest
from report import Report


@pytest.fixture
def path(tmp_path):
    return tmp_path / 'results' / 'card.json'


def read(path):
    return json.loads(path.read_text())


def test_each_row_is_in_the_file_at_once(path):
    report = Report(path, gpu='a card')
    assert read(path) == {'gpu': 'a card'}
    report.note(tensorrt='1.0')
    for net in 'ab':
        report.add('engines', {'net': net}, lambda row: row.update(ms=1.5))
        assert read(path)['engines'][-1] == {'net': net, 'ms': 1.5}
    assert read(path) == {
        'gpu': 'a card',
        'tensorrt': '1.0',
        'engines': [{'net': 'a', 'ms': 1.5}, {'net': 'b', 'ms': 1.5}],
    }
    assert report.error_count == 0


def test_error_of_any_kind_stays_in_its_row_beside_what_came_before(path):
    def fail(row):
        row['ms'] = 1.5
        raise RuntimeError('lost')

    report = Report(path, tensorrt='1.0')
    report.add('engines', {'net': 'a'}, lambda row: None)
    report.add('soak', {}, fail)
    report.add('engines', {'net': 'b'}, lambda row: None)
    assert read(path) == {
        'tensorrt': '1.0',
        'engines': [{'net': 'a'}, {'net': 'b'}],
        'soak': [{'ms': 1.5, 'error': "RuntimeError('lost')"}],
    }
    assert report.error_count == 1


def test_what_does_not_run_at_all_is_an_error_too(path):
    report = Report(path)
    report.fail(tensorrt='does not run here')
    assert read(path) == {'tensorrt': 'does not run here'}
    assert report.error_count == 1


def test_figures_last_where_the_run_is_interrupted(path):
    def interrupt(row):
        raise KeyboardInterrupt

    report = Report(path)
    report.add('engines', {'net': 'a'}, lambda row: None)
    with pytest.raises(KeyboardInterrupt):
        report.add('engines', {'net': 'b'}, interrupt)
    assert read(path) == {'engines': [{'net': 'a'}]}
