# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The files for Nav2, nvblox, rviz and Foxglove say what those and the node understand."""

from __future__ import annotations

import json
from pathlib import Path

from nav2_names import (
    CLASS_TYPE,
    COSTMAP,
    LAYERS,
    LIFECYCLE_MANAGER,
    NVBLOX,
    NVBLOX_TOPICS,
    SOURCES,
)
import numpy as np
import pytest
import yaml

from seg_node.core.label_set import parse_class_sets
from seg_node.core.published_classes import group_classes
from seg_node.parameters.parameters import Parameters

CONFIG = Path(__file__).parents[1] / 'config'
COSTMAPS = ('obstacle_layer_from_scan', 'semantic_layer', 'static_layer_from_grid')


def read(path):
    return yaml.safe_load((CONFIG / path).read_text(encoding='utf-8'))


def read_costmap(name):
    return read(f'nav2/{name}.yaml')['local_costmap']['local_costmap']['ros__parameters']


def read_node(name):
    return read(f'nav2/{name}.yaml')['seg_node']['ros__parameters']


def check(parameters, types):
    """Assert that all are known, and of the type that ROS will declare them with."""
    assert {name: type(value) for name, value in parameters.items()} == {
        name: types.get(name) for name in parameters
    }


def split(parameters, names):
    """Part a node's or layer's parameters from the groups of those names."""
    own = {name: value for name, value in parameters.items() if name not in names}
    return own, {name: parameters[name] for name in names}


def sources_of(layer):
    """Part a layer's parameters from those of its sources, by name."""
    return split(layer, layer.get('observation_sources', '').split())


@pytest.mark.parametrize('name', COSTMAPS)
def test_nav2_knows_every_parameter(name):
    own, layers = split(read_costmap(name), read_costmap(name)['plugins'])
    check(own, COSTMAP)
    for layer in layers.values():
        parameters, sources = sources_of(layer)
        plugin = parameters.pop('plugin')
        check(parameters, LAYERS[plugin])
        for source in sources.values():
            parameters, class_types = split(source, source.get('class_types', []))
            check(parameters, SOURCES[plugin])
            for class_type in class_types.values():
                check(class_type, CLASS_TYPE)


@pytest.mark.parametrize('name', COSTMAPS)
def test_what_nobody_saw_is_unknown(name):
    assert read_costmap(name)['track_unknown_space'] is True


def test_ranges_leave_no_obstacle_unmarked_and_no_free_ray_marked():
    layer = read_costmap('obstacle_layer_from_scan')
    source, cell = layer['obstacle_layer']['drivable_scan'], layer['resolution']
    node = read_node('obstacle_layer_from_scan')
    most, least = source['raytrace_max_range'], source['raytrace_min_range']
    # How far tracing goes on, see test_nav2_costmap.
    last_cleared = most + least * (1 - most / node['ground_range_max'])
    assert last_cleared + 2 * cell <= source['obstacle_max_range']
    assert source['obstacle_max_range'] + 2 * cell <= node['ground_range_max']
    assert source['sensor_frame'] == node['scan_frame']


def test_a_static_layer_comes_first_and_has_the_cells_of_the_grid():
    costmap = read_costmap('static_layer_from_grid')
    grid = Parameters().changed(read_node('static_layer_from_grid')).grid_settings()
    assert costmap[costmap['plugins'][0]]['plugin'].endswith('StaticLayer')
    assert costmap['resolution'] == grid.resolution
    assert costmap['width'] == costmap['height'] == grid.cell_count * grid.resolution
    assert costmap['rolling_window'] and not costmap['use_maximum']


def test_the_semantic_layer_knows_the_classes_that_the_node_publishes(camvid):
    camera = read_costmap('semantic_layer')['semantic_layer']['camera']
    groups = parse_class_sets(read_node('semantic_layer')['published_classes'], 'published')
    published = group_classes(camvid, groups)
    known = [name for each in camera['class_types'] for name in camera[each]['classes']]
    assert sorted(known) == sorted(published.labels.names)
    every_class = np.arange(len(camvid), dtype=np.uint8)
    assert set(published.translate(every_class).ravel()) == set(range(len(known)))


def test_the_lifecycle_manager_waits_for_no_bond_and_the_node_for_the_manager():
    manager = read('nav2/lifecycle_manager.yaml')['lifecycle_manager_perception']
    check(manager['ros__parameters'], LIFECYCLE_MANAGER)
    assert manager['ros__parameters']['bond_timeout'] == 0
    assert manager['ros__parameters']['node_names'] == ['seg_node']
    assert read_node('lifecycle_manager') == {'autostart': False}


def test_nvblox_hears_people_and_their_calibration():
    ((node,),) = (each.values() for each in read('nvblox/people_mask.launch.yaml')['launch'])
    check({each['name']: each['value'] for each in node['param']}, NVBLOX)
    remapped = {each['from']: each['to'] for each in node['remap']}
    assert remapped.keys() == NVBLOX_TOPICS
    assert remapped['camera_0/mask/image'] == '/segmentation/sets/person'
    assert remapped['camera_0/mask/camera_info'] == '/segmentation/camera_info'


def test_every_display_of_rviz_has_a_name_and_hears_what_it_can_show():
    shown = {
        each['Class'].split('/')[1]: each['Topic']['Value']
        for each in read('navigation.rviz')['Visualization Manager']['Displays']
        if each['Enabled'] and 'Topic' in each
    }
    assert shown == {
        'Map': '/drivable_grid',
        'PointCloud2': '/drivable_points',
        'LaserScan': '/drivable_scan',
        'Image': '/segmentation/overlay',
    }


def test_every_panel_of_the_foxglove_layout_is_configured():
    layout = json.loads((CONFIG / 'foxglove_layout.json').read_text(encoding='utf-8'))

    def panels(place):
        if isinstance(place, str):
            return [place]
        return panels(place['first']) + panels(place['second'])

    assert sorted(panels(layout['layout'])) == sorted(layout['configById'])
    assert set(layout['configById']['3D!ground']['topics']) == {
        '/drivable_grid',
        '/drivable_points',
        '/drivable_scan',
    }
