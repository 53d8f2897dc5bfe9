# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""With the profile every large frame arrives; without it, what is lost is told."""

from dataclasses import replace
import json

import pytest

from seg_node.ros.child_process import ChildProcess
from seg_node.ros.transport_measurement import TransportCase, TransportResult

pytestmark = pytest.mark.ros


@pytest.fixture
def measure(tmp_path):
    """Run ``seg transport``, with one case, to its end."""

    def measure(*options):
        # A process of its own: in this one ROS runs already.
        arguments = ['transport', '--threads', '1', '--out', str(tmp_path), *options]
        with ChildProcess('seg_node.cli.main', arguments, tmp_path / 'log') as process:
            process._process.wait(60.0)
        (result,) = json.loads((tmp_path / 'transport.json').read_text())
        assert process.stop() == 0, process.last_lines(20)
        return result

    return measure


@pytest.mark.slow
@pytest.mark.parametrize('reliability', ['reliable', 'best_effort'])
def test_with_the_profile_large_frames_arrive(measure, reliability):
    # So slow that a busy machine loses none either.
    camera = ('--size', '1280x720', '--rate', '5', '--seconds', '4')
    result = measure(*camera, '--reliability', reliability, '--profile', 'both')
    assert (result['sent'], result['received'], result['lost']) == (20, 20, 0)
    assert not result['is_warned']


@pytest.mark.slow
def test_without_it_the_node_warns_of_what_it_loses(measure):
    camera = ('--size', '1920x1080', '--rate', '30', '--seconds', '5')
    result = measure(*camera, '--reliability', 'best_effort', '--profile', 'node')
    assert result['sent'] == 150
    assert result['lost'] > 0
    assert result['is_warned']


def result(reliability, profile, received, is_warned=False):
    case = TransportCase((8, 8), reliability, profile, 30.0, 1000)
    return TransportResult(case, 1000, 30.0, received, received, is_warned)


@pytest.mark.parametrize(
    ('result', 'is_as_documented'),
    [
        (result('reliable', 'camera', 1000), True),
        (result('reliable', 'both', 999), False),
        (result('best_effort', 'both', 999), True),
        (result('best_effort', 'both', 998), False),
        (result('reliable', 'node', 1000), True),
        (result('best_effort', 'none', 100), False),
        (result('best_effort', 'node', 100, is_warned=True), True),
        (result('best_effort', 'node', 0, is_warned=True), True),
    ],
)
def test_promises_that_are_not_kept_are_seen(result, is_as_documented):
    assert result.is_as_documented == is_as_documented
    assert result.to_dict()['lost'] == 1000 - result.received
    assert result.to_dict()['size'] == '8x8'
    assert replace(result, sent=10_000, received=0, is_warned=False).is_as_documented is False
