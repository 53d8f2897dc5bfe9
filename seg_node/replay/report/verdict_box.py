# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a report says first."""

from __future__ import annotations

from html import escape

from seg_node.replay.figures import count_frames
from seg_node.replay.report.markup import bullets
from seg_node.replay.result import Result
from seg_node.replay.verdict import Verdict


def verdict_box(result: Result) -> str:
    """Write the verdict as HTML, after what keeps it from being about the whole drive."""
    boxes = []
    seen = count_frames(result.figures)
    if result.is_partial:
        words = f'PARTIAL: interrupted after {seen:,} of {result.stated:,} frames'
        boxes.append(_box('partial', words))
    if result.end_fault:
        words = f'Reading ended too early, after {seen:,} of {result.stated:,} frames'
        boxes.append(_box('partial', words, f'<p>{escape(result.end_fault)}</p>'))
    if result.verdict:
        boxes.append(_verdict(result.verdict))
    else:
        words = f'<p>{seen:,} frames were replayed and compared with nothing.</p>'
        boxes.append(_box('none', 'No comparison', words))
    return '\n'.join(boxes)


def _verdict(verdict: Verdict) -> str:
    content = ''
    if verdict.causes:
        causes = bullets(verdict.causes).replace('<ul>', '<ul class="causes">', 1)
        content += f'<h3>Probable cause</h3>{causes}'
    if verdict.findings:
        content += f'<h3>Findings</h3>{bullets(verdict.findings)}'
    return _box('same' if verdict.is_same else 'different', verdict.headline, content)


def _box(tone: str, words: str, content: str = '') -> str:
    return f'<div class="verdict {tone}"><h2>{escape(words)}</h2>{content}</div>'
