# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A small run learns, leaves what it learned, and goes on after any interruption."""

from contextlib import suppress
import csv
import shutil

import cv2
import numpy as np
import pytest
import torch

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import load_label_set
from seg_node.models import create_model
from seg_node.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from seg_node.training.dataset import open_labelled_pictures
from seg_node.training.loop import train
from seg_node.training.losses import distillation_loss
from seg_node.training.trainer import Trainer
from seg_node.training.validation import normalise, validate
from seg_node.training.world import World

ALONE = World(0, 1, torch.device('cpu'))


@pytest.fixture(scope='module')
def run(make_config, tmp_path_factory):
    """Give the configuration and the output folder of a finished run."""
    config = make_config(ema_decay=0.5, log_every=4, save_every=5)
    out = tmp_path_factory.mktemp('run') / 'out'
    assert train(config, out, threads=1) == out / 'checkpoint.pt'
    return config, out


def read_metrics(out):
    with (out / 'metrics.csv').open(newline='') as file:
        return list(csv.DictReader(file))


def weights(out):
    return load_checkpoint(out / 'checkpoint.pt').net.state_dict()


def assert_equal(found, expected):
    assert found.keys() == expected.keys()
    assert all(torch.equal(value, expected[key]) for key, value in found.items())


def run_until(last_step, config, out):
    """Run or go on, and interrupt the step after ``last_step``."""

    def step(trainer, *batch):
        if trainer.step_count == last_step:
            raise KeyboardInterrupt
        return unbroken_step(trainer, *batch)

    unbroken_step = Trainer.step
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Trainer, 'step', step)
        with suppress(KeyboardInterrupt):
            train(config, out, threads=1, resume=True)


def test_loss_falls(run):
    rows = read_metrics(run[1])
    assert [int(row['step']) for row in rows] == [4, 6, 8, 12]
    assert float(rows[-1]['loss']) < 0.85 * float(rows[0]['loss'])


def test_validations_are_the_rows_with_scores(run):
    validated = [row for row in read_metrics(run[1]) if row['miou']]
    assert [int(row['step']) for row in validated] == [6, 12]
    assert {'pixel_accuracy', 'iou/road', 'iou/sky', 'iou/grass'} < validated[0].keys()


def test_checkpoint_is_the_net_that_was_measured(run, frames):
    checkpoint = load_checkpoint(run[1] / 'checkpoint.pt')
    validation = open_labelled_pictures(str(frames), checkpoint.labels)
    scores = validate(checkpoint.net, validation, checkpoint.network_size, ALONE).compute()
    ((name, miou),) = checkpoint.metrics.items()
    assert name.endswith('_miou')
    assert miou == float(read_metrics(run[1])[-1]['miou'])
    assert scores.miou == pytest.approx(miou, abs=1e-3)


def test_checkpoint_tells_of_the_data_but_not_of_the_machine(run, frames):
    told = load_checkpoint(run[1] / 'checkpoint.pt').training_data
    assert told == f'{"/".join(frames.parts[-2:])} x 1'


def test_run_can_be_repeated(run, tmp_path):
    train(run[0], tmp_path, threads=1)
    assert_equal(weights(tmp_path), weights(run[1]))
    assert (tmp_path / 'metrics.csv').read_bytes() == (run[1] / 'metrics.csv').read_bytes()


@pytest.mark.parametrize('last_step', [0, 1, 4, 5, 6, 7, 10, 11])
def test_run_that_was_interrupted_ends_like_an_unbroken_one(run, tmp_path, last_step):
    for count in (last_step, run[0].steps):
        run_until(count, run[0], tmp_path)
    assert_equal(weights(tmp_path), weights(run[1]))
    assert (tmp_path / 'metrics.csv').read_bytes() == (run[1] / 'metrics.csv').read_bytes()


def test_finished_run_gives_its_checkpoint_again(run, tmp_path):
    shutil.copytree(run[1], tmp_path / 'out')
    (tmp_path / 'out' / 'checkpoint.pt').unlink()
    train(run[0], tmp_path / 'out', threads=1, resume=True)
    assert_equal(weights(tmp_path / 'out'), weights(run[1]))


@pytest.mark.parametrize(
    ('part', 'said'),
    [('data', 'nothing can be learned of them'), ('validation', 'give other frames')],
)
def test_frames_without_any_label_are_named(make_config, make_frames, tmp_path, part, said):
    folder = make_frames(tmp_path / 'frames', 1)
    cv2.imwrite(str(folder / 'label' / '0.png'), np.full((64, 96), 255, np.uint8))
    value = [{'path': str(folder)}] if part == 'data' else str(folder)
    config = make_config(steps=1, **{part: value})
    with pytest.raises(SourceError, match=f'no pixel has a label in {folder}: {said}'):
        train(config, tmp_path / 'out', threads=1)


def test_loader_processes_change_nothing(run, tmp_path):
    train(run[0], tmp_path, threads=1, workers=2)
    assert_equal(weights(tmp_path), weights(run[1]))


@pytest.mark.parametrize(
    'changes',
    [
        {'optimizer': 'sgd', 'schedule': 'cosine', 'gradient_clip': 0.1, 'class_weights': 'none'},
        {'precision': 'fp16'},
        {'precision': 'bf16', 'losses': {'ohem': 1.0, 'dice': 0.5, 'lovasz': 0.5}},
        {'architecture': 'unet', 'options': {'width': 4}, 'deterministic': True},
    ],
)
def test_every_setting_resumes_to_the_same_weights(make_config, tmp_path, changes):
    config = make_config(steps=4, save_every=2, validate_every=4, **changes)
    train(config, tmp_path / 'unbroken', threads=1)
    for count in (3, 4):
        run_until(count, config, tmp_path / 'resumed')
    assert_equal(weights(tmp_path / 'resumed'), weights(tmp_path / 'unbroken'))


def test_loss_that_is_no_number_ends_the_run(make_config, tmp_path):
    config = make_config(learning_rate=1.0e8, optimizer='sgd', warmup_steps=1)
    with pytest.raises(ConfigurationError, match=r'the loss is (nan|inf) at step \d+: lower'):
        train(config, tmp_path, threads=1)


@pytest.mark.parametrize('workers', [0, 1])
def test_frame_that_cannot_be_read_is_named_in_one_line(
    make_config, make_frames, tmp_path, workers
):
    folder = make_frames(tmp_path / 'frames', 2)
    (folder / 'image' / '1.png').write_bytes(b'no picture')
    config = make_config(data=[{'path': str(folder)}])
    with pytest.raises(SourceError) as caught:
        train(config, tmp_path / 'out', threads=1, workers=workers)
    (line,) = str(caught.value).splitlines()
    assert line.startswith(str(folder / 'image' / '1.png'))


@pytest.mark.parametrize(
    ('changes', 'options', 'error', 'said'),
    [
        ({}, {'threads': -1}, ConfigurationError, 'threads is -1'),
        ({}, {'workers': -2}, ConfigurationError, 'workers is -2'),
        ({}, {'device': 'tpu'}, ConfigurationError, "device is 'tpu': choose from auto, cpu"),
        ({'crop_size': 72}, {}, ConfigurationError, 'crop_size is 72: .* multiples of 32'),
        ({'network_size': [96, 60]}, {}, ConfigurationError, 'network_size is 96x60: .* of 32'),
        ({'validation': 'nowhere'}, {}, SourceError, 'nowhere does not exist'),
        ({'losses': {'boundary': 1.0}}, {}, ConfigurationError, 'fast_scnn has no boundary head'),
    ],
)
def test_run_that_cannot_be_is_refused_before_it_starts(
    make_config, tmp_path, changes, options, error, said
):
    with pytest.raises(error, match=said):
        train(make_config(**changes), tmp_path / 'out', **({'threads': 1} | options))
    assert not (tmp_path / 'out').exists()


def test_net_comes_to_say_what_its_teacher_says(make_config, label_file, frames, tmp_path):
    """With hardly another loss, there is nobody else to learn from."""
    labels = load_label_set(str(label_file))
    torch.manual_seed(1)
    teacher = create_model('unet', len(labels), width=4).eval()
    weight = teacher.get_parameter('classifier.weight')
    torch.nn.init.normal_(weight, std=30)  # sure of what it says
    save_checkpoint(tmp_path / 'teacher.pt', Checkpoint(teacher, labels, (96, 64)))
    config = make_config(
        architecture='unet',
        options={'width': 4},
        teacher=str(tmp_path / 'teacher.pt'),
        losses={'cross_entropy': 1e-6},
        learning_rate=3e-2,
        steps=40,
    )
    source = open_labelled_pictures(str(frames), labels)
    images = torch.stack([torch.from_numpy(frame.image).permute(2, 0, 1) for frame in source])

    def distance(net):
        with torch.inference_mode():
            return distillation_loss(*(each(normalise(images, each)) for each in (net, teacher)))

    before = distance(create_model('unet', len(labels), width=4).eval())
    train(config, tmp_path / 'out', threads=1)
    after = distance(load_checkpoint(tmp_path / 'out' / 'checkpoint.pt').net.eval())
    assert after < before / 2
