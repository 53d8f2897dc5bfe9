# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The spec survives the trip through a model file, and a wrong one is refused."""

from __future__ import annotations

from dataclasses import asdict, replace
import json

import pytest

from seg_node.core.errors import ModelFileError
from seg_node.core.label_set import LabelClass, LabelSet
from seg_node.core.model_spec import FORMAT_VERSION, ModelSpec
from seg_node.core.risk_table import RiskTable

TABLE = RiskTable(
    'drivable', (0,), (512, 256), 'int8', 50, 'a street', ((0.01, None), (0.05, 191 / 255))
)
SPEC = ModelSpec(
    architecture='lite0_fpn',
    labels=LabelSet('one', (LabelClass('road', (128, 64, 128)),), {'drivable': ('road',)}),
    stride=32,
    network_size=(512, 256),
    output_stride=4,
    mean=(123.7, 116.3, 103.5),
    std=(58.4, 57.1, 57.4),
    temperature=1.5,
    weights_digest='5e9',
    training_data='one street',
    metrics={'miou': 0.7},
    parent='4f8',
    is_fixed_size=True,
    crf={'radius': 2},
    precision='int8',
    quantization={'method': 'entropy', 'float_layers': {'stem': 0.01}},
    risk_tables=(TABLE,),
)

TABLE_DATA = asdict(TABLE)


def edited(**fields: object) -> str:
    """Give the spec's JSON with other values for some fields, and without those that are None."""
    data = json.loads(SPEC.to_json()) | fields
    return json.dumps({name: value for name, value in data.items() if value is not None})


def test_json_and_back():
    assert ModelSpec.from_json(SPEC.to_json()) == SPEC


def test_json_is_the_same_every_time():
    assert SPEC.to_json() == ModelSpec.from_json(SPEC.to_json()).to_json()


@pytest.mark.parametrize(
    ('field', 'default'),
    [
        ('temperature', 1.0),
        ('weights_digest', ''),
        ('training_data', ''),
        ('metrics', {}),
        ('parent', None),
        ('is_fixed_size', False),
        ('crf', {}),
        ('precision', 'f32'),
        ('quantization', {}),
        ('risk_tables', ()),
    ],
)
def test_field_that_may_be_left_out_has_its_default(field, default):
    assert ModelSpec.from_json(edited(**{field: None})) == replace(SPEC, **{field: default})


@pytest.mark.parametrize('field', ['architecture', 'labels', 'stride', 'network_size', 'mean'])
def test_missing_field_is_named(field):
    with pytest.raises(ModelFileError, match=f'{field}.*export the model again'):
        ModelSpec.from_json(edited(**{field: None}))


def test_unknown_field_is_named():
    with pytest.raises(ModelFileError, match='colour_space'):
        ModelSpec.from_json(edited(colour_space='BGR'))


@pytest.mark.parametrize('text', ['', '{', 'null', '3', '[]', '"text"', '{}'])
def test_text_that_is_no_spec_is_refused(text):
    with pytest.raises(ModelFileError, match='export the model again'):
        ModelSpec.from_json(text)


@pytest.mark.parametrize('version', [FORMAT_VERSION + 1, 0, '1'])
def test_other_format_is_refused_with_both_versions(version):
    expected = rf'version {version!r}.*reads {FORMAT_VERSION}: update seg_node'
    with pytest.raises(ModelFileError, match=expected):
        ModelSpec.from_json(edited(format_version=version))


@pytest.mark.parametrize(
    ('fields', 'expected'),
    [
        ({'stride': 30}, 'output_stride 4 does not divide stride 30'),
        ({'stride': 0}, 'stride 0'),
        ({'output_stride': 0}, 'output_stride 0'),
        ({'network_size': [500, 256]}, '500x256 is not a multiple of stride 32'),
        ({'network_size': [0, 256]}, '0x256'),
        ({'network_size': [512]}, 'export the model again'),
        ({'network_size': [512.0, 256.0]}, "'float'.*export the model again"),
        ({'temperature': 0}, 'temperature 0 is not positive'),
        ({'precision': 'int4'}, 'precision int4 is not one of f32, int8: update seg_node'),
        ({'stride': 'wide'}, 'export the model again'),
        ({'risk_tables': ['drivable']}, 'export the model again'),
        ({'risk_tables': [{}]}, "'set_name'.*export the model again"),
        ({'risk_tables': [TABLE_DATA | {'colour': 1}]}, 'colour'),
        ({'risk_tables': [TABLE_DATA | {'set_name': 3}]}, 'are not texts'),
        ({'risk_tables': [TABLE_DATA | {'frames': 0.5}]}, "'float'"),
        ({'risk_tables': [TABLE_DATA | {'network_size': [512]}]}, 'not enough values'),
        ({'risk_tables': [TABLE_DATA | {'class_ids': [1]}]}, 'no class 1: calibrate the model'),
        ({'risk_tables': [TABLE_DATA | {'thresholds': [[0.1, '0.5']]}]}, 'is not a number'),
        ({'risk_tables': [TABLE_DATA | {'thresholds': [[0.1, True]]}]}, 'True is not a number'),
        ({'risk_tables': [TABLE_DATA | {'thresholds': [[0.1, 2.0]]}]}, r'\(0.1, 2.0\).*cannot be'),
        ({'labels': {'name': 'none', 'classes': []}}, 'has 0 classes'),
        ({'labels': []}, 'not a label set'),
    ],
)
def test_value_that_cannot_be_is_refused(fields, expected):
    with pytest.raises(ModelFileError, match=expected):
        ModelSpec.from_json(edited(**fields))


@pytest.mark.parametrize(
    ('file', 'asked', 'name'),
    [
        ('f32', 'f32', 'f32'),
        ('f32', 'bf16', 'bf16'),
        ('int8', 'f32', 'int8'),
        ('int8', 'f16', 'int8+f16'),
    ],
)
def test_precision_is_that_of_the_file_and_of_the_rest(file, asked, name):
    assert replace(SPEC, precision=file).name_precision(asked) == name
