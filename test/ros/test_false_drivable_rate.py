# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A node that is asked for a false-drivable rate, and what its model was calibrated for."""

from dataclasses import replace
import re

from camera_messages import image_message, labelled_image, pixels_of
from colour_model import colour_spec, write_colour_model
from diagnostic_msgs.msg import DiagnosticStatus
from lifecycle_msgs.msg import Transition
from node_bench import Bench
import numpy as np
import pytest
from ros_peer import values
from swap_bench import swap

from seg_node.core.risk_table import RiskTable

pytestmark = pytest.mark.ros

ROAD, CAR = 3, 8
FRAME = image_message(np.zeros((48, 64, 3), np.uint8))
TABLE = RiskTable(
    'drivable',
    (ROAD,),
    (64, 48),
    'f32',
    50,
    'a street',
    ((0.01, None), (0.05, 0.75), (0.1, 0.25)),
)


@pytest.fixture(scope='module')
def write_model(tmp_path_factory, camvid):
    """Write models with risk tables."""

    def write(*tables):
        path = tmp_path_factory.mktemp('calibrated') / 'model.onnx'
        spec = colour_spec(camvid, risk_tables=tables)
        return write_colour_model(path, camvid, spec.to_json())

    return write


@pytest.fixture(scope='module')
def calibrated(write_model):
    return write_model(TABLE)


@pytest.fixture(scope='module')
def node(start_node, calibrated):
    return start_node(model=calibrated, max_false_drivable_rate=0.05, drivable_memory_s=0.0)


@pytest.fixture(scope='module')
def bench(peer, node):
    bench = Bench(peer, node, 'drivable_area')
    bench.connect()
    yield bench
    bench.close()


@pytest.fixture
def asked(peer, node, bench):
    """Give the node as it was started, whatever was before."""
    change(peer, node, class_sets='')
    # The node must know of no other size before the rate is set.
    report_after(peer, node, bench, FRAME, lambda each: values(each)['network_size'] == '64x48')
    change(peer, node, max_false_drivable_rate=0.05)
    return node


@pytest.fixture
def unsure(camvid):
    """Draw what is half road, half car."""
    colour = camvid.palette[[ROAD, CAR]].mean(axis=0)
    return image_message(np.full((48, 64, 3), colour, np.uint8))


def change(peer, node, **changes):
    (result,) = peer.set_parameters(node, **changes)
    assert result.successful, result


def refusal(peer, node, **changes):
    (result,) = peer.set_parameters(node, **changes)
    assert not result.successful
    return result.reason


def report_after(peer, node, bench, message, condition):
    """Send frames until a report fits, and give it."""
    reports = peer.follow(node)
    peer.repeat_until(
        lambda: bench.send(message), lambda: reports.first(condition), 'such report', node
    )
    return reports.first(condition)


def test_the_threshold_follows_the_rate_while_the_node_is_active(
    peer, asked, bench, unsure, camvid
):
    expected = ((0.05, 0.75, False), (0.12, 0.25, True), (0.0, 0.5, None))
    for rate, threshold, is_drivable in expected:
        change(peer, asked, max_false_drivable_rate=rate)
        report = report_after(
            peer,
            asked,
            bench,
            labelled_image(camvid, ROAD),
            lambda report, t=threshold: values(report)['drivable_threshold'] == f'{t:.4f}',
        )
        assert values(report)['calibrated'] == ('True' if rate else '')
        assert report.level == DiagnosticStatus.OK, report.message
        if is_drivable is not None:
            area = pixels_of(bench.segment(unsure)['drivable_area'])
            assert area.all() == area.any() == is_drivable


@pytest.mark.parametrize(
    ('rate', 'reason'),
    [
        (0.02, 'Road at 64x48 in f32: 0.01 needs ≥ 99 frames, has 50'),
        (0.001, 'Road at 64x48 in f32: the least that it keeps is 0.05'),
        (float('nan'), 'out of range'),
    ],
)
def test_a_rate_that_the_model_does_not_keep_is_refused_when_set(
    peer, asked, bench, unsure, rate, reason
):
    assert reason in refusal(peer, asked, max_false_drivable_rate=rate)
    assert not pixels_of(bench.segment(unsure)['drivable_area']).any()


def test_another_class_set_goes_on_uncalibrated(peer, asked, bench, unsure, camvid):
    road = labelled_image(camvid, ROAD)
    change(peer, asked, class_sets='drivable=Road,Pavement')
    report = report_after(
        peer, asked, bench, road, lambda report: 'uncalibrated: ' in report.message
    )
    assert report.level == DiagnosticStatus.WARN
    assert re.search(
        'calibrated for Road at 64x48 in f32, and Road,Pavement at 64x48 in f32 runs; .*'
        'seg calibrate.*0 for drivable_threshold',
        report.message,
    )
    entries = values(report)
    assert (entries['drivable_threshold'], entries['calibrated']) == ('0.7500', 'False')
    assert not pixels_of(bench.segment(unsure)['drivable_area']).any()
    reason = refusal(peer, asked, max_false_drivable_rate=0.1)
    assert 'Road,Pavement at 64x48 in f32 runs' in reason

    change(peer, asked, class_sets='')
    report_after(peer, asked, bench, road, lambda report: values(report)['calibrated'] == 'True')


def test_a_camera_of_another_size_goes_on_uncalibrated(peer, asked, bench, camvid):
    wide = labelled_image(camvid, ROAD, (96, 32))
    report = report_after(
        peer, asked, bench, wide, lambda report: 'uncalibrated: ' in report.message
    )
    assert 'Road at 96x32 in f32 runs' in report.message
    assert values(report)['drivable_threshold'] == '0.7500'
    assert 'at 96x32' in refusal(peer, asked, max_false_drivable_rate=0.1)


def test_a_model_is_swapped_only_for_one_that_keeps_the_rate(
    peer, asked, bench, unsure, colour_model, write_model, calibrated
):
    reason = refusal(peer, asked, model=str(colour_model))
    assert reason.startswith(f'model {colour_model}: max_false_drivable_rate is 0.05: the model ')
    elsewhere = write_model(replace(TABLE, network_size=(128, 96)))
    assert 'for Road at 128x96' in refusal(peer, asked, model=str(elsewhere))
    half = write_model(replace(TABLE, precision='f16'))
    assert 'Road at 64x48 in f16, and Road' in refusal(peer, asked, model=str(half))

    other = write_model(replace(TABLE, thresholds=((0.05, 0.3),)))
    swap(peer, asked, other)
    assert pixels_of(bench.segment(unsure)['drivable_area']).all()
    swap(peer, asked, calibrated)
    assert not pixels_of(bench.segment(unsure)['drivable_area']).any()
    # Both at once: a model that is not calibrated, and nothing asked of it.
    result = peer.set_at_once(asked, model=str(colour_model), max_false_drivable_rate=0.0)
    assert result.successful, result
    reports = peer.follow(asked)
    peer.wait_for_report(
        asked, reports, lambda report: values(report)['model'] == str(colour_model)
    )
    swap(peer, asked, calibrated)


@pytest.mark.parametrize(
    ('changes', 'reason'),
    [
        ({'max_false_drivable_rate': 0.01}, '0.01 needs ≥ 99 frames, has 50'),
        ({'network_size': '32x24'}, 'for Road at 64x48 in f32, and Road at 32x24 in f32 runs'),
        ({'frame_size': '96x32'}, 'Road at 96x32 in f32 runs'),
        ({'class_sets': 'drivable=Sky'}, 'Sky in f32 runs'),
        ({'model': None}, "the model has no risk calibration of 'drivable'"),
    ],
)
def test_configure_is_refused_with_the_reason(
    peer, unconfigured, calibrated, colour_model, changes, reason
):
    wanted = {'max_false_drivable_rate': 0.05, 'network_size': 'auto', 'frame_size': 'auto'}
    wanted |= {'class_sets': '', 'model': str(calibrated)} | changes
    wanted['model'] = wanted['model'] or str(colour_model)
    results = peer.set_parameters(unconfigured, **wanted)
    assert all(result.successful for result in results)
    reports = peer.follow(unconfigured)
    assert peer.transition(unconfigured, Transition.TRANSITION_CONFIGURE) == [False]
    report = peer.wait_for_report(
        unconfigured, reports, lambda report: report.level == DiagnosticStatus.ERROR
    )
    assert reason in report.message
    assert peer.state(unconfigured) == 'unconfigured'


@pytest.fixture(scope='module')
def unconfigured(start_node):
    return start_node(autostart=False)
