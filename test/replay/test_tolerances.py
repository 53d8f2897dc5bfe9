# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tolerances are shares by name."""

from dataclasses import asdict
from pathlib import Path
import re

import pytest
import yaml

from seg_node.core.errors import ConfigurationError
from seg_node.replay.live.budget import LiveBudget
from seg_node.replay.tolerances import load_tolerances, Tolerances


def test_a_file_gives_some_and_leaves_the_rest_exact(tmp_path):
    path = tmp_path / 'tolerances.yaml'
    path.write_text('{mask: 0.01, frames: 0.5}')
    assert load_tolerances(path) == Tolerances(mask=0.01, frames=0.5)
    path.write_text('{drivable_grid: 0.01, drivable_scan: 0.1}')
    assert load_tolerances(path) == Tolerances(drivable_grid=0.01, drivable_scan=0.1)
    path.write_text('live: {lost: 0.1}')
    assert load_tolerances(path) == Tolerances(live=LiveBudget(lost=0.1))
    path.write_text('')
    assert load_tolerances(path) == Tolerances()


def test_the_documented_file_is_read(tmp_path):
    document = Path(__file__).parents[2] / 'doc' / 'replay.md'
    (text,) = re.findall(r'```yaml\n(mask:.*?)```', document.read_text(), re.DOTALL)
    given = yaml.safe_load(text)
    path = tmp_path / 'tolerances.yaml'
    path.write_text(text)
    read = load_tolerances(path)
    assert given.keys() == asdict(Tolerances()).keys() - {'live'}
    assert {name: getattr(read, name) for name in given} == given


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        ('{masks: 0.1}', 'must hold shares by name: mask, confidence'),
        ('[0.1]', 'must hold shares'),
        ('{mask: 1}', 'tolerance mask is 1'),
        ('{mask: -0.1}', 'tolerance mask is -0.1'),
        ('{drivable_scan: -0.1}', 'tolerance drivable_scan is -0.1'),
        ('{mask: true}', 'tolerance mask is True'),
        ('{drivable_grid: 2}', 'tolerance drivable_grid is 2'),
        ('{mask: little}', "tolerance mask is 'little'"),
        ('{mask: .nan}', 'tolerance mask is nan'),
        ('live: 0.1', 'live must hold limits by name: lost, latency_median_ms'),
        ('{', 'cannot be read as YAML'),
    ],
)
def test_others_are_refused(tmp_path, text, reason):
    path = tmp_path / 'tolerances.yaml'
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=reason):
        load_tolerances(path)
