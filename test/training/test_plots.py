# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of a run show its figures."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from seg_node.core.label_set import LabelSet, load_label_set
from seg_node.core.metrics import ConfusionMatrix
from seg_node.models import create_model
from seg_node.training.dataset import open_labelled_pictures
from seg_node.training.plots import draw_confusion_matrix, draw_learning_curve, draw_predictions

CPU = torch.device('cpu')


@pytest.fixture(scope='module')
def labels(label_file):
    return load_label_set(str(label_file))


def read(path):
    return np.array(cv2.imread(str(path)), int)


@pytest.mark.parametrize('rows', [[], [{'step': 1, 'loss': 2.0}]])
def test_short_run_has_a_curve_too(tmp_path, rows):
    draw_learning_curve(tmp_path / 'curve.png', rows)
    assert read(tmp_path / 'curve.png').std() > 1


def test_curve_shows_loss_and_validation(tmp_path):
    rows = [{'step': step, 'loss': 3.0 / step} for step in range(1, 9)]
    rows[3]['miou'], rows[7]['miou'] = 0.3, 0.7
    draw_learning_curve(tmp_path / 'both.png', rows)
    blue, green, red = np.moveaxis(read(tmp_path / 'both.png'), 2, 0)
    is_orange = (red > 230) & (blue < 80) & (green < 180)
    rows_above, columns = np.nonzero(is_orange)
    left, right = columns < columns.mean(), columns > columns.mean()
    assert rows_above[left].mean() > rows_above[right].mean()  # it rises


def test_names_of_classes_are_no_formulas(tmp_path, labels):
    names = ('a$\\foo{$b', *labels.names[1:])
    classes = tuple(replace(c, name=n) for c, n in zip(labels.classes, names, strict=True))
    odd = LabelSet('odd', classes)
    draw_confusion_matrix(tmp_path / 'matrix.png', ConfusionMatrix(3), odd)
    assert read(tmp_path / 'matrix.png').size


def test_confusion_darkens_the_cells_that_are_often_hit(tmp_path, labels):
    matrix = ConfusionMatrix(3)
    matrix.counts[:, :3] = [[90, 10, 0], [0, 100, 0], [0, 0, 0]]
    draw_confusion_matrix(tmp_path / 'matrix.png', matrix, labels)
    picture = read(tmp_path / 'matrix.png')
    blue = (picture[..., 0] - picture[..., 2]).clip(0)
    dark = np.unique(np.nonzero(blue > 60)[0])
    assert len(dark) > 20


def test_sheet_shows_the_truth_in_its_colours(tmp_path, frames, labels):
    source = open_labelled_pictures(str(frames), labels)
    net = create_model('fast_scnn', 3).eval()
    draw_predictions(tmp_path / 'sheet.png', net, source, (96, 64), CPU)
    sheet = read(tmp_path / 'sheet.png')[:, :, ::-1]
    width = sheet.shape[1]
    for colour in labels.palette[:3]:
        columns = np.nonzero((sheet == colour).all(axis=2))[1]
        assert ((columns > width / 3) & (columns < 2 * width / 3)).any()
