# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The default model on rendered frames: a page that shows them, whatever they are called."""

from dataclasses import replace

from frame_list import FrameList
import numpy as np
from parsed_page import check_page
import pytest

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.resources import default_model
from seg_node.evaluation.gallery import gallery as gallery_module
from seg_node.evaluation.gallery.gallery import Gallery
from seg_node.evaluation.model_scores import score_model
from seg_node.sources.rendered_drive.drive import RenderedDrive

pytest.importorskip('onnxruntime')

SMALL_CAMERA = PinholeCamera(width=320, height=240, fx=300.0, fy=300.0, cx=159.5, cy=119.5)
NAMES = ['<b>&"quoted"</b>', "it's", '$model', 'a/../b', 'naïve', 'caf\udce9', 'plain']


@pytest.fixture(scope='module')
def pipeline():
    from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
    from seg_node.backends.options import BackendOptions

    backend = OnnxRuntimeBackend(default_model(), BackendOptions(threads=1))
    yield Pipeline(backend, PipelineSettings())
    backend.close()


@pytest.fixture(scope='module')
def frames():
    """Seven frames of a rendered drive, with names that are not easy to write."""
    drive = RenderedDrive(seed=13, camera=SMALL_CAMERA)
    return [replace(drive.frame(12 * index), name=name) for index, name in enumerate(NAMES)]


@pytest.fixture(scope='module')
def mious(pipeline, frames):
    """Score of each frame by itself."""
    scores = (score_model(pipeline, [frame], 'frame').to_dict() for frame in frames)
    return {frame.name: score['miou'] for frame, score in zip(frames, scores, strict=True)}


@pytest.fixture(scope='module')
def ranked(frames, mious):
    return sorted(frames, key=lambda frame: -mious[frame.name])


def make(folder, pipeline, frames):
    """Make a gallery as ``seg evaluate`` does, and parse its page."""
    source = FrameList(frames, name='<data> & "more"')
    gallery = Gallery(folder, pipeline.labels)
    scores = score_model(pipeline, source, source.name, gallery.add)
    figures = scores.to_dict() if scores.frame_count else gallery.summary()
    head = {'model': '<model>.onnx', 'data': source.name, 'backend': 'runtime & co'}
    gallery.draw(pipeline, source)
    return check_page(gallery.write_page(head | figures, None)), figures


def written(name):
    return name.encode('utf-8', 'backslashreplace').decode()


def heading(frame):
    return f'{written(frame.name)} {frame.stamp_ns / 1e9:.3f} s'


def test_page_shows_all_frames_from_best_to_worst(tmp_path, pipeline, frames, mious, ranked):
    page, figures = make(tmp_path / 'gallery', pipeline, frames)
    shown = [*ranked[:2], *ranked[2:5], *reversed(ranked[5:])]
    assert page.headings == [heading(frame) for frame in shown]
    assert page.anchors == ['best', 'typical', 'worst']
    assert len([each for each in page.targets if each.endswith(('.jpg', '.png'))]) == 2 * 6 * 7
    assert len(list((tmp_path / 'gallery').iterdir())) == 6 * 7 + 1
    for expected in ('<model>.onnx', '<data> & "more"', '7 frames, runtime & co'):
        assert expected in page.text
    for key in ('miou', 'pixel_accuracy', 'ece', 'false_drivable_rate'):
        assert f'{figures[key]:.4f}' in page.text
    for name, iou in figures['iou'].items():
        assert f'{name} {"-" if iou is None else f"{iou:.4f}"}' in page.text
    for frame in frames:
        assert f'mIoU {mious[frame.name]:.4f}' in page.text
        assert f'camera of {written(frame.name)}' in page.descriptions


def test_groups_are_of_the_size_that_is_asked_for(tmp_path, pipeline, frames, ranked, monkeypatch):
    monkeypatch.setattr(gallery_module, 'GROUP_SIZE', 1)
    page, _ = make(tmp_path, pipeline, frames)
    assert page.headings == [heading(ranked[place]) for place in (0, 3, 6)]


def test_frames_without_truth_are_shown_without_scores(tmp_path, pipeline, frames):
    bare = [replace(frame, labels=None) for frame in frames]
    page, figures = make(tmp_path, pipeline, bare)
    sureness = {frame.name: pipeline.process(frame.image).confidence.mean() for frame in bare}
    ranked = sorted(bare, key=lambda frame: sureness[frame.name])
    shown = [*ranked[:2], *ranked[2:5], *reversed(ranked[5:])]
    assert page.headings == [heading(frame) for frame in shown]
    assert page.anchors == ['least-sure', 'typical', 'most-sure']
    assert 'No frame has truth' in page.text
    assert 'IoU' not in page.text
    assert f'mean confidence {figures["mean_confidence"]:.4f}' in page.text
    assert len(list(tmp_path.iterdir())) == 4 * 7 + 1


def test_one_frame_is_a_gallery(tmp_path, pipeline, frames):
    page, _ = make(tmp_path, pipeline, frames[:1])
    assert (page.headings, page.anchors) == ([heading(frames[0])], ['typical'])


def test_frames_with_little_truth_are_counted_and_not_shown(tmp_path, pipeline, frames):
    nothing = np.full_like(frames[0].labels, 255)
    some = [replace(frames[0], labels=nothing), *frames[1:3], replace(frames[3], labels=None)]
    page, figures = make(tmp_path, pipeline, some)
    assert sorted(page.headings) == sorted(heading(frame) for frame in frames[1:3])
    assert figures['frames'] == 3
    assert 'Left out for want of truth: 2.' in page.text


def test_truth_without_a_labelled_pixel_has_scores_of_dashes(tmp_path, pipeline, frames):
    nothing = np.full_like(frames[0].labels, 255)
    page, _ = make(tmp_path, pipeline, [replace(frames[0], labels=nothing)])
    assert page.headings == [heading(frames[0])]
    assert 'mIoU - ' in page.text


def test_smaller_gallery_leaves_nothing_of_the_former_one(tmp_path, pipeline, frames):
    make(tmp_path, pipeline, frames[:3])
    make(tmp_path, pipeline, frames[:1])
    assert len(list(tmp_path.iterdir())) == 6 + 1
