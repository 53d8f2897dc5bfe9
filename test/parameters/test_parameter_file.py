# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Files and command lines give the parameters that ROS would."""

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.resources import share_directory
from seg_node.parameters.parameter_file import (
    make_parameters,
    parse_assignments,
    read_parameter_file,
)
from seg_node.parameters.parameters import Parameters


def test_the_file_that_ships_gives_the_defaults():
    path = share_directory() / 'config' / 'seg_node.param.yaml'
    assert make_parameters(read_parameter_file(path)) == Parameters()


def test_the_nodes_own_part_wins_and_other_nodes_have_theirs(tmp_path):
    path = tmp_path / 'robot.yaml'
    path.write_text("""
seg_node: {ros__parameters: {threads: 3, use_sim_time: true}}
/**: {ros__parameters: {threads: 2, set_threshold: 0.75}}
camera: {ros__parameters: {rate: 30}}
""")
    assert read_parameter_file(path) == {'threads': 3, 'set_threshold': 0.75}


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        ('[1, 2]', 'has no parameters of the node'),
        ('camera: {ros__parameters: {rate: 30}}', 'has no parameters of the node'),
        ('seg_node: {threads: 3}', 'no ros__parameters'),
        ('a: [', 'cannot be read as YAML'),
        ('\ufffe\0', 'cannot be read as YAML'),
    ],
)
def test_other_files_are_refused(tmp_path, text, reason):
    path = tmp_path / 'robot.yaml'
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=reason):
        read_parameter_file(path)


def test_a_command_line_sets_text_numbers_and_lists():
    values = parse_assignments(
        ['class_sets=drivable=Road; person=Pedestrian', 'threads=2', 'seed_polygon=[0.0, 1.0]']
    )
    assert values == {
        'class_sets': 'drivable=Road; person=Pedestrian',
        'threads': 2,
        'seed_polygon': [0.0, 1.0],
    }


@pytest.mark.parametrize('text', ['threads', 'threads=[', 'threads=2026-13-45', ''])
def test_what_sets_nothing_is_refused(text):
    with pytest.raises(ConfigurationError, match=r'sets nothing|no value'):
        parse_assignments([text])


@pytest.mark.parametrize(
    ('values', 'reason'),
    [
        ({'treads': 2}, 'no parameter treads'),
        ({'threads': 2.0}, 'threads is 2.0: give a whole number'),
        ({'threads': True}, 'threads is True: give a whole number'),
        ({'set_threshold': 1}, 'set_threshold is 1: give a number with a point'),
        ({'set_threshold': 1.5}, 'set_threshold is 1.5: give 0.01 to 1'),
        ({'autostart': 'no'}, 'give true or false'),
        ({'model': None}, 'model is None: give text'),
        ({'seed_polygon': [1, 2]}, 'give a list of numbers'),
        ({'seed_polygon': []}, 'give a list of numbers'),
    ],
)
def test_values_that_ros_would_not_take_are_refused(values, reason):
    with pytest.raises(ConfigurationError, match=reason):
        make_parameters(values)
