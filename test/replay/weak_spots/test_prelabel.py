# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a model is sure of is a start for an annotator, at the size of the picture."""

from contextlib import closing

from box_drive import BoxDrive
import numpy as np
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.label_set import UNLABELLED
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.replay.weak_spots.prelabel import prelabel

pytest.importorskip('onnxruntime')


@pytest.mark.parametrize('output_size', ['network', 'camera', (32, 24)])
def test_labels_have_the_size_of_the_picture(colour_model, camvid, output_size):
    (frame,) = BoxDrive(camvid, 1)
    options = BackendOptions(1, (64, 48), output_size)
    with closing(open_backend('onnxruntime', colour_model, options)) as backend:
        segmented = Pipeline(backend, PipelineSettings()).process(frame.image)
        everything, sure = (prelabel(segmented, least) for least in (0, 0.9))
    assert everything.shape == frame.labels.shape
    assert np.mean(everything == frame.labels) > 0.8
    is_sure = sure != UNLABELLED
    assert 0.5 < np.mean(is_sure) < 1
    np.testing.assert_array_equal(sure[is_sure], everything[is_sure])
