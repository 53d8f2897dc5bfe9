# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Play a bag into the node and, where it is installed, show it in rviz."""

import os
from pathlib import Path

from ament_index_python.packages import get_package_share_directory, get_packages_with_prefixes
from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, ExecuteProcess, IncludeLaunchDescription
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node, SetParameter

from seg_node.ros.dds_profile import profile_environment


def generate_launch_description() -> LaunchDescription:
    """Play ``bag`` to the node, which takes the arguments of seg_node.launch.py."""
    share = Path(get_package_share_directory('seg_node'))
    bag = DeclareLaunchArgument('bag', description='rosbag2 folder or file')
    rate = DeclareLaunchArgument(
        'rate', default_value='1.0', description='times the speed of the recording'
    )
    # Not until the node says that it is active: one of two times launch 3.4 did not hear it.
    delay = DeclareLaunchArgument(
        'delay', default_value='10.0', description='before it plays [s]; the model is opened then'
    )
    # Before the node and rviz, since it is for those that come after it.
    clock = SetParameter('use_sim_time', True)
    play = ['ros2', 'bag', 'play', LaunchConfiguration('bag'), '--clock']
    pace = ['--rate', LaunchConfiguration('rate'), '--delay', LaunchConfiguration('delay')]
    player = ExecuteProcess(
        cmd=[*play, *pace],
        # As of a camera, its segment is what holds large images.
        additional_env=profile_environment(os.environ),
        output='screen',
    )
    node = IncludeLaunchDescription(str(share / 'launch' / 'seg_node.launch.py'))
    actions = [bag, rate, delay, clock, player, node]
    if 'rviz2' in get_packages_with_prefixes():
        config = str(share / 'config' / 'demo.rviz')
        actions.append(Node(package='rviz2', executable='rviz2', arguments=['-d', config]))
    return LaunchDescription(actions)
