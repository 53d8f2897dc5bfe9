# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Parameters have one source, and values that cannot be used are refused with a remedy."""

from array import array
from dataclasses import asdict, fields
from pathlib import Path

import pytest
import yaml

from seg_node.core.drivable_area import DrivableAreaParameters
from seg_node.core.errors import ConfigurationError
from seg_node.core.pipeline import PipelineSettings
from seg_node.core.resources import share_directory
from seg_node.parameters.ground_parameters import GroundParameters
from seg_node.parameters.parameters import LIVE_PARAMETERS, PARAMETER_NAMES, Parameters


def test_the_parameter_file_holds_the_defaults():
    path = share_directory() / 'config' / 'seg_node.param.yaml'
    values = yaml.safe_load(path.read_text(encoding='utf-8'))['/**']['ros__parameters']
    values['seed_polygon'] = tuple(values['seed_polygon'])
    assert values == asdict(Parameters())
    types = {name: type(value) for name, value in values.items()}
    assert types == {name: type(value) for name, value in asdict(Parameters()).items()}


def test_changes_are_checked():
    with pytest.raises(ConfigurationError, match='has 3 numbers'):
        Parameters().changed({'seed_polygon': array('d', [0.1, 0.2, 0.3])})


def test_defaults_are_those_of_the_pipeline():
    assert Parameters().pipeline_settings() == PipelineSettings()


def test_live_parameters_are_the_model_and_what_needs_no_new_one():
    live = {'model', 'max_age_s', 'class_sets', 'drivable_threshold', 'max_hole_fraction'}
    live |= {'seed_polygon', 'set_threshold', 'overlay_opacity', 'max_false_drivable_rate'}
    live |= {'self_mask', 'drivable_memory_s', 'drivable_gain_margin'}
    ground = {field.name for field in fields(GroundParameters)}
    # These decide what is subscribed to and what TF is told.
    live |= ground - {'base_frame', 'scan_frame', 'tilt_source', 'use_odometry'}
    live -= {'broadcast_scan_frame'}
    assert live == LIVE_PARAMETERS < PARAMETER_NAMES


@pytest.mark.parametrize(
    ('text', 'of_backend', 'is_matched'),
    [('camera', 'camera', False), ('20x10', (20, 10), False), ('match', 'network', True)],
)
def test_output_size_is_the_backends_or_matched(text, of_backend, is_matched):
    parameters = Parameters(output_size=text)
    assert parameters.backend_options().output_size == of_backend
    assert parameters.is_output_matched == is_matched


def test_values_reach_backend_and_pipeline():
    parameters = Parameters(
        network_size='512x288',
        output_size='network',
        class_sets='drivable=Road,Pavement',
        drivable_threshold=0.75,
        max_hole_fraction=0.0,
        seed_polygon=(0.0, 0.5, 1.0, 0.5, 0.5, 1.0),
        self_mask='0,0.9 1,0.9 1,1; 0,0 0.1,0 0,0.1',
        drivable_memory_s=2.5,
        drivable_gain_margin=0.5,
        set_threshold=0.25,
        overlay_opacity=0.125,
        published_classes='flat=Road; rest=*',
    )
    options = parameters.backend_options()
    assert (options.network_size, options.output_size) == ((512, 288), 'network')
    assert parameters.pipeline_settings() == PipelineSettings(
        class_sets={'drivable': ('Road', 'Pavement')},
        drivable=DrivableAreaParameters(
            threshold=0.75,
            max_hole_fraction=0.0,
            seed_polygon=((0.0, 0.5), (1.0, 0.5), (0.5, 1.0)),
            self_polygons=(((0, 0.9), (1, 0.9), (1, 1)), ((0, 0), (0.1, 0), (0, 0.1))),
            memory_s=2.5,
            gain_margin=0.5,
        ),
        set_threshold=0.25,
        overlay_opacity=0.125,
        published_classes={'flat': ('Road',), 'rest': ('*',)},
    )


def test_model_is_the_shipped_one_or_a_given_path():
    assert Parameters().model_path().parent == share_directory() / 'weights'
    assert Parameters(model='/opt/net.onnx').model_path() == Path('/opt/net.onnx')
    assert Parameters(model='~/net.onnx').model_path() == Path.home() / 'net.onnx'


@pytest.mark.parametrize(
    ('values', 'reason'),
    [
        ({'backend': 'caffe'}, "backend is 'caffe': choose from auto, tensorrt"),
        ({'image_transport': 'theora'}, "is 'theora': choose from raw, compressed"),
        ({'input_qos': 'fast'}, 'choose from auto, reliable, best_effort'),
        ({'network_size': 'big'}, "network_size is 'big': give WIDTHxHEIGHT, e.g. 640x480"),
        ({'output_size': '640x'}, "output_size is '640x'"),
        ({'output_size': '0x480'}, "output_size is '0x480'"),
        ({'output_size': '-4x480'}, "output_size is '-4x480'"),
        ({'output_size': '99999x4800'}, "output_size is '99999x4800'.*of at most 67108864 pixels"),
        ({'seed_polygon': (0.1, 0.2, 0.3)}, 'has 3 numbers: give pairs'),
        ({'seed_polygon': (0.1, 0.2, 0.3, 0.4)}, 'at least 3 corners'),
        ({'class_sets': 'Road'}, "class_sets has the part 'Road'"),
        ({'published_classes': 'a=Road;a=Car'}, "published_classes has the part 'a=Car'"),
    ],
)
def test_values_that_cannot_be_used_are_refused_with_a_remedy(values, reason):
    with pytest.raises(ConfigurationError, match=reason):
        Parameters(**values)
