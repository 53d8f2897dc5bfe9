# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Results as JUnit XML, which CI systems show as tests: a suite for each drive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
import re
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from seg_node.core.output_file import write_whole
from seg_node.replay.figures import count_frames
from seg_node.replay.run_description import OFFLINE

_NO_XML = re.compile('[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
"""What XML cannot hold, not even escaped."""
_COUNTS = ('tests', 'failures', 'errors', 'skipped')


def drive_suite(result: Mapping[str, Any]) -> Element:
    """
    Turn the result of a drive into a suite.

    :param result: as ``Result.to_dict`` or ``report.json`` has it.
    """
    suite, verdict = _suite(result['run']['source']), result['verdict']
    _add_reading(suite, result)
    if verdict is None:
        case = _add_case(suite, 'maps are those of the reference')
        SubElement(case, 'skipped', message='nothing was compared')
    else:
        _add_comparison(suite, verdict, is_live=result['run']['mode'] != OFFLINE)
    return _counted(suite)


def failed_suite(source: str, reason: str) -> Element:
    """Make the suite of a drive that could not be replayed at all."""
    suite = _suite(source)
    _add_words(_add_case(suite, 'drive can be replayed'), 'error', reason, reason)
    return _counted(suite)


def write_junit(path: Path, suites: Iterable[Element]) -> None:
    """
    Write suites into one file.

    :raises OSError: if it cannot be written.
    """
    root = Element('testsuites', name='seg replay')
    root.extend(suites)
    for name in _COUNTS:
        root.set(name, str(sum(int(suite.get(name, '0')) for suite in root)))
    ElementTree.indent(root)
    write_whole(path, ElementTree.tostring(root, 'utf-8', xml_declaration=True) + b'\n')


def _add_reading(suite: Element, result: Mapping[str, Any]) -> None:
    case = _add_case(suite, 'drive is read to its end')
    if result['is_partial']:
        words = f'interrupted after {count_frames(result)} of {result["stated_frames"]} frames'
        _add_words(case, 'error', words, words)
    elif result['end_fault']:
        _add_words(case, 'failure', 'reading ended too early', result['end_fault'])
    elif not result['frames']:
        _add_words(case, 'error', 'no frame could be segmented', 'no frame could be segmented')
    faults = [
        f'{kind}: {fault["count"]}, the first: {"; ".join(fault["first"])}'
        for kind, fault in result['faults'].items()
    ]
    if faults:
        SubElement(case, 'system-out').text = _clean('\n'.join(faults))


def _add_comparison(suite: Element, verdict: Mapping[str, Any], is_live: bool) -> None:
    """Add a test for all maps, one for each output and, of a live replay, one for its budget."""
    is_same = verdict['has_same_maps']
    are_right = {'maps are those of the reference': is_same}
    for output, count in verdict['different'].items():
        are_right[f'{output} is that of the reference'] = is_same or not count
    if is_live:
        are_right['losses and times are within the budget'] = not verdict['excess']
    for name, is_right in are_right.items():
        case = _add_case(suite, name)
        if not is_right:
            _add_words(case, 'failure', verdict['headline'], _lay_out(verdict))


def _lay_out(verdict: Mapping[str, Any]) -> str:
    causes = (f'probable cause: {cause}' for cause in verdict['causes'])
    return '\n'.join([verdict['headline'], *causes, *verdict['findings']])


def _suite(source: str) -> Element:
    return Element('testsuite', name=_clean(source))


def _add_case(suite: Element, name: str) -> Element:
    # Jenkins takes what is before the last dot for a package.
    source = re.sub(r'\W+', '_', suite.get('name', ''))
    return SubElement(suite, 'testcase', classname=f'seg_replay.{source}', name=name)


def _add_words(case: Element, kind: str, message: str, text: str) -> None:
    SubElement(case, kind, message=_clean(message)).text = _clean(text)


def _counted(suite: Element) -> Element:
    kinds = {'tests': 'testcase', 'failures': 'failure', 'errors': 'error', 'skipped': 'skipped'}
    for name in _COUNTS:
        suite.set(name, str(sum(1 for _ in suite.iter(kinds[name]))))
    return suite


def _clean(text: str) -> str:
    return _NO_XML.sub('?', text)
