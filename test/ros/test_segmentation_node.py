# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a running node can be told, and what it does when frames come too fast."""

from importlib.util import find_spec

from camera_messages import image_message, pixels_of
from node_bench import Bench
import numpy as np
import pytest
from ros_peer import values

pytestmark = pytest.mark.ros

SKY, ROAD, CAR = 0, 3, 8


@pytest.fixture(scope='module')
def node(start_node):
    return start_node()


@pytest.fixture(scope='module')
def bench(peer, node):
    bench = Bench(peer, node, 'mask', 'drivable_area', 'overlay')
    bench.connect()
    yield bench
    bench.close()


@pytest.fixture
def street():
    """Draw sky over a road with a car."""
    labels = np.full((48, 64), SKY, np.uint8)
    labels[24:] = ROAD
    labels[20:30, 10:20] = CAR
    return labels


@pytest.fixture
def frame(camvid, street):
    return image_message(camvid.palette[street])


def change(peer, node, **changes):
    results = peer.set_parameters(node, **changes)
    assert all(result.successful for result in results), results


def test_disabled_the_node_drops_the_camera_until_it_is_enabled(peer, node, bench, frame):
    bench.segment(frame)  # nothing older is still on its way
    response = peer.enable(node, False)
    assert (response.success, response.message) == (True, 'disabled')
    peer.wait_for(lambda: not bench.camera.get_subscription_count(), 'end of camera', node)
    heard = len(bench.heard['mask'])
    reports = peer.follow(node)
    bench.send(frame)
    peer.wait_for_report(node, reports, lambda report: report.message == 'disabled by ~/enable')
    assert len(bench.heard['mask']) == heard
    assert peer.state(node) == 'active'

    response = peer.enable(node, True)
    assert (response.success, response.message) == (True, 'enabled')
    bench.connect(frame)


def test_enabling_twice_does_no_harm(peer, node, bench, frame):
    assert peer.enable(node, True).success
    assert peer.enable(node, True).success
    assert bench.segment(frame)


@pytest.mark.parametrize('is_enabled', [True, False])
def test_class_sets_come_and_go_while_the_node_is_active(
    peer, node, camvid, street, frame, is_enabled
):
    topic = node.topic('segmentation/sets/crowd')
    peer.enable(node, is_enabled)
    change(peer, node, class_sets='drivable=Road; crowd=Car,Sky')
    peer.enable(node, True)
    bench = Bench(peer, node, 'sets/crowd')
    bench.connect(frame)
    crowd = pixels_of(bench.segment(frame)['sets/crowd'])
    np.testing.assert_array_equal(crowd, np.isin(street, (CAR, SKY)) * 255)
    bench.close()

    change(peer, node, class_sets='')
    peer.wait_for(lambda: not peer.node.count_publishers(topic), 'end of the set', node)
    person = node.topic('segmentation/sets/person')
    peer.wait_for(lambda: peer.node.count_publishers(person), "the model's own sets", node)


def test_drivable_class_and_seed_can_change(peer, node, bench, camvid, street, frame):
    change(peer, node, class_sets='drivable=Sky', seed_polygon=[0.4, 0.1, 0.6, 0.1, 0.5, 0.2])
    area = pixels_of(bench.segment(frame)['drivable_area'])
    np.testing.assert_array_equal(area, (street == SKY) * 255)
    change(peer, node, class_sets='', seed_polygon=[0.3, 1.0, 0.7, 1.0, 0.6, 0.85, 0.4, 0.85])
    area = pixels_of(bench.segment(frame)['drivable_area'])
    np.testing.assert_array_equal(area, (street == ROAD) * 255)


def test_thresholds_can_change(peer, node, bench, camvid):
    unsure = np.full((48, 64, 3), camvid.palette[[ROAD, CAR]].mean(axis=0), np.uint8)
    change(peer, node, drivable_threshold=0.01)
    assert pixels_of(bench.segment(image_message(unsure))['drivable_area']).all()
    reports = peer.follow(node)
    change(peer, node, drivable_threshold=1.0)
    assert not pixels_of(bench.segment(image_message(unsure))['drivable_area']).any()
    peer.wait_for_report(
        node, reports, lambda report: report.message.startswith('no drivable pixel in the seed')
    )
    change(peer, node, drivable_threshold=0.5)


def test_opacity_of_the_overlay_can_change(peer, node, bench, camvid):
    image = np.full((48, 64, 3), camvid.palette[SKY] + 10, np.uint8)
    for opacity, expected in ((0.0, image), (1.0, image - 10), (0.5, image - 5)):
        change(peer, node, overlay_opacity=opacity)
        overlay = pixels_of(bench.segment(image_message(image))['overlay'])
        np.testing.assert_array_equal(overlay, expected)


@pytest.mark.parametrize(
    ('name', 'value', 'reason'),
    [
        ('class_sets', 'drivable=Lane', "names the class 'Lane'"),
        ('class_sets', 'person=Pedestrian', "no set named 'drivable'"),
        ('class_sets', 'nonsense', "has the part 'nonsense'"),
        ('class_sets', f'drivable=Road; {"long" * 60}=Car', 'up to 64 lower-case letters'),
        ('drivable_threshold', 1.5, 'out of range'),
        ('set_threshold', 0.0, 'out of range'),
        ('overlay_opacity', 2.0, 'out of range'),
        ('overlay_opacity', 'much', 'Wrong parameter type'),
        ('seed_polygon', [0.1, 0.2, 0.3], 'give pairs'),
        ('seed_polygon', [0.1, 0.2, 5.0, 0.3, 0.2, 0.2], 'each value from 0 to 1'),
        ('max_age_s', -1.0, 'out of range'),
        ('model', '/other.onnx', 'no model file at /other.onnx: check the path'),
        ('threads', 2, 'threads can change only while the node is unconfigured'),
        ('image_transport', 'compressed', 'call cleanup first'),
    ],
)
def test_values_that_cannot_be_used_now_are_refused_with_the_reason(
    peer, node, bench, street, frame, name, value, reason
):
    (result,) = peer.set_parameters(node, **{name: value})
    assert not result.successful
    assert reason in result.reason
    np.testing.assert_array_equal(pixels_of(bench.segment(frame)['mask']), street)


def test_the_newest_frame_wins_when_frames_come_too_fast(peer, node, bench, camvid):
    peer.reconfigure(node, network_size='640x480')
    bench.connect()
    reports = peer.follow(node)
    labels = np.arange(20) % len(camvid)
    stamps = [
        bench.send(image_message(camvid.palette[np.full((48, 64), label)])) for label in labels
    ]
    mask = pixels_of(bench.answers(stamps[-1])['mask'])
    assert (mask == labels[-1]).all()
    heard = list(bench.heard['mask'])
    assert heard == sorted(heard)
    assert not set(stamps) <= set(heard)
    peer.wait_for_report(node, reports, lambda report: int(values(report)['replaced']) > 0)
    peer.check_diagnostics(node)


@pytest.mark.skipif(not find_spec('openvino'), reason='openvino is not installed')
def test_openvino_publishes_what_onnxruntime_publishes(
    peer, start_node, tmp_path, monkeypatch, street, frame
):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    published = []
    for backend in ('onnxruntime', 'openvino'):
        node = start_node(backend=backend)
        bench = Bench(peer, node, 'mask', 'confidence', 'drivable_area')
        bench.connect()
        outputs = bench.segment(frame)
        published.append({name: pixels_of(message) for name, message in outputs.items()})
        reports = peer.follow(node)
        report = peer.wait_for_report(node, reports, lambda report: report.hardware_id)
        assert report.hardware_id.startswith(f'{backend} ')
        bench.close()
    theirs, ours = published
    np.testing.assert_array_equal(ours['mask'], street)
    for name, image in theirs.items():
        np.testing.assert_array_equal(ours[name], image)
    assert list((tmp_path / 'seg_node' / 'openvino').iterdir())
