# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Start a simulated camera, the node and, where it is installed, rviz."""

from pathlib import Path

from ament_index_python.packages import get_package_share_directory, get_packages_with_prefixes
from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, ExecuteProcess, IncludeLaunchDescription
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.substitutions import ExecutableInPackage


def generate_launch_description() -> LaunchDescription:
    """Play ``source``, for ever, into the node."""
    share = Path(get_package_share_directory('seg_node'))
    source = DeclareLaunchArgument(
        'source',
        default_value='rendered',
        description='rendered[:SEED], a folder of images, a video file or a bag',
    )
    camera = ExecuteProcess(
        cmd=[
            ExecutableInPackage('seg', 'seg_node'),
            'simulate',
            LaunchConfiguration('source'),
            '--loop',
        ],
        output='screen',
    )
    node = IncludeLaunchDescription(str(share / 'launch' / 'seg_node.launch.py'))
    actions = [source, camera, node]
    if 'rviz2' in get_packages_with_prefixes():
        config = str(share / 'config' / 'demo.rviz')
        actions.append(Node(package='rviz2', executable='rviz2', arguments=['-d', config]))
    return LaunchDescription(actions)
