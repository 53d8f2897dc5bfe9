# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A run's configuration, and what is said about one that cannot be."""

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import load_label_set
from seg_node.training.config import DataFolder, load_training_config, TrainingConfig

SHIPPED = Path(__file__).parents[2] / 'config' / 'training'
DATA = {
    'architecture': 'lite0_fpn',
    'label_set': 'camvid',
    'data': [{'path': 'one'}, {'path': 'two', 'repeat': 0.5}],
    'validation': 'three',
}


@pytest.fixture
def load(tmp_path):
    """Load what a file of the given text or data holds."""

    def load(content):
        file = tmp_path / 'run.yaml'
        text = content if isinstance(content, str) else yaml.safe_dump(content)
        file.write_text(text, encoding='utf-8')
        return load_training_config(file)

    return load


def test_keys_that_are_left_out_have_defaults(load):
    folders = (DataFolder('one', 1.0), DataFolder('two', 0.5))
    assert load(DATA) == TrainingConfig('lite0_fpn', 'camvid', folders, 'three')


def test_given_values_are_taken(load):
    config = load(DATA | {'steps': 7, 'network_size': [640, 384], 'scale_range': [1, 2.5]})
    assert (config.steps, config.network_size, config.scale_range) == (7, (640, 384), (1, 2.5))


def test_dictionary_and_back(load):
    config = load(DATA | {'seed': 3})
    assert TrainingConfig.from_dict(asdict(config)) == config


@pytest.mark.parametrize('file', sorted(SHIPPED.rglob('*.yaml')), ids=lambda file: file.stem)
def test_shipped_configuration_can_be_used(file):
    assert len(load_label_set(load_training_config(file).label_set)) > 1


@pytest.mark.parametrize(
    ('change', 'said'),
    [
        ({'architecture': 'lite9'}, "architecture is 'lite9': choose from .*fast_scnn"),
        ({'label_set': 3}, 'label_set is 3: give a name or path'),
        ({'validation': None}, 'validation is None: give a name or path'),
        ({'steps': -1}, 'steps is -1: give a whole number of at least 1'),
        ({'steps': 1.5}, 'steps is 1.5: give a whole number'),
        ({'steps': True}, 'steps is True: give a whole number'),
        ({'batch_size': 1}, 'batch_size is 1: give a whole number of at least 2'),
        ({'crop_size': 'large'}, "crop_size is 'large'"),
        ({'warmup_steps': 0}, 'warmup_steps is 0'),
        ({'validate_every': 0}, 'validate_every is 0'),
        ({'learning_rate': '1e-3'}, r"learning_rate is '1e-3': give a number, .* like 1\.0e-3"),
        ({'learning_rate': float('nan')}, 'learning_rate is nan'),
        ({'learning_rate': float('inf')}, 'learning_rate is beyond all bounds: give'),
        ({'learning_rate': 10**400}, 'learning_rate is beyond all bounds'),
        (
            {'seed': 2**70},
            r'seed is beyond all bounds: give a whole number of at least 0',
        ),
        ({'losses': {'dice': 0.0}}, r"losses is \{'dice': 0\.0\}: give one a weight above 0"),
        ({'weight_decay': -0.1}, r'weight_decay is -0\.1.* at least 0\.0'),
        ({'seed': -1}, 'seed is -1'),
        ({'network_size': 512}, 'network_size is 512: give two numbers'),
        ({'network_size': [512]}, r'network_size is \(512,\): give two numbers'),
        ({'network_size': [0, 512]}, 'network_size is 0: give a whole number'),
        ({'scale_range': [2, 1]}, r'scale_range is \(2, 1\): give the lesser first'),
        ({'scale_range': [0, 1]}, 'scale_range is 0'),
        ({'options': [1]}, r'options is \(1,\): give values by name'),
        ({'options': {1: 2}}, 'options is'),
        ({'options': {'pretrained': False}}, r"lite0_fpn has no option \['pretrained'\]"),
        ({'losses': {}}, r'losses is \{\}: give weights by name'),
        ({'losses': 'dice'}, "losses is 'dice': give weights by name"),
        ({'losses': {'focal': 1}}, "a name in losses is 'focal': choose from cross_entropy, ohem"),
        ({'losses': {'dice': -1}}, 'the weight of dice is -1'),
        ({'class_weights': 'median'}, "class_weights is 'median': choose from log, none"),
        ({'optimizer': 'adam'}, "optimizer is 'adam': choose from adamw, sgd"),
        ({'schedule': 'step'}, "schedule is 'step': choose from poly, cosine"),
        ({'precision': 'int8'}, "precision is 'int8': choose from fp32, bf16, fp16"),
        ({'deterministic': 1}, 'deterministic is 1: choose from True, False'),
        ({'ema_decay': 1.0}, r'ema_decay is 1\.0: give a number below 1'),
        ({'gradient_clip': -1.0}, r'gradient_clip is -1\.0'),
        ({'data': []}, r'data is \[\]: give a list of at least one folder'),
        ({'data': 'one'}, "data is 'one': give a list"),
        ({'data': ['one']}, "'one' is no mapping: give values for path, repeat"),
        ({'data': [{'path': 'one', 'weight': 2}]}, r"unknown keys \['weight'\].* path, repeat"),
        ({'data': [{'repeat': 2}]}, r"missing keys \['path'\]"),
        ({'data': [{'path': 'one', 'repeat': -1}]}, 'repeat is -1'),
        ({'stepps': 3}, r"unknown keys \['stepps'\]: choose from .*steps"),
    ],
)
def test_value_that_cannot_be_is_named(load, change, said):
    with pytest.raises(ConfigurationError, match=rf'run\.yaml is not a .*: {said}'):
        load(DATA | change)


def test_missing_keys_are_all_named(load):
    with pytest.raises(ConfigurationError, match=r"missing keys \['label_set', 'validation'\]"):
        load({key: DATA[key] for key in ('architecture', 'data')})


@pytest.mark.parametrize(
    'text', ['', 'steps', '- steps', '{', 'a: [', '\x00', 'seed: 2020-13-45', '[' * 5000]
)
def test_file_that_holds_no_keys_is_named(load, text):
    with pytest.raises(ConfigurationError, match=r'run\.yaml is not a training configuration'):
        load(text)


def test_binary_file_is_named(tmp_path):
    (tmp_path / 'run.yaml').write_bytes(b'\xff\xfe\x00')
    with pytest.raises(ConfigurationError, match=r'run\.yaml is not a training configuration'):
        load_training_config(tmp_path / 'run.yaml')


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r'nowhere\.yaml is not .*No such file'):
        load_training_config(tmp_path / 'nowhere.yaml')
