# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The launch files start what they promise; needs ROS 2's launch and a sourced colcon build."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
import os
from pathlib import Path
import time

import pytest

launch_pytest = pytest.importorskip('launch_pytest', reason='launch comes with ROS 2 from apt')
packages = pytest.importorskip('ament_index_python.packages')

try:
    SHARE = Path(packages.get_package_share_directory('seg_node'))
except packages.PackageNotFoundError:
    pytest.skip('not installed by colcon, or its setup.bash not sourced', allow_module_level=True)

if not hasattr(pytest.fixture(lambda: None), '_pytestfixturefunction'):
    pytest.skip(
        'launch_pytest needs the pytest that apt has, or any before 8.4', allow_module_level=True
    )

_TIMEOUT_S = 60.0

pytestmark = [
    pytest.mark.ros,
    # launch_pytest asks asyncio for its loop, rclpy imports a parser, both in deprecated ways.
    pytest.mark.filterwarnings('ignore::DeprecationWarning'),
]


@pytest.fixture
def ros_environment(monkeypatch, tmp_path):
    """Keep to a domain of this test process, which everything that is launched inherits."""
    monkeypatch.setenv('ROS_DOMAIN_ID', str(1 + os.getpid() % 100))
    monkeypatch.setenv('ROS_LOG_DIR', str(tmp_path))


def launch_of(file_name, **arguments):
    """Give a description that includes a launch file, and the exit codes by executable."""
    from launch.actions import IncludeLaunchDescription, RegisterEventHandler
    from launch.event_handlers import OnProcessExit
    from launch.launch_description import LaunchDescription

    codes = {}

    def note_code(event, context):
        codes[Path(event.cmd[0]).name] = event.returncode

    included = IncludeLaunchDescription(
        str(SHARE / 'launch' / file_name),
        launch_arguments=[(name, str(value)) for name, value in arguments.items()],
    )
    noting = RegisterEventHandler(OnProcessExit(on_exit=note_code))
    return LaunchDescription([noting, included]), codes


@launch_pytest.fixture
def node_launch(ros_environment, colour_model):
    return launch_of(
        'seg_node.launch.py', namespace='front', image='/front/camera', model=colour_model
    )


@launch_pytest.fixture
def demo_launch(ros_environment):
    return launch_of('demo.launch.py', source='rendered:13')


@launch_pytest.fixture
def replay_launch(ros_environment, camvid, tmp_path):
    from box_drive import BoxDrive

    from seg_node.sources.bag_writer import write_bag

    # Humble's ros2 bag has no mcap unless it is installed beside it.
    write_bag(BoxDrive(camvid), tmp_path / 'bag', storage='sqlite3')
    return launch_of('replay.launch.py', bag=tmp_path / 'bag', rate=0.2, delay=5.0)


@contextmanager
def spinning_node():
    """Give a node and a function that spins it until a list has something in it."""
    import rclpy
    from rclpy.executors import SingleThreadedExecutor

    context = rclpy.Context()
    rclpy.init(context=context)
    node = rclpy.create_node('observer', context=context)
    executor = SingleThreadedExecutor(context=context)
    executor.add_node(node)

    def spin_until_any(received):
        deadline = time.monotonic() + _TIMEOUT_S
        while not received:
            assert time.monotonic() < deadline, f'nothing came in {_TIMEOUT_S:.0f} s'
            executor.spin_once(timeout_sec=0.1)

    try:
        yield node, spin_until_any
    finally:
        node.destroy_node()
        rclpy.shutdown(context=context)


@pytest.mark.launch(fixture=node_launch)
def test_node_serves_the_camera_and_model_of_its_arguments(node_launch):
    from sensor_msgs.msg import Image

    _, codes = node_launch
    frame = Image(height=32, width=64, step=192, encoding='rgb8', data=bytes(32 * 192))
    with spinning_node() as (node, spin_until_any):
        masks: list[Image] = []
        node.create_subscription(Image, '/front/segmentation/mask', masks.append, 5)
        camera = node.create_publisher(Image, '/front/camera', 5)
        node.create_timer(0.2, lambda: camera.publish(frame))
        spin_until_any(masks)
    assert (masks[0].width, masks[0].height, masks[0].encoding) == (64, 32, 'mono8')
    yield
    assert codes == {'seg_node': 0}


@pytest.mark.launch(fixture=demo_launch)
def test_demo_segments_its_own_camera(demo_launch):
    from sensor_msgs.msg import Image

    _, codes = demo_launch
    with spinning_node() as (node, spin_until_any):
        areas: list[Image] = []
        node.create_subscription(Image, '/segmentation/drivable_area', areas.append, 5)
        spin_until_any(areas)
    assert 255 in areas[0].data
    yield
    assert {'seg': 0, 'seg_node': 0}.items() <= codes.items()  # rviz may have its own


@pytest.mark.skipif(not find_spec('ros2bag'), reason='ros2 bag is not installed')
@pytest.mark.skipif(not find_spec('rosbags'), reason='rosbags is not installed')
@pytest.mark.launch(fixture=replay_launch)
def test_a_bag_is_played_to_a_node_that_goes_by_its_clock(replay_launch):
    from sensor_msgs.msg import Image

    _, codes = replay_launch
    with spinning_node() as (node, spin_until_any):
        masks: list[Image] = []
        node.create_subscription(Image, '/segmentation/mask', masks.append, 5)
        spin_until_any(masks)
    assert 1 <= masks[0].header.stamp.sec <= 2
    yield
    assert codes['seg_node'] == 0
