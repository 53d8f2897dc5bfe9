# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The net that ships keeps its accuracy in int8."""

from pathlib import Path

import pytest

from seg_node.core.resources import share_directory
from seg_node.evaluation.label_comparison import LabelComparison
from seg_node.export.quantization.quantizer import Quantizer
from seg_node.sources.folder import FolderSource
from seg_node.sources.spread_frames import read_spread_frames

CAMVID = Path(__file__).parents[4] / 'shared' / 'data' / 'camvid'


@pytest.mark.slow
def test_miou_on_camvid_val(tmp_path):
    if not CAMVID.is_dir():
        pytest.skip('CamVid is not at ../shared/data')
    model = share_directory() / 'weights' / 'lite0_fpn.onnx'
    quantizer = Quantizer(model, threads=1)
    images = [frame.image for frame in read_spread_frames(FolderSource(CAMVID / 'train'), 8)]
    quantizer.calibrate(images, 'percentile')
    quantizer.save(tmp_path / 'int8.onnx', {}, {})
    frames = read_spread_frames(FolderSource(CAMVID / 'val'), 20)
    found = LabelComparison(model, frames, 'onnxruntime', threads=1).measure(
        tmp_path / 'int8.onnx'
    )
    assert found.loss <= 0.01
    assert 0 < found.metrics['changed_labels'] <= 0.03
