# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What CI systems read agrees with the exit code and is well-formed, whatever names hold."""

from dataclasses import replace
from xml.etree import ElementTree

from box_drive import BoxDrive
import pytest

from seg_node.replay.report.junit import drive_suite, failed_suite, write_junit
from seg_node.replay.verdict import add_budget

NASTY = 'a<b>&"\x07\ud800.bag'


@pytest.fixture
def suites(tmp_path):
    def read(*elements):
        write_junit(tmp_path / 'junit.xml', elements)
        root = ElementTree.parse(tmp_path / 'junit.xml').getroot()
        for element in (root, *root):
            assert {name: int(element.get(name)) for name in COUNTED} == {
                name: len(list(element.iter(tag))) for name, tag in COUNTED.items()
            }
        return list(root)

    return read


COUNTED = {'tests': 'testcase', 'failures': 'failure', 'errors': 'error', 'skipped': 'skipped'}


def outcomes(suite):
    return {
        case.get('name'): next((part.tag for part in case if part.tag != 'system-out'), 'passed')
        for case in suite
    }


def test_without_a_reference_the_comparison_is_skipped(run, suites):
    (suite,) = suites(drive_suite(run().to_dict()))
    assert suite.get('name') == 'boxes'
    assert outcomes(suite) == {
        'drive is read to its end': 'passed',
        'maps are those of the reference': 'skipped',
    }


def test_only_outputs_that_differ_fail_and_the_cause_is_told(run, reference, suites):
    result = run((), reference, drivable_threshold=0.3).to_dict()
    (suite,) = suites(drive_suite(result))
    assert outcomes(suite) == {
        'drive is read to its end': 'passed',
        'maps are those of the reference': 'failure',
        'mask is that of the reference': 'passed',
        'confidence is that of the reference': 'passed',
        'drivable_area is that of the reference': 'failure',
    }
    failure = suite.find('testcase/failure')
    assert failure.get('message') == 'DIFFERS: 14 of 14 frames (drivable_area in 14)'
    cause = 'probable cause: changed parameter drivable_threshold: 0.5 -> 0.3'
    assert cause in failure.text.splitlines()


def test_a_live_run_above_its_budget_fails_there_alone(run, reference, suites):
    result = run((), reference)
    live = replace(result, run=replace(result.run, mode='live'))
    above = replace(live, verdict=add_budget(result.verdict, {}, ['lost is 0.5, and may be 0.1']))
    suite, above_budget = suites(drive_suite(live.to_dict()), drive_suite(above.to_dict()))
    assert outcomes(suite)['losses and times are within the budget'] == 'passed'
    assert [name for name, outcome in outcomes(above_budget).items() if outcome == 'failure'] == [
        'losses and times are within the budget'
    ]


def test_an_unchanged_run_passes(run, reference, suites):
    (suite,) = suites(drive_suite(run((), reference).to_dict()))
    assert set(outcomes(suite).values()) == {'passed'}


def test_a_drive_that_is_not_read_to_its_end_fails(run, suites):
    result = run().to_dict()
    cut_off = result | {'end_fault': 'the bag is cut off'}
    interrupted = result | {'is_partial': True}
    reading = [
        outcomes(suite)['drive is read to its end']
        for suite in suites(drive_suite(cut_off), drive_suite(interrupted))
    ]
    assert reading == ['failure', 'error']


def test_several_drives_share_a_file_and_names_may_hold_anything(run, camvid, suites):
    source = BoxDrive(camvid)
    source.name = NASTY
    result = run(source=source).to_dict()
    result['faults'] = {'cannot be read': {'count': 2, 'first': [NASTY, NASTY]}}
    drive, failed = suites(drive_suite(result), failed_suite('b.bag', NASTY))
    assert drive.get('name') == 'a<b>&"??.bag'
    assert drive.find('testcase/system-out').text.count('a<b>&"??.bag') == 2
    assert outcomes(failed) == {'drive can be replayed': 'error'}
    assert failed.find('testcase/error').get('message') == 'a<b>&"??.bag'
