# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The curves of a report."""

from __future__ import annotations

from collections.abc import Iterator

from seg_node.replay.report.material import Material
from seg_node.replay.report.plot import Frames, Plot
from seg_node.replay.report.series import Series

_NOTHING = Series()
_CURVES = (
    ('drivable_share', 'Drivable area', '% of pixels', 100, False),
    ('mean_confidence', 'Mean confidence', '%', 100, False),
    ('miou', 'mIoU of each frame', '%', 100, False),
    ('infer_ms', 'Time of net and maps', 'ms', 1, True),
    ('latency_ms', 'Latency', 'ms', 1, True),
    ('lost_count', 'Frames without maps, up to then', 'frames', 1, True),
)
_LINE = '<svg viewBox="0 0 30 12" aria-hidden="true"><path class="{} line" d="M0 6H30"/></svg>'
_MARK = '<svg viewBox="0 0 30 12" aria-hidden="true"><path class="{}" d="M10 2H14V11H10z"/></svg>'


def draw_plots(material: Material) -> str:
    """Draw what there is, over the frames, as HTML."""
    now, before = material.now.series, material.before.series
    lost = now['lost']
    frames = Frames(max(1, material.frame_count), material.stamps_s, material.differences, lost)
    plots = ''.join(plot.render(frames) for plot in _plots(material))
    if not plots:
        return ''
    key = [(_LINE.format('now'), 'this run')]
    key += [(_LINE.format('before'), 'reference')] * bool(before)
    key += [(_MARK.format('differs'), 'differs from the reference')] * bool(
        material.differences.runs()
    )
    key += [(_MARK.format('lost'), 'no maps came out')] * bool(lost.runs())
    items = ''.join(f'<li>{sign}{words}</li>' for sign, words in key)
    return f'<ul class="key">{items}</ul>{_note(frames, lost)}<div class="plots">{plots}</div>'


def _plots(material: Material) -> Iterator[Plot]:
    now, before = material.now.series, material.before.series
    names = {'lost_count'} if not (now['lost'].runs() or before['lost'].runs()) else set()
    for name, title, unit, scale, is_from_zero in _CURVES:
        if name not in names and now[name].runs():
            yield Plot(title, unit, now[name], before[name], scale, is_from_zero)
    if material.differences.runs():
        yield Plot(
            'Difference from the reference',
            '% of pixels, or of confidence',
            material.differences,
            _NOTHING,
            100,
            True,
        )


def _note(frames: Frames, lost: Series) -> str:
    size = max(series.bin_size for series in (frames.stamps_s, frames.differing, lost))
    if size == 1:
        return ''
    return (
        f'<p class="note">Each point stands for {size} frames: '
        'the line is their mean, the band spans from the least to the greatest.</p>'
    )
