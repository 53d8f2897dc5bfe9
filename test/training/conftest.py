# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Labelled frames to train on."""

import cv2
from missing_modules import skip_without
import numpy as np
import pytest
import yaml

CLASSES = {'road': [90, 90, 90], 'sky': [90, 160, 230], 'grass': [60, 150, 60]}


def pytest_pycollect_makemodule(parent):
    """Skip this folder, with the reason, where it is not installed."""
    return skip_without(parent, 'torch')


@pytest.fixture(scope='session')
def label_file(tmp_path_factory):
    """Path of a label set of three classes with colours of their own."""
    file = tmp_path_factory.mktemp('labels') / 'three.yaml'
    classes = [{'name': name, 'colour': colour} for name, colour in CLASSES.items()]
    file.write_text(yaml.safe_dump({'name': 'three', 'classes': classes}))
    return file


@pytest.fixture(scope='session')
def make_frames():
    """Write a folder of frames of 96x64: sky over grass with a road, in their classes' colours."""

    def write(folder, count):
        palette = np.array(list(CLASSES.values()), np.uint8)
        for index in range(count):
            labels = np.full((64, 96), 1, np.uint8)
            horizon, left = 20 + 2 * index, 30 + index
            labels[horizon:] = 2
            labels[horizon:, left:70] = 0
            image = palette[labels][:, :, ::-1]
            labels[0] = 255
            for kind, pixels in (('image', image), ('label', labels)):
                (folder / kind).mkdir(parents=True, exist_ok=True)
                cv2.imwrite(str(folder / kind / f'{index}.png'), pixels)
        return folder

    return write


@pytest.fixture(scope='session')
def frames(make_frames, tmp_path_factory):
    return make_frames(tmp_path_factory.mktemp('frames'), 6)


@pytest.fixture(scope='session')
def make_config(label_file, frames):
    """Give the smallest useful run, with changes."""
    from seg_node.training.config import TrainingConfig

    def make(**changes):
        small = {
            'architecture': 'fast_scnn',
            'label_set': str(label_file),
            'data': [{'path': str(frames)}],
            'validation': str(frames),
            'network_size': [96, 64],
            'steps': 12,
            'batch_size': 4,
            'crop_size': 64,
            'warmup_steps': 2,
            'validate_every': 6,
        }
        return TrainingConfig.from_dict(small | changes)

    return make
