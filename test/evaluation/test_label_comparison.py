# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The loss is that of mIoU where there is truth, and else the share of labels that change."""

from dataclasses import replace

from colour_model import write_colour_model
import numpy as np
import pytest

from seg_node.core.errors import SourceError
from seg_node.evaluation.label_comparison import LabelComparison
from seg_node.sources.frame_source import Frame

pytest.importorskip('onnxruntime')

SKY, ROAD, PAVEMENT = 0, 3, 4


@pytest.fixture(scope='module')
def swapped_model(camvid, tmp_path_factory):
    """Path of a model file that takes road for pavement and pavement for road."""
    classes = list(camvid.classes)
    road, pavement = classes[ROAD], classes[PAVEMENT]
    classes[ROAD] = replace(road, colour=pavement.colour)
    classes[PAVEMENT] = replace(pavement, colour=road.colour)
    swapped = replace(camvid, classes=tuple(classes))
    return write_colour_model(tmp_path_factory.mktemp('swapped') / 'swapped.onnx', swapped)


def frame(camvid, truth=True):
    """Draw sky over a strip of road, and say that half of the strip is pavement."""
    shown = np.full((48, 64), SKY, np.uint8)
    shown[36:] = ROAD
    labels = shown.copy()
    labels[36:, 32:] = PAVEMENT
    return Frame(camvid.palette[shown], 0, 'a', labels if truth else None)


def compare(model, other, *frames, backend='onnxruntime'):
    return LabelComparison(model, frames, backend, threads=1).measure(other)


@pytest.mark.parametrize('backend', ['onnxruntime', 'openvino'])
def test_with_truth_it_is_the_loss_of_miou(colour_model, swapped_model, camvid, backend):
    pytest.importorskip(backend)
    found = compare(colour_model, swapped_model, frame(camvid), backend=backend)
    # Sky is right. Before, half of what is called road is; after, half of what is pavement.
    assert found.loss == pytest.approx(0)
    before = pytest.approx((1 + 0.5 + 0) / 3, abs=1e-4)
    assert found.metrics == {'changed_labels': 0.25, 'f32_miou': before, 'miou': before}


def test_model_that_is_worse_has_a_loss_and_one_that_is_better_a_gain(
    colour_model, swapped_model, camvid
):
    all_road = frame(camvid)
    all_road.labels[all_road.labels == PAVEMENT] = ROAD
    found = compare(colour_model, swapped_model, all_road)
    assert found.loss == pytest.approx(1 - 1 / 3)
    assert compare(swapped_model, colour_model, all_road).loss == pytest.approx(1 / 3 - 1)


def test_without_truth_it_is_the_share_of_labels_that_change(colour_model, swapped_model, camvid):
    found = compare(colour_model, swapped_model, frame(camvid, truth=False))
    assert (found.loss, found.metrics) == (0.25, {'changed_labels': 0.25})


def test_frames_without_truth_do_not_count_beside_others(colour_model, swapped_model, camvid):
    frames = [frame(camvid), frame(camvid, truth=False)]
    comparison = LabelComparison(colour_model, frames, 'onnxruntime', threads=1)
    assert comparison.frames == frames[:1]
    assert 'miou' in comparison.measure(swapped_model).metrics


def test_the_same_model_loses_nothing(colour_model, camvid):
    found = compare(colour_model, colour_model, frame(camvid), frame(camvid))
    assert found.loss == found.metrics['changed_labels'] == 0


def test_truth_without_a_labelled_pixel_is_refused(colour_model, camvid):
    blank = frame(camvid)
    blank.labels[:] = 255
    with pytest.raises(SourceError, match='no labelled pixel: give others'):
        compare(colour_model, colour_model, blank)
