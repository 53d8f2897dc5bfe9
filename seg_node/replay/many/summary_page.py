# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The page on several drives: HTML that needs neither network nor script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from string import Template
from urllib.parse import quote

from seg_node.core.resources import share_directory
from seg_node.replay.many.summary_row import Row


def render_page(title: str, rows: Iterable[Row], links: Sequence[str]) -> str:
    """
    Write a page as HTML.

    :param title: text.
    :param rows: one for each drive.
    :param links: paths, from the page's folder, to what tells more of each; empty where nothing
        does.
    """
    template = share_directory() / 'config' / 'replay' / 'summary.html'
    return Template(template.read_text(encoding='utf-8')).substitute(
        title=escape(title),
        head=''.join(f'<th scope="col">{escape(name)}</th>' for name in Row._fields),
        rows='\n'.join(_row(row, link) for row, link in zip(rows, links, strict=True)),
    )


def _row(row: Row, link: str) -> str:
    texts = row._replace(**{name: escape(text) for name, text in row._asdict().items()})
    drive = f'<a href="{escape(quote(link))}">{texts.drive}</a>' if link else texts.drive
    numbers = ''.join(f'<td class="number">{text}</td>' for text in texts[2:-1])
    return (
        f'<tr><th scope="row">{drive}</th><td class="{texts.state}">{texts.state}</td>{numbers}'
        f'<td>{texts.findings}</td></tr>'
    )
