# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pieces of HTML that several parts of a page have."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple


class Picture(NamedTuple):
    """
    A picture beside the page.

    :param name: of what it shows.
    :param file: its name in the page's folder.
    :param width: [px].
    :param height: [px].
    """

    name: str
    file: str
    width: int
    height: int


def swatch(colour: Sequence[int], text: str) -> str:
    """Put a patch of colour before a text."""
    return f'<i style="background:#{bytes(colour).hex()}"></i>{escape(text)}'


def figure(picture: Picture, description: str, caption: str) -> str:
    """
    Show a picture that opens at its own size when it is clicked.

    :param description: for those who cannot see it.
    :param caption: HTML.
    """
    return (
        f'<figure><a href="{picture.file}"><img src="{picture.file}" alt="{escape(description)}" '
        f'width="{picture.width}" height="{picture.height}" loading="lazy"></a>'
        f'<figcaption>{caption}</figcaption></figure>'
    )
