# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A page of HTML as a browser takes it in."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

_VOID = frozenset({'meta', 'img', 'br', 'link', 'input'})


class ParsedPage(HTMLParser):
    """
    The page in a file; wrong nesting is an error.

    ``headings`` are its frames' names with their stamps, ``descriptions`` stand for pictures.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: list[str] = []
        self.descriptions: list[str] = []
        self.scripts = 0
        self.texts: list[str] = []
        self.headings: list[str] = []
        self._open: list[str] = []
        self.feed(path.read_text(encoding='utf-8'))
        self.close()
        assert not self._open, f'never closed: {self._open}'

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(values) == len(attrs), f'<{tag}> repeats an attribute'
        self.targets += [str(values[name]) for name in ('href', 'src') if name in values]
        self.anchors += [str(values['id'])] if 'id' in values else []
        self.descriptions += [str(values['alt'])] if tag == 'img' else []
        self.scripts += tag == 'script' or any(name.startswith('on') for name in values)
        if tag not in _VOID:
            self._open.append(tag)
        if tag == 'h3':
            self.headings.append('')

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop() == tag, f'</{tag}> closes nothing'

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if 'h3' in self._open:
            self.headings[-1] += data

    @property
    def text(self) -> str:
        """All of its text in one line."""
        return ' '.join(' '.join(self.texts).split())


def check_page(path: Path) -> ParsedPage:
    """Parse a page, and see that it needs nothing but the files beside it."""
    page = ParsedPage(path)
    assert path.read_text(encoding='utf-8').startswith('<!DOCTYPE html>')
    assert not page.scripts
    assert len(set(page.anchors)) == len(page.anchors)
    for target in page.targets:
        if target.startswith('#'):
            assert target[1:] in page.anchors
        else:
            assert (path.parent / target).is_file(), target
            assert '/' not in target
    return page
