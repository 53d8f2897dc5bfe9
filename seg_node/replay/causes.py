# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Why two replays differ, as far as can be told."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from seg_node.replay.comparison import Comparison
from seg_node.replay.records import GROUND, OUTPUTS, TEMPORAL
from seg_node.replay.run_description import EFFECTS, RunDescription

_SWAPPED = 'masks are those of swapped channels: red and blue are exchanged before the net'
_ALL = {*OUTPUTS, *GROUND}


class _Case(NamedTuple):
    """Two runs and how their frames differ."""

    before: RunDescription
    now: RunDescription
    comparison: Comparison


class _Cause(NamedTuple):
    """What happened, and the outputs that it explains."""

    words: str
    explains: Set[str]


def probable_causes(
    before: RunDescription, now: RunDescription, comparison: Comparison
) -> list[str]:
    """
    Name what explains the outputs that differ.

    What the masks themselves tell comes first, since it is the most specific. A cause is named
    only if an output differs that it acts on and that nothing before it explains.
    """
    case = _Case(before, now, comparison)
    unexplained = {name for name in _ALL if comparison.outputs[name]}
    words = []
    for find in (_of_masks, _of_net, _of_parameters, _of_input, _of_area, _of_runtime):
        causes = [cause for cause in find(case) if cause.explains & unexplained]
        words += [cause.words for cause in causes]
        unexplained -= {name for cause in causes for name in cause.explains}
    before_count, now_count = comparison.lengths
    if before_count != now_count:
        words.append(f'the drive has {now_count} frames, had {before_count}')
    if comparison.unpaired_count:
        words.append(f'only one run could segment {comparison.unpaired_count} of the frames')
    if unexplained and unexplained <= set(GROUND):
        names = ', '.join(sorted(unexplained))
        words.append(f'what is recorded of calibration, transforms or motion has changed: {names}')
    elif unexplained:
        words.append(f'other maps from the same inputs: {", ".join(sorted(unexplained))}')
    return words


def parameter_changes(before: RunDescription, now: RunDescription) -> dict[str, str]:
    """Say by name which parameters have other values, whether or not that changed a map."""
    names = EFFECTS.keys() & before.parameters.keys() & now.parameters.keys()
    return {
        name: f'{before.parameters[name]!r} -> {now.parameters[name]!r}'
        for name in sorted(names)
        if before.parameters[name] != now.parameters[name]
    }


def _of_masks(case: _Case) -> list[_Cause]:
    found = case.comparison.explanation('mask')
    if not found:
        return []
    words = _SWAPPED if 'swapped' in found else f'masks are {found}'
    return [_Cause(words, _ALL)]


def _of_net(case: _Case) -> list[_Cause]:
    before, now = case.before, case.now
    if before.model_digest == now.model_digest:
        return []
    is_same_net = bool(now.weights_digest) and before.weights_digest == now.weights_digest
    words = 'another model file of the same weights' if is_same_net else 'another net'
    names = f'{before.architecture} {before.model} -> {now.architecture} {now.model}'
    return [_Cause(f'{words}: {names}', _ALL)]


def _of_parameters(case: _Case) -> list[_Cause]:
    changes = parameter_changes(case.before, case.now)
    return [
        _Cause(f'changed parameter {name}: {change}', set(EFFECTS[name]))
        for name, change in changes.items()
    ]


def _of_input(case: _Case) -> list[_Cause]:
    comparison = case.comparison
    count = comparison.changed_input_count
    if not count:
        return []
    explains = {name for name in OUTPUTS if not comparison.same_input[name]} | {*TEMPORAL}
    found = comparison.inputs.explanation()
    if found:
        return [_Cause(f'input frames are {found}', explains)]
    first = ', '.join(map(str, comparison.changed_inputs))
    return [_Cause(f'{count} input frames have changed, the first are {first}', explains)]


def _of_area(case: _Case) -> list[_Cause]:
    found = case.comparison.explanation('drivable_area')
    return [_Cause(f'drivable areas are {found}', {*TEMPORAL})] if found else []


def _of_runtime(case: _Case) -> list[_Cause]:
    before, now = case.before, case.now
    return [
        _Cause(f'another {what}: {old} -> {new}', _ALL)
        for what, old, new in (
            ('runtime', before.runtime, now.runtime),
            ('precision', before.precision, now.precision),
            ('version of seg_node', before.version, now.version),
        )
        if old != new
    ]
