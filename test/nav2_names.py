# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The parameters that Nav2, its semantic layer and nvblox have, with their types.

Read in the places where they are declared: ros-navigation/navigation2 (nav2_costmap_2d,
nav2_lifecycle_manager) on the branches humble and jazzy and on main at a3a97043, and
docs.nav2.org/configuration; kiwicampus/semantic_segmentation_layer at a70cf6ec;
NVIDIA-ISAAC-ROS/isaac_ros_nvblox at 319438a0. Only what the files that ship use is listed.
"""

from __future__ import annotations

Types = dict[str, type]

COSTMAP: Types = {
    'global_frame': str,
    'robot_base_frame': str,
    'rolling_window': bool,
    'width': int,
    'height': int,
    'resolution': float,
    'update_frequency': float,
    'publish_frequency': float,
    'robot_radius': float,
    'track_unknown_space': bool,
    'trinary_costmap': bool,
    'lethal_cost_threshold': int,
    'use_maximum': bool,
    'plugins': list,
}

CLASS_TYPE: Types = {
    'classes': list,
    'base_cost': int,
    'max_cost': int,
    'mark_confidence': int,
    'samples_to_max_cost': int,
    'dominant_priority': bool,
}
"""Parameters of each of a semantic source's class types."""

LAYERS: dict[str, Types] = {
    'nav2_costmap_2d::ObstacleLayer': {
        'enabled': bool,
        'min_obstacle_height': float,
        'max_obstacle_height': float,
        'observation_sources': str,
    },
    'nav2_costmap_2d::StaticLayer': {
        'enabled': bool,
        'map_topic': str,
        'map_subscribe_transient_local': bool,
        'subscribe_to_updates': bool,
        'footprint_clearing_enabled': bool,
    },
    'nav2_costmap_2d::InflationLayer': {'inflation_radius': float, 'cost_scaling_factor': float},
    'semantic_segmentation_layer::SemanticSegmentationLayer': {
        'enabled': bool,
        'use_approximate_time_sync': bool,
        'observation_sources': str,
    },
}
"""Parameters of a layer by its plugin, beside ``plugin`` itself and its sources."""

SOURCES: dict[str, Types] = {
    'nav2_costmap_2d::ObstacleLayer': {
        'topic': str,
        'data_type': str,
        'sensor_frame': str,
        'marking': bool,
        'clearing': bool,
        'inf_is_valid': bool,
        'min_obstacle_height': float,
        'max_obstacle_height': float,
        'raytrace_min_range': float,
        'raytrace_max_range': float,
        'obstacle_min_range': float,
        'obstacle_max_range': float,
        'expected_update_rate': float,
        'observation_persistence': float,
    },
    'semantic_segmentation_layer::SemanticSegmentationLayer': {
        'segmentation_topic': str,
        'confidence_topic': str,
        'labels_topic': str,
        'pointcloud_topic': str,
        'expected_update_rate': float,
        'min_obstacle_distance': float,
        'max_obstacle_distance': float,
        'tile_map_decay_time': float,
        'use_cost_selection': bool,
        'class_types': list,
    },
}
"""Parameters of each of a layer's observation sources."""

LIFECYCLE_MANAGER: Types = {
    'autostart': bool,
    'node_names': list,
    'bond_timeout': float,
    'service_timeout': float,
}

NVBLOX: Types = {'mapping_type': str, 'use_segmentation': bool, 'num_cameras': int}
NVBLOX_TOPICS = {
    f'camera_0/{kind}/{name}'
    for kind in ('color', 'depth', 'mask')
    for name in ('image', 'camera_info')
}
