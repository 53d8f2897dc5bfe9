# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What the node tells of the ground, and that nothing old or unknown is told as free."""

import signal

from camera_messages import image_message
from colour_model import write_colour_model
from diagnostic_msgs.msg import DiagnosticStatus
from ground_bench import camera_info, CAMERA_POSE, cell, cells_of, GroundBench, street
from lifecycle_msgs.msg import Transition
import numpy as np
import pytest
from ros_peer import values

pytestmark = pytest.mark.ros

OUTPUTS = ('drivable_grid', 'drivable_scan', 'drivable_points')
RANGE_MAX = 8.0
FREE, OCCUPIED, UNKNOWN = 0, 100, -1


@pytest.fixture(scope='module')
def node(start_node):
    return start_node(
        camera_pose=f"'{CAMERA_POSE}'",
        ground_range_max=RANGE_MAX,
        scan_bearings=181,
        drivable_memory_s=0.0,
        ground_timeout_s=1.0,
        seed_polygon='[0.3,1.0,0.7,1.0,0.6,0.95,0.4,0.95]',
    )


@pytest.fixture
def bench(peer, node):
    bench = GroundBench(peer, node, *OUTPUTS)
    yield bench
    bench.close()


def test_ground_that_is_free_up_to_the_range(bench, camvid):
    outputs = bench.show(street(camvid))
    scan, grid = outputs['drivable_scan'], outputs['drivable_grid']
    assert scan.header.frame_id == 'camera_foot' and grid.header.frame_id == 'base_link'
    assert scan.range_max == RANGE_MAX and len(scan.ranges) == 181
    assert scan.angle_min + 180 * scan.angle_increment == pytest.approx(scan.angle_max)
    assert scan.angle_min == pytest.approx(-scan.angle_max, abs=0.02)
    assert np.isposinf(scan.ranges[60:121]).all()
    # The camera is 0.3 m ahead of base_link, and sees ground from 2.1 m on.
    assert cell(grid, 5, 0) == cell(grid, 8, 0.5) == FREE
    assert cell(grid, 1.5, 0) == cell(grid, 9, 0) == cell(grid, -3, 0) == UNKNOWN
    assert not (cells_of(grid) == OCCUPIED).any()


def test_a_wall_ends_it_and_hides_what_is_behind(bench, camvid):
    outputs = bench.show(street(camvid, wall_m=5))
    scan, grid = outputs['drivable_scan'], outputs['drivable_grid']
    bearings = scan.angle_min + scan.angle_increment * np.arange(181)
    walls = 5 / np.cos(bearings)
    assert np.array(scan.ranges) == pytest.approx(walls, rel=0.1)  # a row is 0.5 m there
    assert cell(grid, 4.5, 0) == FREE and cell(grid, 7, 0) == UNKNOWN
    assert OCCUPIED in (cell(grid, x, 0) for x in (5.0, 5.2, 5.4, 5.6))


def test_points_have_class_confidence_and_deviation(bench, camvid):
    cloud = bench.show(street(camvid, wall_m=5))['drivable_points']
    assert cloud.header.frame_id == 'camera_foot' and cloud.row_step == len(cloud.data)
    kinds = {7: '<f4', 2: 'u1'}
    dtype = np.dtype(
        {
            'names': [field.name for field in cloud.fields],
            'formats': [kinds[field.datatype] for field in cloud.fields],
            'offsets': [field.offset for field in cloud.fields],
            'itemsize': cloud.point_step,
        }
    )
    points = np.frombuffer(cloud.data, dtype)
    assert len(points) == cloud.width
    road, wall = points[points['drivable'] == 1], points[points['drivable'] == 0]
    assert set(road['class_id']) == {3} and set(wall['class_id']) == {1}
    assert wall['x'] == pytest.approx(5, rel=0.1) and (road['x'] < 5.3).all()
    assert (points['z'] == 0).all() and (points['confidence'] > 200).all()
    # 0.01 rad of pitch at 1 m of height and 5 m of range is 0.26 m, and 2 cm of height 0.1 m.
    middle = wall[abs(wall['y']).argmin()]
    assert middle['deviation'] == pytest.approx(np.hypot(0.26, 0.1), rel=0.1)


def test_diagnostics_tell_what_is_heard_and_where_ground_comes_into_view(
    peer, node, bench, camvid
):
    bench.show(street(camvid))
    reports = peer.follow(node)
    report = peer.wait_for_report(
        node, reports, lambda report: 'drivable_scan' in values(report)['subscribed_outputs']
    )
    near, far = values(report)['ground_in_view_m'].removeprefix('from ').split(' to ')
    # The lowest row, 23.5 px below the axis; at the corner of the picture it is farther.
    assert 2.1 < float(near) < 2.3 < float(far) < 2.7
    assert 'raytrace_min_range of the latter' in node.output()


def is_unknown(grid):
    return (cells_of(grid) == UNKNOWN).all()


def newest_grid(bench):
    heard = bench.heard['drivable_grid']
    return heard[-1] if heard else None


def check_taken_back(peer, node, bench):
    """Assert that the grid is unknown, for who heard it and for who comes late."""
    peer.wait_for(lambda: is_unknown(newest_grid(bench)), 'grid that is unknown', node)
    *_, known, last = bench.heard['drivable_grid']
    assert last.info.width == 200 and last.header.frame_id == 'base_link'
    stamps = [(m.header.stamp.sec, m.header.stamp.nanosec) for m in (known, last)]
    assert stamps[0] < stamps[1]
    bench.listen('drivable_grid')
    late = peer.wait_for(lambda: newest_grid(bench), 'grid for a late subscriber', node)
    assert is_unknown(late)


def test_a_grid_does_not_outlive_its_camera(peer, node, bench, camvid):
    bench.show(street(camvid))
    assert not is_unknown(newest_grid(bench))
    check_taken_back(peer, node, bench)


def count_without_listeners(reports):
    return sum('drivable_grid' not in values(report)['subscribed_outputs'] for report in reports)


def test_a_grid_does_not_outlive_its_listeners(peer, node, bench, camvid):
    # However old it is: so no frame need go on, which a late subscriber would see rightly.
    peer.set_parameters(node, ground_timeout_s=3600.0)
    bench.show(street(camvid))
    bench.ignore('drivable_grid')
    reports = peer.follow(node)
    # Between two reports the node looks for listeners several times.
    peer.wait_for(lambda: count_without_listeners(reports) > 1, 'report of no listener', node)
    bench.listen('drivable_grid')
    peer.wait_for(lambda: newest_grid(bench), 'grid for a late subscriber', node)
    assert is_unknown(bench.heard['drivable_grid'][0])
    peer.set_parameters(node, ground_timeout_s=1.0)


def test_a_grid_is_taken_back_when_the_node_is_disabled(peer, node, bench, camvid):
    bench.show(street(camvid))
    peer.enable(node, False)
    check_taken_back(peer, node, bench)
    peer.enable(node, True)
    bench.show(street(camvid))


@pytest.mark.parametrize('is_cleaned_up', [False, True])
def test_a_grid_is_taken_back_on_the_way_down(peer, node, bench, camvid, is_cleaned_up):
    bench.show(street(camvid))
    assert peer.transition(node, Transition.TRANSITION_DEACTIVATE) == [True]
    check_taken_back(peer, node, bench)
    if is_cleaned_up:
        up = Transition.TRANSITION_CLEANUP, Transition.TRANSITION_CONFIGURE
        assert peer.transition(node, *up) == [True, True]
    assert peer.transition(node, Transition.TRANSITION_ACTIVATE) == [True]
    bench.show(street(camvid))


@pytest.mark.parametrize(
    ('changes', 'reason'),
    [
        ({'k': [0.0] * 9}, 'has focal lengths of 0 and 0: calibrate the camera'),
        ({'width': 640, 'height': 480}, 'is for images of 640x480'),
        (
            {'distortion_model': 'pinhole_brown', 'd': [0.1] * 5},
            "has the distortion model 'pinhole_brown'",
        ),
        ({'d': [0.1] * 3}, 'has 3 coefficients in D'),
    ],
)
def test_a_bad_calibration_is_told_and_masks_go_on(peer, node, bench, camvid, changes, reason):
    bench.show(street(camvid))
    bench.listen('segmentation/mask')
    bench.info = camera_info(**changes)
    report = bench.show_until_told(street(camvid), reason)
    topic = node.topic('camera_info')
    fault = f'nothing is known of the ground: {topic}: camera_info {reason}'
    assert fault in report.message and report.level == DiagnosticStatus.WARN
    peer.wait_for(lambda: is_unknown(newest_grid(bench)), 'grid that is unknown', node)
    scans, masks = len(bench.heard['drivable_scan']), len(bench.heard['segmentation/mask'])
    peer.repeat_until(
        lambda: bench.send(street(camvid)),
        lambda: len(bench.heard['segmentation/mask']) > masks + 2,
        'masks',
        node,
    )
    assert len(bench.heard['drivable_scan']) == scans
    bench.info = camera_info()
    bench.show(street(camvid))


def test_pose_and_ranges_change_while_the_node_works(peer, node, bench, camvid):
    (refused,) = peer.set_parameters(node, camera_pose='0 0 1')
    assert not refused.successful and "camera_pose is '0 0 1': give" in refused.reason
    (refused,) = peer.set_parameters(node, grid_cells=2)
    assert not refused.successful
    pose = CAMERA_POSE.replace('0.3 0 1.0', '0.3 0 2.0')
    results = peer.set_parameters(node, camera_pose=pose, grid_cells=100)
    assert all(result.successful for result in results)
    outputs = bench.show(street(camvid, wall_m=3.5))
    scan, grid = outputs['drivable_scan'], outputs['drivable_grid']
    assert scan.ranges[90] == pytest.approx(7, rel=0.06) and grid.info.width == 100
    # Looking at the sky, no ground is in view.
    (result,) = peer.set_parameters(node, camera_pose='0 0 1 -0.2 0 -1.5708')
    assert result.successful
    bench.show_until_told(street(camvid), 'no ground is in view up to 10 m')
    results = peer.set_parameters(node, camera_pose=CAMERA_POSE, grid_cells=200)
    assert all(result.successful for result in results)
    bench.show(street(camvid))


def test_the_way_ahead_is_the_seed_and_must_be_in_view(peer, node, bench, camvid):
    bench.listen('segmentation/drivable_area')
    # A puddle of something else covers the seed of the parameters, and not the way ahead.
    pixels = np.full((48, 64, 3), camvid.palette[3], np.uint8)
    pixels[45:, 16:48] = camvid.palette[1]
    frame = image_message(pixels)
    areas = bench.heard['segmentation/drivable_area']
    bench.show(frame, lambda m: not hasattr(m, 'encoding') or not any(m.data))
    (result,) = peer.set_parameters(node, footprint_width=2.4)
    assert result.successful
    bench.show(frame, lambda m: not hasattr(m, 'encoding') or any(m.data))
    assert areas
    pose = CAMERA_POSE.rsplit(' ', 1)[0] + ' 0.0'  # to the left
    (result,) = peer.set_parameters(node, camera_pose=pose)
    assert result.successful
    bench.show_until_told(frame, 'nothing of the 2.4 m wide way ahead is in view')
    peer.wait_for(lambda: is_unknown(newest_grid(bench)), 'grid that is unknown', node)
    results = peer.set_parameters(node, camera_pose=CAMERA_POSE, footprint_width=0.0)
    assert all(result.successful for result in results)


def test_a_grid_does_not_outlive_a_model_that_fails(peer, start_node, camvid, tmp_path):
    path = write_colour_model(tmp_path / 'breaking.onnx', camvid, breaks_on_white=True)
    node = start_node(model=path, camera_pose=f"'{CAMERA_POSE}'", drivable_memory_s=0.0)
    bench = GroundBench(peer, node, 'drivable_grid')
    bench.show(street(camvid))
    white = image_message(np.full((48, 64, 3), 255, np.uint8))
    peer.repeat_until(
        lambda: bench.send(white), lambda: is_unknown(newest_grid(bench)), 'unknown grid', node
    )
    bench.close()


def test_what_shows_the_robot_hides_ground(peer, start_node, camvid):
    node = start_node(
        camera_pose=f"'{CAMERA_POSE}'",
        ground_range_max=RANGE_MAX,
        drivable_memory_s=0.0,
        seed_polygon='[0.3,0.9,0.7,0.9,0.6,0.85,0.4,0.85]',
        self_mask="'0,0.91 1,0.91 1,1 0,1'",
        footprint_width=0.6,
    )
    bench = GroundBench(peer, node, 'drivable_scan', 'drivable_grid')
    pixels = np.full((48, 64, 3), camvid.palette[3], np.uint8)
    pixels[44:] = camvid.palette[8]  # a bonnet
    outputs = bench.show(image_message(pixels))
    middle = outputs['drivable_scan'].ranges[60:-60]
    assert np.isposinf(middle).all()
    grid = outputs['drivable_grid']
    assert cell(grid, 5, 0) == FREE and cell(grid, 2.6, 0) == UNKNOWN
    bench.close()


def test_a_picture_of_one_column_shows_no_ground(peer, node, bench, camvid):
    bench.listen('segmentation/mask')
    bench.info = camera_info(width=1)
    frame = image_message(np.full((48, 1, 3), camvid.palette[3], np.uint8))
    bench.show_until_told(frame, 'lies on a single bearing')
    assert bench.heard['segmentation/mask']
    bench.info = camera_info()
    bench.show(street(camvid))


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_node_whose_grid_is_heard(peer, start_node, camvid, number):
    node = start_node(camera_pose=f"'{CAMERA_POSE}'", drivable_memory_s=0.0)
    bench = GroundBench(peer, node, 'drivable_grid')
    bench.show(street(camvid))
    assert node.end(number) == 0
    assert 'Traceback' not in node.output()
    bench.close()
