# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which threshold a table gives, and what it refuses."""

from dataclasses import asdict, replace
import json

import pytest

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.risk_table import RiskTable

TABLE = RiskTable(
    'drivable',
    (3, 4),
    (512, 384),
    'f32',
    50,
    'one street',
    ((0.01, None), (0.02, None), (0.05, 0.75), (0.1, 0.5)),
)


@pytest.mark.parametrize(
    ('rate', 'threshold'), [(0.05, 0.75), (0.07, 0.75), (0.1, 0.5), (0.9, 0.5)]
)
def test_the_greatest_rate_up_to_what_is_asked_counts(rate, threshold):
    assert TABLE.threshold(rate) == threshold


@pytest.mark.parametrize(
    ('rate', 'reason'),
    [
        (0.005, 'the least that it keeps is 0.05'),
        (0.01, '0.01 needs ≥ 99 frames, has 50; the least that it keeps is 0.05'),
        (0.019, '0.01 needs ≥ 99 frames, has 50; the least that it keeps is 0.05'),
        (0.02, 'no threshold keeps 0.02 on its 50 frames; the least that it keeps is 0.05'),
    ],
)
def test_reason_for_none_is_named(rate, reason):
    with pytest.raises(ConfigurationError, match=f'^{reason}$'):
        TABLE.threshold(rate)


def test_json_and_back():
    assert RiskTable.from_dict(json.loads(json.dumps(asdict(TABLE)))) == TABLE


def test_it_says_what_it_holds_for():
    names = ('a', 'b', 'c', 'Road', 'Pavement')
    assert TABLE.describe(names) == 'Road,Pavement at 512x384 in f32'


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        ('class_ids', ()),
        ('class_ids', (4, 3)),
        ('class_ids', (3, 3)),
        ('class_ids', (-1,)),
        ('network_size', (0, 384)),
        ('frames', 0),
        ('thresholds', ()),
        ('thresholds', ((0.1, 0.5), (0.05, 0.75))),
        ('thresholds', ((0.1, 0.0),)),
        ('thresholds', ((0.1, 1.1),)),
        ('thresholds', ((0.0, 0.5),)),
        ('thresholds', ((1.0, 0.5),)),
        ('thresholds', ((float('nan'), 0.5),)),
        ('thresholds', ((0.1, float('nan')),)),
    ],
)
def test_value_that_cannot_be_is_refused(name, value):
    with pytest.raises(ModelFileError, match=f"risk table of 'drivable': {name}.*calibrate"):
        replace(TABLE, **{name: value})
