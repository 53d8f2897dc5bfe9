# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What is said of two replays, for people and for CI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from seg_node.core.errors import ConfigurationError
from seg_node.replay.causes import parameter_changes, probable_causes
from seg_node.replay.comparison import Comparison
from seg_node.replay.reference import Reference
from seg_node.replay.run_description import RunDescription
from seg_node.replay.tolerances import Tolerances

_CLASSES, _FRAMES = 5, 5


@dataclass(frozen=True)
class Verdict:
    """
    Whether two replays are the same, and if not, how and why.

    :param has_same_maps: within the tolerances.
    :param headline: in one line.
    :param findings: further lines.
    :param causes: of the difference, the most specific first.
    :param different: frames in which each output differs, by its name.
    :param extent: by how much the frames differ on average, in [0, 1].
    :param excess: what of a live replay's losses and times is above its limit, in words.
    """

    has_same_maps: bool
    headline: str
    findings: tuple[str, ...]
    causes: tuple[str, ...]
    different: Mapping[str, int]
    extent: float
    excess: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether maps, losses and times are what they may be."""
        return self.has_same_maps and not self.excess

    def __str__(self) -> str:
        """Lay it out for a terminal."""
        causes = (f'probable cause: {cause}' for cause in self.causes)
        return '\n'.join([self.headline, *(f'  {line}' for line in (*self.findings, *causes))])

    def to_dict(self) -> dict[str, Any]:
        """Give what JSON can hold."""
        return {
            'is_same': self.is_same,
            'headline': self.headline,
            'findings': list(self.findings),
            'causes': list(self.causes),
            'different': dict(self.different),
            'extent': self.extent,
            'has_same_maps': self.has_same_maps,
            'excess': list(self.excess),
        }


def start_comparison(before: Reference, now: RunDescription, tolerances: Tolerances) -> Comparison:
    """Make ready to compare another run with a reference."""
    memories_s = [run.parameters.get('drivable_memory_s', 0.0) for run in (before.run, now)]
    has_ground = before.run.has_ground and now.has_ground
    return Comparison(tolerances, before.swapped_masks, has_ground, max(memories_s))


def judge(before: RunDescription, now: RunDescription, comparison: Comparison) -> Verdict:
    """
    Judge what was compared.

    :raises ConfigurationError: if there was nothing to compare.
    """
    if not comparison.frame_count:
        raise ConfigurationError(f'{_why_nothing(comparison)}, so they cannot be compared')
    findings = [*_notes(before, now), *_gaps(comparison)]
    if comparison.changed_input_count:
        findings.append(f'ran with other pictures in {comparison.changed_input_count} frames')
    causes = []
    if comparison.different_count:
        findings += _difference(comparison)
        causes = probable_causes(before, now, comparison)
    different = {name: comparison.outputs[name] for name in comparison.compared_outputs}
    return Verdict(
        comparison.is_same,
        _headline(comparison),
        tuple(findings),
        tuple(causes),
        different,
        comparison.mean_extent,
    )


def add_budget(verdict: Verdict, before_ms: Mapping[str, float], excess: Sequence[str]) -> Verdict:
    """
    Fail a live replay that lost too much or took too long, and say how long frames took before.

    :param before_ms: latency of the reference, ``median`` and ``p99`` [ms]; empty offline.
    :param excess: what is above its limit, in words.
    """
    if before_ms:
        times = 'frame to mask took {median} ms in the median, {p99} ms at p99 before'
        findings = *verdict.findings, times.format(**before_ms)
        verdict = replace(verdict, findings=findings)
    if not excess:
        return verdict
    headline = f'OVER BUDGET: {"; ".join(excess)}; maps: {verdict.headline}'
    return replace(verdict, headline=headline, excess=tuple(excess))


def compare_references(before: Reference, now: Reference, tolerances: Tolerances) -> Verdict:
    """
    Compare two replays that were written down.

    :raises ConfigurationError: if one cannot be read, or neither has frames.
    """
    comparison = start_comparison(before, now.run, tolerances)
    comparison.add_all(before.records(), now.records())
    return judge(before.run, now.run, comparison)


def _headline(comparison: Comparison) -> str:
    count, total = comparison.different_count, comparison.frame_count
    if not count:
        return f'same: {total} frames'
    word = 'same within tolerances' if comparison.is_same else 'DIFFERS'
    outputs = ', '.join(f'{name} in {n}' for name, n in comparison.outputs.items() if n)
    return f'{word}: {count} of {total} frames' + f' ({outputs})' * bool(outputs)


def _notes(before: RunDescription, now: RunDescription) -> list[str]:
    """Say what is not as it was, whether or not it matters."""
    changes = [f'{name}: {change}' for name, change in parameter_changes(before, now).items()]
    for name in ('source', 'topic', 'model', 'runtime', 'precision', 'version', 'mode'):
        old, new = getattr(before, name), getattr(now, name)
        if old != new:
            changes.append(f'{name}: {old} -> {new}')
    return [f'ran with another {change}' for change in changes]


def _why_nothing(comparison: Comparison) -> str:
    """Say why there are no maps to compare."""
    if comparison.broken_count:
        return 'neither replay could segment a frame'
    if comparison.lost_count:
        return 'each frame was lost before or now'
    return 'neither replay has frames'


def _gaps(comparison: Comparison) -> list[str]:
    """Say what was not compared."""
    lost, areas = comparison.lost_count, comparison.areas_left_out
    findings = [f'not compared: {lost} frames, which were lost before or now'] * bool(lost)
    if comparison.broken_count:
        findings.append(
            f'not compared: {comparison.broken_count} frames, which neither run could segment'
        )
    if areas:
        findings.append(
            f'not compared: drivable_area in {areas} frames, which remembers what was lost'
        )
    return findings


def _difference(comparison: Comparison) -> list[str]:
    first = ', '.join(map(str, comparison.first_different))
    lines = [f'first frames that differ: {first}']
    lines += [f'frame {item.index}: {item.words}' for item in comparison.worst[:_FRAMES]]
    grown = [(name, pixels) for name, pixels in comparison.classes.items() if pixels]
    grown.sort(key=lambda item: -abs(item[1]))
    classes = ', '.join(f'{name} {pixels:+d}' for name, pixels in grown[:_CLASSES])
    return lines + [f'pixels by class: {classes}'] * bool(classes)
