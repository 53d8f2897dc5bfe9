# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The report of a replay shows what happened, needs nothing beside it and trusts no name."""

from dataclasses import replace
import json

from box_drive import BoxDrive, FaultyBackend, Shift
from colour_model import write_colour_model
import cv2
import numpy as np
from parsed_page import ParsedPage
import pytest

from seg_node.core.errors import BackendError
from seg_node.core.label_set import LabelClass

NASTY = '<script>alert("1")</script>&amp;\x07'


@pytest.fixture
def page(folder):
    """Parse the page, and see that it needs neither other files nor the network."""

    def parse():
        page = ParsedPage(folder / 'report.html')
        assert page.scripts == 1  # our own
        assert len(set(page.anchors)) == len(page.anchors)
        for target in page.targets:
            assert target.startswith('data:image/jpeg;base64,') or target[1:] in page.anchors
        return page

    return parse


def fail_on(images, reason):
    """Give a change of the backend that fails on some pictures."""

    def check(image):
        if any(np.array_equal(image, each) for each in images):
            raise BackendError(reason)
        return image

    return lambda backend: FaultyBackend(backend, on_frame=check)


def pictures_of(camvid, *indices):
    images = [frame.image for frame in BoxDrive(camvid)]
    return [images[index] for index in indices]


def test_a_run_alone_is_shown_with_its_worst_frames(write_report, page):
    assert set(write_report()) == {'report'}
    found = page()
    assert 'No comparison' in found.text
    assert 'Largest changes' not in found.text
    assert [name.split()[1] for name in found.headings] == list('0123456789')
    assert found.descriptions[:3] == [
        'camera of frame 0',
        'overlay of frame 0',
        'errors of frame 0',
    ]


def test_a_change_is_shown_with_cause_figures_and_pictures(write_report, reference, page, folder):
    files = write_report(reference, drivable_threshold=0.3)
    text = page().text
    assert 'DIFFERS: 14 of 14 frames (drivable_area in 14)' in text
    assert 'changed parameter drivable_threshold: 0.5 -> 0.3' in text
    assert 'drivable_threshold 0.5 0.3' in text
    assert 'Largest changes' in text
    assert files['worst difference'] == folder / 'worst_difference.png'
    assert cv2.imread(str(files['worst difference'])) is not None
    result = json.loads((folder / 'report.json').read_text())
    assert result['verdict']['different'] == {'mask': 0, 'confidence': 0, 'drivable_area': 14}


def test_an_unchanged_run_shows_no_changes_and_takes_an_old_picture_away(
    write_report, reference, page, folder
):
    write_report(reference, drivable_threshold=0.3)
    assert set(write_report(reference)) == {'report'}
    text = page().text
    assert 'same: 14 frames' in text
    assert 'Largest changes' not in text
    assert not (folder / 'worst_difference.png').exists()


def test_the_worst_frame_comes_first(write_report, page, camvid):
    (seventh,) = pictures_of(camvid, 7)

    class WrongOnce(FaultyBackend):
        """Moves the maps of one frame."""

        def infer(self, frames, class_sets):
            change = Shift(30, 0) if np.array_equal(frames[0], seventh) else lambda maps: maps
            return list(map(change, super().infer(frames, class_sets)))

    write_report(fault=WrongOnce)
    assert page().headings[0].startswith('frame 7 ')


def test_without_truth_the_least_sure_frame_comes_first(write_report, page, camvid):
    def change(index, frame):
        image = frame.image // 2 + 32 if index == 5 else frame.image
        return replace(frame, image=image, labels=None)

    write_report(source=BoxDrive(camvid, change=change))
    found = page()
    assert found.headings[0].startswith('frame 5 ')
    assert found.descriptions[2] == 'doubt of frame 5'


def test_curves_have_gaps_where_no_maps_came_out(write_report, page, camvid, folder):
    write_report(fault=fail_on(pictures_of(camvid, 4, 8, 9), 'out of memory'))
    text = (folder / 'report.html').read_text()
    line = text.split('aria-label="Drivable area over the frames"')[1].split('now line" d="')[1]
    assert line.split('"')[0].count('M') == 3
    found = page()
    assert 'Frames without maps, cumulative' in found.text
    assert 'cannot be segmented' in found.text


def test_a_frame_that_only_one_run_has_is_no_picture_but_is_told(
    write_report, reference, page, camvid
):
    files = write_report(reference, fault=fail_on(pictures_of(camvid, 4), 'out of memory'))
    assert 'worst difference' not in files
    assert 'frame 4: before: segmented, now: out of memory' in page().text


def test_a_run_without_frames_is_told(write_report, page, camvid):
    write_report(source=BoxDrive(camvid, count=0))
    assert 'No comparison' in page().text


def test_classes_that_only_the_reference_has_are_told(
    write_report, reference, page, camvid, tmp_path
):
    sky = camvid.classes[0]
    labels = replace(camvid, classes=(replace(sky, name='Heaven'), *camvid.classes[1:]))
    model = write_colour_model(tmp_path / 'other.onnx', labels)
    write_report(reference, model=str(model), network_size='64x48')
    assert 'this model has not, so its colours mislead: Sky.' in page().text


def test_names_cannot_smuggle_anything_in(write_report, page, camvid, tmp_path):
    classes = (LabelClass(NASTY, camvid.classes[0].colour), *camvid.classes[1:])
    labels = replace(camvid, classes=classes)
    model = write_colour_model(tmp_path / 'nasty.onnx', labels)
    source = BoxDrive(labels)
    source.name = NASTY + '\ud800'
    write_report(source=source, fault=fail_on(pictures_of(labels, 0), NASTY), model=str(model))
    text = page().text
    assert text.count(NASTY) >= 3  # drive, class and fault, each as it is
    assert '\\ud800' in text
