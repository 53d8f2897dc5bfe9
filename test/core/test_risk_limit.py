# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A threshold counts only where it was calibrated for what runs."""

import re

from colour_model import colour_spec
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.risk_limit import RiskLimit, RunningNet
from seg_node.core.risk_table import RiskTable

ROAD, PAVEMENT = 3, 4


def table(threshold, name='drivable', ids=(ROAD,), size=(64, 48), precision='f32', frames=50):
    pairs = ((0.01, None), (0.1, threshold))
    return RiskTable(name, ids, size, precision, frames, 'a street', pairs)


@pytest.fixture
def limit(camvid):
    def make(*tables, rate=0.1):
        return RiskLimit(colour_spec(camvid, risk_tables=tables), rate)

    return make


def net(ids=(ROAD,), precision='f32', size=(64, 48)):
    return RunningNet(ids, precision, size)


def test_the_table_of_what_runs_gives_the_threshold(limit):
    tables = (
        table(0.6, precision='f16'),
        table(0.7, size=(128, 96)),
        table(0.8, ids=(ROAD, PAVEMENT)),
        table(0.9, name='person'),
        table(0.5),
    )
    found = limit(*tables)
    assert found.choose(net()) == (0.5, '')
    assert found.choose(net(precision='f16')) == (0.6, '')
    assert found.choose(net(size=(128, 96))) == (0.7, '')
    assert found.choose(net(ids=(ROAD, PAVEMENT))) == (0.8, '')


@pytest.mark.parametrize(
    ('running', 'here'),
    [
        (net(ids=(ROAD, PAVEMENT)), 'Road,Pavement at 64x48 in f32'),
        (net(precision='bf16'), 'Road at 64x48 in bf16'),
        (net(size=(32, 32)), 'Road at 32x32 in f32'),
        (net(precision='int8', size=None), 'Road in int8'),
    ],
)
def test_another_net_is_refused_and_else_gets_the_greatest_threshold(limit, running, here):
    found = limit(table(0.5), table(0.7, size=(128, 96)))
    reason = (
        "max_false_drivable_rate is 0.1: 'drivable' is calibrated for Road at 64x48 in f32 or "
        f'Road at 128x96 in f32, and {here} runs; calibrate the model for it with seg calibrate'
    )
    with pytest.raises(ConfigurationError, match=f'^{reason}'):
        found.check(running)
    threshold, uncalibrated = found.choose(running)
    assert threshold == 0.7
    assert uncalibrated.startswith(reason)


def test_a_size_that_is_not_known_yet_passes(limit):
    limit(table(0.5)).check(net(size=None))


def test_a_table_without_a_threshold_is_refused_though_another_has_one(limit):
    found = limit(table(None), table(0.7, size=(128, 96)))
    with pytest.raises(ConfigurationError, match=r'Road at 64x48 in f32: no threshold keeps 0\.1'):
        found.check(net())
    assert found.choose(net())[0] == 0.7
    found.check(net(size=None))


@pytest.mark.parametrize(
    ('tables', 'rate', 'reason'),
    [
        ((), 0.1, "the model has no risk calibration of 'drivable'"),
        ((table(0.5, name='person'),), 0.1, "the model has no risk calibration of 'drivable'"),
        ((table(0.5),), 0.05, '0.01 needs ≥ 99 frames, has 50'),
        ((table(0.5),), 0.001, 'the least that it keeps is 0.1'),
        ((table(None),), 0.2, 'no threshold keeps 0.1 on its 50 frames; it keeps no rate'),
    ],
)
def test_a_rate_that_no_table_has_is_refused(limit, tables, rate, reason):
    expected = f'max_false_drivable_rate is {rate:g}: .*{re.escape(reason)}.* seg calibrate'
    with pytest.raises(ConfigurationError, match=expected):
        limit(*tables, rate=rate)
