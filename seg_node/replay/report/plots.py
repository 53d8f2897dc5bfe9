# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The curves of a report."""

from __future__ import annotations

from collections.abc import Iterator

from seg_node.replay.report.material import Material
from seg_node.replay.report.plot import Frames, Plot
from seg_node.replay.report.series import Series

_CURVES = (
    ('drivable_share', 'Drivable area', '% of pixels'),
    ('mean_confidence', 'Mean confidence', '%'),
    ('miou', 'mIoU of each frame', '%'),
    ('infer_ms', 'Time of net and maps', 'ms'),
    ('latency_ms', 'Latency', 'ms'),
    ('lost_count', 'Frames without maps, cumulative', 'frames'),
)
_LINE = '<svg viewBox="0 0 30 12" aria-hidden="true"><path class="{} line" d="M0 6H30"/></svg>'
_MARK = (
    '<svg class="mark" viewBox="0 0 12 12" aria-hidden="true">'
    '<path class="{}" d="M1 4H11V9H1z"/></svg>'
)


def draw_plots(material: Material) -> str:
    """Draw what there is, over the frames, as HTML."""
    frames = Frames(
        max(1, material.frame_count),
        material.stamps_s,
        material.differences,
        material.now.series['lost'],
    )
    plots = ''.join(plot.render(frames) for plot in _plots(material))
    content = f'{_key(material)}{_note(frames)}<div class="plots">{plots}</div>'
    return content if plots else ''


def _plots(material: Material) -> Iterator[Plot]:
    now, before = material.now.series, material.before.series
    is_complete = not (now['lost'].runs() or before['lost'].runs())
    for name, title, unit in _CURVES:
        if now[name].runs() and not (is_complete and name == 'lost_count'):
            yield Plot(title, unit, now[name], before[name])
    if material.differences.runs():
        yield Plot('Difference from the reference', '%', material.differences, Series())


def _key(material: Material) -> str:
    signs = (
        (_LINE.format('now'), 'this run', True),
        (_LINE.format('before'), 'reference', material.figures_before()['frames']),
        (_MARK.format('differs'), 'differs from the reference', material.differences.runs()),
        (_MARK.format('lost'), 'no maps came out', material.now.series['lost'].runs()),
    )
    items = ''.join(f'<li>{sign}{words}</li>' for sign, words, is_there in signs if is_there)
    return f'<ul class="key">{items}</ul>'


def _note(frames: Frames) -> str:
    parts = (frames.stamps_s, frames.differing, frames.lost)
    size = max(series.bin_size for series in parts)
    if size == 1:
        return ''
    return (
        f'<p class="note">Each point stands for {size} frames: '
        'the line is their mean, the band spans from the least to the greatest.</p>'
    )
