# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pieces of HTML that several parts of a report have; texts are escaped here."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from seg_node.replay.report.pictures import Picture


def section(name: str, title: str, *parts: str) -> str:
    """
    Write a section that links can lead to.

    :param name: of the place.
    :param title: text.
    :param parts: HTML.
    :returns: HTML; nothing if no part has any.
    """
    content = '\n'.join(filter(None, parts))
    if not content:
        return ''
    return f'<section id="{name}">\n<h2>{escape(title)}</h2>\n{content}\n</section>'


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], style: str = '') -> str:
    """
    Write a table whose first column heads its rows.

    :param titles: of the columns, as text.
    :param rows: cells as HTML.
    :param style: class of the table.
    """
    head = ''.join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    body = '\n'.join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for first, *cells in rows
    )
    return (
        f'<div class="scroll"><table class="{style}">\n<thead><tr>{head}</tr></thead>\n'
        f'<tbody>\n{body}\n</tbody></table></div>'
    )


def short_code(digest: str) -> str:
    """Show the beginning of a digest, and all of it to a pointer."""
    return f'<code title="{escape(digest)}">{escape(digest[:8])}</code>'


def unfold(title: str, content: str) -> str:
    """Hide HTML behind a title until it is clicked."""
    return f'<details><summary>{escape(title)}</summary>{content}</details>'


def bullets(lines: Iterable[str]) -> str:
    """List texts; nothing if there are none."""
    items = ''.join(f'<li>{escape(line)}</li>' for line in lines)
    return f'<ul>{items}</ul>' if items else ''


def figure(picture: Picture, description: str, caption: str) -> str:
    """
    Show a picture, which the page holds itself.

    :param description: for those who cannot see it.
    :param caption: HTML.
    """
    data = b64encode(picture.jpeg).decode()
    return (
        f'<figure><img src="data:image/jpeg;base64,{data}" alt="{escape(description)}" '
        f'width="{picture.width}" height="{picture.height}" loading="lazy">'
        f'<figcaption>{caption}</figcaption></figure>'
    )
