# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What ROS is told of the parameters is what they are."""

from array import array
from dataclasses import fields

import pytest
from rcl_interfaces.msg import SetParametersResult
import rclpy

from seg_node.core.errors import ConfigurationError
from seg_node.core.resources import share_directory
from seg_node.parameters.parameters import Parameters
from seg_node.ros.parameters import declare_parameters, read_parameters, write_parameters

pytestmark = pytest.mark.ros

SEED = array('d', [0.0, 0.5, 1.0, 0.5, 0.5, 1.0])


@pytest.fixture
def make_node(ros):
    """Make nodes with the parameters declared, and end them."""
    nodes = []

    def make(*arguments):
        cli_arguments = ['--ros-args', *arguments]
        nodes.append(rclpy.create_node('parameters', cli_args=cli_arguments))
        declare_parameters(nodes[-1])
        return nodes[-1]

    yield make
    for node in nodes:
        node.destroy_node()


def test_a_node_reads_the_parameter_file(make_node):
    path = share_directory() / 'config' / 'seg_node.param.yaml'
    assert read_parameters(make_node('--params-file', str(path))) == Parameters()


def test_a_node_declares_every_parameter_with_its_default_and_description(make_node):
    node = make_node()
    assert read_parameters(node) == Parameters()
    for parameter in fields(Parameters):
        descriptor = node.describe_parameter(parameter.name)
        assert descriptor.description.endswith('.')
        has_range = bool(descriptor.floating_point_range or descriptor.integer_range)
        assert has_range == bool(parameter.metadata['limits'])
        for choice in parameter.metadata['choices']:
            assert choice in descriptor.additional_constraints


def test_values_that_are_given_at_start_win(make_node):
    node = make_node('-p', 'threads:=3', '-p', 'seed_polygon:=[0.0, 0.5, 1.0, 0.5, 0.5, 1.0]')
    parameters = read_parameters(node)
    assert parameters.backend_options().threads == 3
    seed = parameters.pipeline_settings().drivable.seed_polygon
    assert seed == ((0.0, 0.5), (1.0, 0.5), (0.5, 1.0))


def test_a_list_without_numbers_is_refused_with_the_remedy(make_node):
    with pytest.raises(ConfigurationError, match="'seed_polygon' is not initialized"):
        read_parameters(make_node('-p', 'seed_polygon:=[]'))


def test_only_parameters_that_differ_are_written(make_node):
    node = make_node('-p', 'set_threshold:=0.75')
    wanted = read_parameters(node).changed({'model': '/net.onnx', 'seed_polygon': SEED})
    written: set[str] = set()

    def note(changes):
        written.update(change.name for change in changes)
        return SetParametersResult(successful=True)

    node.add_on_set_parameters_callback(note)
    write_parameters(node, wanted)
    assert read_parameters(node) == wanted
    assert written == {'model', 'seed_polygon'}
    assert wanted.set_threshold == 0.75
