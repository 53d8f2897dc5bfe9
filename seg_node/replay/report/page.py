# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The page of a report: one file that needs neither network nor script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from string import Template
from typing import Any

from seg_node.core.resources import share_directory
from seg_node.replay.report.class_table import class_table, legend
from seg_node.replay.report.figure_table import figure_table, node_table
from seg_node.replay.report.frame_cards import change_cards, result_cards
from seg_node.replay.report.markup import bullets, section, table, unfold
from seg_node.replay.report.material import Material
from seg_node.replay.report.plots import draw_plots
from seg_node.replay.report.run_table import run_table
from seg_node.replay.report.verdict_box import verdict_box
from seg_node.replay.result import Result
from seg_node.replay.run_description import RunDescription

_BY_TRUTH = 'Those of the lowest mIoU, the mean over the classes that are in a frame or its mask.'
_BY_CONFIDENCE = (
    'Those of the lowest mean confidence, which says how sure the model is and not whether it is '
    'right: no frame has truth.'
)
_SPREAD = 'Each stands for its part of the drive, so that one bad moment does not fill the list.'


def render_page(material: Material, result: Result, before: RunDescription | None) -> str:
    """
    Write a page as HTML.

    :param material: of the run.
    :param result: of the run.
    :param before: what ran for the reference, if there is one.
    """
    sections = _sections(material, result, before)
    folder = share_directory() / 'config' / 'replay'
    script = (folder / 'report.js').read_text(encoding='utf-8')
    return Template((folder / 'report.html').read_text(encoding='utf-8')).substitute(
        policy=_policy(script),
        title=escape(f'Replay of {result.run.source}'),
        heading=f'<small>Replay of</small> {escape(result.run.source)}',
        verdict=verdict_box(result),
        contents=''.join(
            f'<a href="#{name}">{title}</a>' for (name, title), text in sections.items() if text
        ),
        sections='\n'.join(filter(None, sections.values())),
        footer=f'seg_node {escape(result.run.version)}, seg replay',
        script=script,
    )


def _policy(script: str) -> str:
    """Forbid the page all but what it holds: no network, and no script that a name smuggles in."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'"
    )


def _sections(
    material: Material, result: Result, before: RunDescription | None
) -> Mapping[tuple[str, str], str]:
    now, earlier = result.figures, material.figures_before() if before else None
    colours = legend(now.get('class_share', {}), material.labels)
    parts = {
        ('figures', 'Figures'): [figure_table(now, earlier), node_table(now)],
        ('run', 'What ran'): [run_table(result.run, before)],
        ('input', 'Faults of the input'): [_fault_table(result.faults)],
        ('time', 'Over time'): [draw_plots(material)],
        ('changes', 'Largest changes'): _changes(material, colours),
        ('worst', 'Worst frames'): _worst(material, colours),
        ('classes', 'Classes'): [class_table(now, earlier, material.labels)],
    }
    return {place: section(*place, *contents) for place, contents in parts.items()}


def _changes(material: Material, colours: str) -> list[str]:
    cards = change_cards(material.largest_changes())
    words = f'Those that differ most from the reference. {_SPREAD}'
    if unknown := material.unknown_classes():
        names = ', '.join(unknown)
        words += f' It has classes that this model has not, so its colours mislead: {names}.'
    return [f'<p>{escape(words)}</p>', colours, cards] if cards else []


def _worst(material: Material, colours: str) -> list[str]:
    cards = result_cards(material.worst_frames())
    words = f'{_BY_TRUTH if material.has_truth else _BY_CONFIDENCE} {_SPREAD}'
    return [f'<p>{words}</p>', colours, cards] if cards else []


def _fault_table(faults: Mapping[str, Any]) -> str:
    if not faults:
        return '<p>None.</p>'
    rows = []
    for kind, fault in faults.items():
        first, *others = fault['first']
        words = escape(first)
        if others:
            words += unfold(f'{len(others)} more', bullets(others))
        rows.append((escape(kind), f'{fault["count"]:,}', words))
    return table(('', 'count', 'the first'), rows, 'faults')
