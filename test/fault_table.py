# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The table of faults, from what pytest recorded: fault_table.py JUNIT_XML DOCUMENT."""

from pathlib import Path
import sys
from xml.etree import ElementTree

_BEGIN, _END = '<!-- begin of the table of faults -->\n', '<!-- end of the table of faults -->'
_COLUMNS = ('fault', 'done', 'seen')


def main(junit_xml: Path, document: Path) -> None:
    """Write the table between its two marks in a document."""
    rows = ['| fault | what was done | what was seen |', '|---|---|---|']
    for case in ElementTree.parse(junit_xml).iter('testcase'):
        row = {each.get('name'): each.get('value') for each in case.iter('property')}
        skipped = case.find('skipped')
        if skipped is not None:
            rows.append(f'| {case.get("name")} | not run | {skipped.get("message")} |')
        elif row:
            rows.append('| ' + ' | '.join(_cell(str(row[name])) for name in _COLUMNS) + ' |')
    text = document.read_text(encoding='utf-8')
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    table = '\n'.join(rows) + '\n'
    document.write_text(before + _BEGIN + table + _END + after, encoding='utf-8')


def _cell(text: str) -> str:
    return text.replace('|', r'\|').replace('\n', ' ')


if __name__ == '__main__':
    main(Path(sys.argv[1]), Path(sys.argv[2]))
