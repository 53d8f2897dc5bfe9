# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Start the node beside a camera driver."""

from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, SetEnvironmentVariable
from launch.substitutions import EnvironmentVariable, LaunchConfiguration
from launch_ros.actions import LifecycleNode
from launch_ros.parameter_descriptions import ParameterValue

from seg_node.ros.dds_profile import PROFILE_SWITCH

ARGUMENTS = {
    'image': ('/camera/image_raw', 'camera image; its compressed form is <image>/compressed'),
    'camera_info': ('/camera/camera_info', 'calibration of that camera'),
    'depth_camera_info': (
        '/camera/depth/camera_info',
        'of the depth camera, whose size masks get with output_size match',
    ),
    'imu': ('/imu/data', 'orientation, with tilt_source: imu'),
    'odometry': ('/odom', 'pose of the robot, with use_odometry: true or tilt_source: odometry'),
    'model': ('', 'model file; empty for the one that ships'),
    'backend': ('auto', 'runtime of the model'),
    'autostart': ('true', 'activate by itself; false for a lifecycle manager'),
    'namespace': ('', 'of the node and its topics'),
    'large_image_profile': (
        EnvironmentVariable(PROFILE_SWITCH, default_value='true'),
        'use the Fast DDS profile for large images, unless one is in the environment',
    ),
}
REMAPPED = {name: name for name in ('image', 'camera_info', 'imu', 'odometry')}
REMAPPED['depth/camera_info'] = 'depth_camera_info'


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments; model, backend and autostart win over the parameter file."""
    config = Path(get_package_share_directory('seg_node')) / 'config' / 'seg_node.param.yaml'
    arguments = ARGUMENTS | {'params_file': (str(config), 'all other parameters')}
    node = LifecycleNode(
        package='seg_node',
        executable='seg_node',
        name='seg_node',
        namespace=LaunchConfiguration('namespace'),
        parameters=[
            LaunchConfiguration('params_file'),
            # With its type: launch would read an empty text as no value at all.
            {
                'model': ParameterValue(LaunchConfiguration('model'), value_type=str),
                'backend': ParameterValue(LaunchConfiguration('backend'), value_type=str),
                'autostart': ParameterValue(LaunchConfiguration('autostart'), value_type=bool),
            },
        ],
        remappings=[(topic, LaunchConfiguration(name)) for topic, name in REMAPPED.items()],
        output='screen',
    )
    declared = [
        DeclareLaunchArgument(name, default_value=default, description=description)
        for name, (default, description) in arguments.items()
    ]
    # The node reads the profile itself: set here, the profile would reach whatever is started
    # after this file, too, and take 69 MB of shared memory for each process.
    switch = SetEnvironmentVariable(PROFILE_SWITCH, LaunchConfiguration('large_image_profile'))
    return LaunchDescription([*declared, switch, node])
