# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All frames of a drive are scored, whatever some of them are like."""

from dataclasses import replace
import signal
from typing import Any

from box_drive import BICYCLIST, BoxDrive, BUILDING, CAR, ROAD
from colour_model import write_colour_model
import numpy as np
import pytest
from recorded_boxes import RecordedBoxes

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import LabelSet
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.replay.drive import Drive
from seg_node.replay.weak_spots.second_opinion import SecondOpinion
from seg_node.replay.weak_spots.survey import survey_drive

pytest.importorskip('onnxruntime')


@pytest.fixture
def opened(tmp_path):
    """Open colour models."""
    backends: list[Any] = []

    def open_labels(labels, **kind):
        path = write_colour_model(tmp_path / f'{len(backends)}.onnx', labels, **kind)
        backends.append(open_backend('onnxruntime', path, BackendOptions(1, (128, 96))))
        return backends[-1]

    yield open_labels
    for backend in backends:
        backend.close()


@pytest.fixture
def pipeline(opened, camvid):
    return Pipeline(opened(camvid), PipelineSettings())


def survey(pipeline, source, second=None):
    drive = Drive(source, pipeline)
    return survey_drive(drive, drive, source.rate_hz, second)


def with_colours_of(labels, pairs):
    """Exchange the colours of classes: what one model takes for A, the other takes for B."""
    classes = list(labels.classes)
    for one, other in pairs:
        colours = classes[one].colour, classes[other].colour
        classes[one] = replace(classes[one], colour=colours[1])
        classes[other] = replace(classes[other], colour=colours[0])
    return LabelSet('other', tuple(classes), labels.class_sets)


def test_scores_are_those_of_their_definitions(pipeline, camvid):
    table = survey(pipeline, BoxDrive(camvid, 3)).table
    assert len(table) == 3
    assert table.times_ns.tolist() == [0, 10**8, 2 * 10**8]
    assert table.moment(2) == (2, 10**9 + 2 * 10**8, 2 * 10**8)
    for frame, scores in zip(BoxDrive(camvid, 3), table.scores, strict=True):
        segmented = pipeline.process(frame.image)
        probability = segmented.set_probability('drivable') / 255
        assert scores[0] == pytest.approx(1 - np.mean(segmented.confidence / 255))
        assert scores[1] == pytest.approx(np.mean(np.minimum(probability, 1 - probability)))
        assert np.isnan(scores[3:]).all()
    assert np.isnan(table.scores[:, 2]).tolist()[0]


def test_a_second_model_is_compared_pixel_by_pixel(pipeline, opened, camvid):
    others = with_colours_of(camvid, [(CAR, BUILDING), (ROAD, BICYCLIST)])
    source = BoxDrive(camvid, 4)
    table = survey(pipeline, source, SecondOpinion(opened(others), pipeline)).table
    for frame, scores in zip(source, table.scores, strict=True):
        differs = np.isin(frame.labels, (CAR, BUILDING, ROAD, BICYCLIST))
        drivable = np.isin(frame.labels, (ROAD, BICYCLIST))
        assert scores[3:].tolist() == pytest.approx([differs.mean(), drivable.mean()])


def test_a_second_model_of_other_classes_is_refused(pipeline, opened, camvid):
    two = LabelSet('two', camvid.classes[:2])
    with pytest.raises(ConfigurationError, match=r"classes of 'two' \(Sky, Building\)"):
        SecondOpinion(opened(two), pipeline)


def test_where_the_second_model_fails_the_other_scores_count(pipeline, opened, camvid):
    def whiten(index, frame):
        return frame if index != 1 else replace(frame, image=np.full_like(frame.image, 255))

    second = SecondOpinion(opened(camvid, breaks_on_white=True), pipeline)
    found = survey(pipeline, BoxDrive(camvid, 3, whiten), second)
    assert np.isnan(found.table.scores[:, 3]).tolist() == [False, True, False]
    assert found.faults['cannot be segmented by the second model']['count'] == 1


def test_broken_frames_are_counted_and_nothing_is_compared_over_them(pipeline, camvid):
    found = survey(pipeline, RecordedBoxes(camvid, [2], 'it ends here'))
    assert [found.table.moment(row).frame for row in range(4)] == [0, 1, 3, 4]
    assert np.isnan(found.table.scores[:, 2]).tolist()[2]
    assert found.to_dict() == {
        'is_partial': False,
        'stated_frames': 5,
        'frames': 4,
        'faults': {'cannot be read': {'count': 1, 'first': ['frame 2: 2 is cut off']}},
        'end_fault': 'it ends here',
    }


def test_a_drive_of_broken_frames_is_nothing_to_rank(pipeline, camvid):
    with pytest.raises(SourceError, match=r'nothing to rank.*frame 0: 0 is cut off'):
        survey(pipeline, RecordedBoxes(camvid, range(5)))


def test_an_interrupt_ranks_what_was_seen(pipeline, camvid):
    drive = Drive(BoxDrive(camvid), pipeline)

    def steps():
        for index, step in enumerate(drive):
            if index == 3:
                signal.raise_signal(signal.SIGINT)
            yield step

    found = survey_drive(drive, steps(), 10.0)
    assert (len(found.table), found.is_partial) == (4, True)
