# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nonsense in parameters, also while frames are computed: refused, and nothing changes."""

from typing import Any

from camera_messages import labelled_image, pixels_of
from node_bench import Bench
import pytest

pytestmark = pytest.mark.ros

ROAD = 3
NONSENSE: list[dict[str, Any]] = [
    {'class_sets': 'drivable=Lane'},
    {'class_sets': ';;=;'},
    {'drivable_threshold': float('nan')},
    {'drivable_threshold': 'high'},
    {'max_false_drivable_rate': float('nan')},
    {'overlay_opacity': -1.0},
    {'overlay_opacity': float('inf')},
    {'seed_polygon': [0.5]},
    {'seed_polygon': [float('nan')] * 6},
    {'max_age_s': float('nan')},
    {'max_age_s': 1e300},
    {'model': '/nowhere.onnx'},
    {'model': 'a' * 5000},
    {'model': 'zero\0byte'},
    {'threads': 2},
    {'no_such_parameter': 1},
]


@pytest.fixture(scope='module')
def node(start_node):
    return start_node(network_size='640x480')


@pytest.fixture
def bench(peer, node):
    bench = Bench(peer, node, 'mask', 'drivable_area')
    bench.connect()
    yield bench
    bench.close()


def test_nonsense_while_frames_are_computed(peer, node, bench, camvid, fault_row):
    for change in NONSENSE:
        stamp = bench.send(labelled_image(camvid, ROAD))
        (result,) = peer.set_parameters(node, **change)
        assert not result.successful, change
        assert result.reason, change
        answer = bench.answers(stamp)
        assert (pixels_of(answer['mask']) == ROAD).all()
        assert (pixels_of(answer['drivable_area']) == 255).all(), change
    fault_row(
        'parameters set to nonsense, also while a frame is computed',
        f'{len(NONSENSE)} settings, each while a frame is under way: unknown names, wrong types, '
        'NaN, infinity, out of range, fixed ones',
        'each refused with a reason; mask and drivable area of each frame are right',
    )


def test_class_set_that_becomes_empty(peer, node, bench, camvid, fault_row):
    (result,) = peer.set_parameters(node, class_sets='drivable=')
    assert result.reason == "class set 'drivable' is empty: name at least one class"
    assert (pixels_of(bench.segment(labelled_image(camvid, ROAD))['drivable_area']) == 255).all()

    (result,) = peer.set_parameters(node, class_sets='drivable=Road; person=')
    assert result.successful
    person = Bench(peer, node, 'sets/person')
    person.connect()
    answer = pixels_of(person.segment(labelled_image(camvid, ROAD))['sets/person'])
    assert answer.shape == (48, 64)
    assert not answer.any()
    person.close()
    fault_row(
        'a class set that becomes empty',
        'class_sets set to "drivable=", then to "drivable=Road; person="',
        'no drivable class is refused with the reason and the old sets stay; an empty person set '
        'is taken and its mask is empty',
    )
