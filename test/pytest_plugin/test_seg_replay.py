# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg_replay`` in the tests of a team, each in a run of pytest of its own."""

import json
import subprocess
import sys

from box_drive import BoxDrive
import pytest

from seg_node.sources.bag_writer import write_bag

pytest.importorskip('onnxruntime')
pytest_plugins = ['pytester']

TEST = """
PARAMETERS = {'threads': 1, 'backend': 'onnxruntime', 'network_size': '128x96'}

def test_drive(seg_replay):
    values = PARAMETERS | {CHANGE}
    replayed = seg_replay(
        'drive', 'drive.jsonl', model='MODEL', parameters=values, tolerance=TOLERANCE
    )
    assert replayed.result['frames'] == 14
    replayed.assert_same()
"""


@pytest.fixture
def team(pytester, camvid, colour_model):
    """Give a team's test and bag in a folder, and a function that runs it."""
    write_bag(BoxDrive(camvid), pytester.mkdir('drives') / 'drive')
    pytester.makeini('[pytest]\nfilterwarnings = error')

    def run(*options, change='', tolerance=None, test=TEST):
        text = test.replace('MODEL', str(colour_model)).replace('TOLERANCE', repr(tolerance))
        (pytester.path / 'drives' / 'test_it.py').write_text(text.replace('CHANGE', change))
        return pytester.runpytest_subprocess('-p', 'no:cacheprovider', *options)

    return run


def test_a_reference_is_written_compared_and_written_anew(team, pytester):
    reference = pytester.path / 'drives' / 'drive.jsonl'
    team().stdout.fnmatch_lines([f'*no reference {reference}: pytest --seg-replay-update*'])
    written = team('--seg-replay-update')
    written.stdout.fnmatch_lines(['*references of seg_replay*', f'{reference}: new'])
    assert reference.exists()
    assert team().ret == 0

    changed = "'drivable_threshold': 0.3"
    result = team('--seg-replay-out', 'out', change=changed)
    result.assert_outcomes(failed=1)
    report = pytester.path / 'out' / 'drives_test_it.py_test_drive' / '1' / 're*'
    result.stdout.fnmatch_lines([
        '*replayed.assert_same()*',
        '*DIFFERS: 14 of 14 frames (drivable_area in 14)',
        '*probable cause: changed parameter drivable_threshold: 0.5 -> 0.3',
        f'*reference: {reference}',
        f'*report: {report}',
    ])  # fmt: skip
    assert team(change=changed, tolerance={'drivable_area': 0.5}).ret == 0
    result = team('--seg-replay-update', change=changed)
    result.stdout.fnmatch_lines([f'{reference}: DIFFERS: 14 of 14 frames *'])
    assert result.ret == 0
    assert team(change=changed).ret == 0


def test_what_cannot_be_replayed_fails_with_the_reason(team, pytester):
    (pytester.path / 'drives' / 'drive' / 'metadata.yaml').unlink()
    for file in (pytester.path / 'drives' / 'drive').glob('*.mcap'):
        file.write_bytes(file.read_bytes()[:1000])
    result = team('--seg-replay-update')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ['*seg replay of drives/drive ended with code 2', '*seg replay: *']
    )


def test_a_source_may_lie_in_the_root_or_be_drawn_and_need_no_reference(team, pytester):
    (pytester.path / 'drives' / 'drive').rename(pytester.path / 'drive')
    test = """
import pytest

def test_root(seg_replay):
    settings = {'model': 'MODEL', 'parameters': {'backend': 'onnxruntime', 'threads': 1}}
    first, second = seg_replay('drive', **settings), seg_replay('bars:64x48:3', **settings)
    assert (first.result['frames'], second.result['frames']) == (14, 3)
    assert first.report.exists() and first.out != second.out
    with pytest.raises(ValueError, match='give seg_replay a reference'):
        first.assert_same()
"""
    assert team(test=test).ret == 0


def test_results_go_where_they_are_wanted_and_to_junit(team, pytester):
    team('--seg-replay-update', '--seg-replay-out', 'out', '--junitxml', 'junit.xml')
    (result,) = (pytester.path / 'out').rglob('report.json')
    assert json.loads(result.read_text())['run']['source'] == 'drives/drive'
    assert 'drive.jsonl: new' in (pytester.path / 'junit.xml').read_text()


def test_loading_the_plugin_loads_nothing_large():
    code = """
import sys
import pytest
before = set(sys.modules)
import seg_node.pytest_plugin.hooks
added = {name.partition('.')[0] for name in set(sys.modules) - before}
assert added - sys.stdlib_module_names == {'seg_node'}, added
"""
    subprocess.run([sys.executable, '-c', code], check=True)
