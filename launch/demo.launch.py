# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Start a simulated camera, the node and, where it is installed, rviz."""

from pathlib import Path

from ament_index_python.packages import get_package_share_directory, get_packages_with_prefixes
from launch import LaunchDescription
from launch.actions import (
    DeclareLaunchArgument,
    ExecuteProcess,
    IncludeLaunchDescription,
    SetEnvironmentVariable,
)
from launch.substitutions import EnvironmentVariable, LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.substitutions import ExecutableInPackage

from seg_node.ros.dds_profile import PROFILE_SWITCH


def generate_launch_description() -> LaunchDescription:
    """Play ``source``, for ever, into the node."""
    share = Path(get_package_share_directory('seg_node'))
    source = DeclareLaunchArgument(
        'source',
        default_value='rendered',
        description='rendered[:SEED], bars:WxH, a folder of images, a video file or a bag',
    )
    profile = DeclareLaunchArgument(
        'large_image_profile',
        default_value=EnvironmentVariable(PROFILE_SWITCH, default_value='true'),
        description='camera and node use the Fast DDS profile for large images',
    )
    switch = SetEnvironmentVariable(PROFILE_SWITCH, LaunchConfiguration('large_image_profile'))
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
    actions = [source, profile, switch, camera, node]
    if 'rviz2' in get_packages_with_prefixes():
        config = str(share / 'config' / 'demo.rviz')
        actions.append(Node(package='rviz2', executable='rviz2', arguments=['-d', config]))
    return LaunchDescription(actions)
