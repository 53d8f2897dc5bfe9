# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How the robot leans and moves changes what is known of the ground, and nothing is guessed."""

from math import cos, pi, radians, sin

from geometry_msgs.msg import Quaternion
from ground_bench import (
    CAMERA_M,
    CAMERA_POSE,
    cell,
    cells_of,
    GroundBench,
    street,
)
from nav_msgs.msg import Odometry
import numpy as np
import pytest
from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import Imu

pytestmark = pytest.mark.ros

FREE, OCCUPIED, UNKNOWN = 0, 100, -1


@pytest.fixture(scope='module')
def node(start_node):
    return start_node(
        camera_pose=f"'{CAMERA_POSE}'",
        ground_range_max=8.0,
        scan_bearings=181,
        drivable_memory_s=0.0,
        tilt_source='imu',
        slope_memory_s=0.0,
        use_odometry=True,
    )


class Robot:
    """Publishes how it leans and where it is."""

    def __init__(self, peer, node):
        self._node = peer.node
        create = peer.node.create_publisher
        self.imu = create(Imu, node.topic('imu'), qos_profile_sensor_data)
        self.odometry = create(Odometry, node.topic('odometry'), qos_profile_sensor_data)
        self.x, self.yaw, self.pitch, self.frame = 0.0, 0.0, 0.0, 'odom'
        self._goal, self._step = 0.0, 0.0
        self.child, self.age_s, self.covariance = 'base_link', 0.0, 0.0
        self._timer = peer.node.create_timer(0.02, self._tell)

    def drive_to(self, x):
        self._goal, self._step = x, 0.2  # ten metres a second

    def close(self):
        self._node.destroy_timer(self._timer)
        self._node.destroy_publisher(self.imu)
        self._node.destroy_publisher(self.odometry)

    def _tell(self):
        now = self._node.get_clock().now().nanoseconds - round(self.age_s * 1e9)
        imu, odometry = Imu(), Odometry(child_frame_id=self.child)
        for message in (imu, odometry):
            message.header.stamp.sec, message.header.stamp.nanosec = divmod(now, 10**9)
        imu.orientation = Quaternion(y=sin(self.pitch / 2), w=cos(self.pitch / 2))
        imu.orientation_covariance[0] = self.covariance
        odometry.header.frame_id = self.frame
        self.x += self._step if abs(self._goal - self.x) > 0.1 else 0.0
        odometry.pose.pose.position.x, odometry.pose.pose.position.z = self.x, 0.5
        odometry.pose.pose.orientation = Quaternion(z=sin(self.yaw / 2), w=cos(self.yaw / 2))
        self.imu.publish(imu)
        self.odometry.publish(odometry)


@pytest.fixture
def robot(peer, node):
    robot = Robot(peer, node)
    yield robot
    robot.close()


@pytest.fixture
def bench(peer, node):
    bench = GroundBench(peer, node, 'drivable_grid', 'drivable_scan')
    yield bench
    bench.close()


def test_the_grid_is_of_the_world_and_goes_with_the_robot(bench, camvid, robot):
    grid = bench.show(street(camvid, wall_m=5))['drivable_grid']
    assert grid.header.frame_id == 'odom' and grid.info.origin.position.z == 0.5
    assert grid.info.origin.position.x == pytest.approx(-20, abs=0.5)
    assert cell(grid, 4.5, 0) == FREE
    robot.drive_to(6.0)
    grid = bench.show(street(camvid), lambda m: is_around(m, 6.3))['drivable_grid']
    assert cell(grid, 11, 0) == FREE and cell(grid, 4.5, 0) == FREE


def test_odometry_that_starts_anew_leaves_nothing_of_the_old_grid(bench, camvid, robot):
    robot.yaw = 3.0
    bench.show(street(camvid), lambda m: is_free_at(m, -5, 0.7))
    robot.x, robot.yaw = 40.0, 0.0
    bench.show(street(camvid), lambda m: is_around(m, 40.3))
    robot.x = 0.0
    grid = bench.show(street(camvid), lambda m: is_free_at(m, 5, 0))['drivable_grid']
    assert cell(grid, -5, 0.7) == UNKNOWN
    robot.frame, robot.yaw = 'map', 3.0
    grid = bench.show(street(camvid), lambda m: m.header.frame_id != 'odom')['drivable_grid']
    assert grid.header.frame_id == 'map' and cell(grid, 5, 0) == UNKNOWN


def test_a_robot_that_turns_past_west_is_followed(bench, camvid, robot):
    for robot.yaw in (3.0, 3.1, -3.1, -3.0):
        # Read between the samples, it would turn all the way back by east.
        grid = bench.show(street(camvid))['drivable_grid']
        assert cell(grid, 5, 0) != FREE and cell(grid, -5, 0) == FREE


def is_free_at(message, x, y):
    return not is_grid(message) or cell(message, x, y) == FREE


def is_grid(message):
    return hasattr(message, 'info')


def is_around(message, x):
    """Tell whether a message is no grid, or one around the robot at a place."""
    if not is_grid(message):
        return True
    middle = message.info.origin.position.x + message.info.width * message.info.resolution / 2
    return abs(middle - x) < 0.3


def test_a_lean_is_taken_out(bench, camvid, robot):
    robot.pitch = radians(4)
    # What is seen 5 m ahead of a level robot is nearer to one whose nose is down.
    height = CAMERA_M * cos(robot.pitch) - 0.3 * sin(robot.pitch)
    near = height / np.tan(np.arctan2(CAMERA_M, 5) + robot.pitch)
    assert near == pytest.approx(3.57, abs=0.01)
    bench.show(street(camvid, wall_m=5), lambda m: is_grid(m) or abs(m.ranges[90] - near) < 0.15)
    robot.pitch = 0.0
    bench.show(street(camvid, wall_m=5), lambda m: is_grid(m) or abs(m.ranges[90] - 5) < 0.3)


@pytest.mark.parametrize(
    ('name', 'value', 'reason'),
    [
        ('child', 'base_footprint', "odometry is of 'base_footprint', and base_frame is"),
        ('age_s', 3.0, 'has nothing within 0.2 s of the frame'),
        ('covariance', -1.0, 'imu has no orientation (its covariance begins with -1)'),
        ('x', float('nan'), 'odometry is at nan'),
        ('x', 1e300, 'odometry is at 1e+300'),
        ('frame', '', 'odometry has no frame_id'),
        ('pitch', pi, 'm above the ground: check the z'),
    ],
)
def test_what_is_not_known_is_told_and_the_grid_taken_back(
    peer, node, bench, camvid, robot, name, value, reason
):
    bench.show(street(camvid))
    usual = getattr(robot, name)
    setattr(robot, name, value)
    bench.show_until_told(street(camvid), reason)
    grids = bench.heard['drivable_grid']
    peer.wait_for(lambda: (cells_of(grids[-1]) == UNKNOWN).all(), 'unknown grid', node)
    setattr(robot, name, usual)
    bench.show(street(camvid))


def test_nothing_is_known_before_the_robot_tells(peer, node, bench, camvid):
    assert all(peer.enable(node, wanted).success for wanted in (False, True))
    bench.show_until_told(street(camvid), f'nothing on {node.topic("imu")}')
    assert not bench.heard['drivable_scan']
