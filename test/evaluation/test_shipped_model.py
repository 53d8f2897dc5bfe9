# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The model file that ships is as good as its card says."""

from pathlib import Path

import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.resources import share_directory
from seg_node.evaluation.accuracy import Accuracy
from seg_node.sources.folder import FolderSource
from seg_node.sources.rendered_drive.drive import RenderedDrive

CAMVID_VAL = Path(__file__).parents[3] / 'shared' / 'data' / 'camvid' / 'val'


@pytest.fixture(scope='module')
def pipeline():
    model = share_directory() / 'weights' / 'lite0_fpn.onnx'
    backend = open_backend('onnxruntime', model, BackendOptions(threads=1))
    yield Pipeline(backend, PipelineSettings())
    backend.close()


def score(pipeline, frames):
    accuracy = Accuracy(pipeline.backend.spec.labels)
    for frame in frames:
        segmented = pipeline.process(frame.image)
        accuracy.update(segmented.mask, segmented.drivable_area, frame.labels)
    return accuracy.to_dict()


def test_camvid_val(pipeline):
    if not CAMVID_VAL.is_dir():
        pytest.skip('CamVid is not at ../shared/data')
    source = FolderSource(CAMVID_VAL)
    scores = score(pipeline, (source[index] for index in range(0, len(source), 10)))
    assert scores['miou'] >= 0.60
    assert scores['iou']['Road'] >= 0.90
    assert scores['false_drivable_rate'] <= 0.05


def test_a_rendered_drive_that_it_was_not_trained_on(pipeline):
    drive = RenderedDrive(seed=7)
    scores = score(pipeline, (drive.frame(index) for index in range(0, 100, 25)))
    assert scores['iou']['Road'] >= 0.90
    assert scores['false_drivable_rate'] <= 0.05


def test_its_spec_says_where_it_comes_from(pipeline):
    spec = pipeline.backend.spec
    assert spec.architecture == 'lite0_fpn'
    assert 'camvid' in spec.training_data
    assert len(spec.weights_digest) == 64
