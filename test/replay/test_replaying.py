# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What changed between two replays is found and named; what did not is not."""

from dataclasses import replace

from box_drive import BICYCLIST, BoxDrive, Delay, FaultyBackend, Shift, swapped
from colour_model import write_colour_model
import numpy as np
import pytest

from seg_node.core.errors import BackendError, ConfigurationError
from seg_node.core.label_set import LabelClass
from seg_node.replay.comparison import Comparison
from seg_node.replay.records import BrokenFrame
from seg_node.replay.reference import Reference
from seg_node.replay.tolerances import Tolerances
from seg_node.replay.verdict import compare_references, judge


def with_fault(**faults):
    return lambda backend: FaultyBackend(backend, **faults)


def without_times(records):
    return [replace(record, infer_ms=0) for record in records]


def test_two_runs_give_the_same_records_but_for_times(run, reference, tmp_path):
    again = tmp_path / 'again.jsonl'
    verdict = run([again], reference).verdict
    assert (verdict.is_same, str(verdict)) == (True, 'same: 14 frames')
    records = without_times(Reference(again).records())
    assert records == without_times(reference.records())
    assert run().figures['digest'] == run().figures['digest']


def test_truth_is_scored(run):
    figures = run().figures
    assert (figures['frames'], figures['miou']) == (14, 1.0)
    assert 0.9 < figures['mean_confidence'] < 1
    assert 0 < figures['infer_share'] < 1
    assert figures['other_cpu_ms'] > 0


def test_a_changed_threshold_is_named_with_the_maps_that_it_changes(run, reference):
    verdict = run((), reference, drivable_threshold=0.3).verdict
    assert not verdict.is_same
    assert verdict.headline == 'DIFFERS: 14 of 14 frames (drivable_area in 14)'
    assert verdict.causes == ('changed parameter drivable_threshold: 0.5 -> 0.3',)


def test_a_changed_parameter_that_changes_no_map_is_told_and_passes(run, reference):
    verdict = run((), reference, max_hole_fraction=0.001).verdict
    assert verdict.is_same
    assert verdict.findings == ('ran with another max_hole_fraction: 0.002 -> 0.001',)


def test_another_net_is_named(run, reference, camvid, tmp_path):
    # It takes for a pavement what is hardly road, and for a road what is surely pavement.
    road, pavement = camvid.classes[3], camvid.classes[4]
    classes = list(camvid.classes)
    classes[3] = LabelClass('Road', pavement.colour)
    classes[4] = LabelClass('Pavement', road.colour)
    model = write_colour_model(tmp_path / 'other.onnx', replace(camvid, classes=tuple(classes)))
    (cause,) = run((), reference, model=str(model)).verdict.causes
    assert cause.startswith('another net: nearest_colour ')
    assert cause.endswith(str(model))


def test_swapped_channels_of_the_input_are_named(run, reference, camvid):
    source = BoxDrive(
        camvid, change=lambda index, frame: replace(frame, image=swapped(frame.image))
    )
    verdict = run((), reference, source).verdict
    assert not verdict.is_same
    assert verdict.causes == (
        'input frames are of swapped channels: red and blue are exchanged before the node',
    )


@pytest.mark.parametrize('shift', [(2, 0), (0, -2), (-1, 3)])
def test_shifted_input_is_named_with_the_shift(run, reference, camvid, shift):
    def move(index, frame):
        return replace(frame, image=np.roll(frame.image, shift[::-1], (0, 1)))

    verdict = run((), reference, BoxDrive(camvid, change=move)).verdict
    assert verdict.causes == (f'input frames are shifted by {shift} px',)


@pytest.mark.parametrize(('count', 'words'), [(1, '1 frame late'), (-2, '2 frames early')])
def test_input_of_another_time_is_named_with_its_delay(run, reference, camvid, count, words):
    images = [frame.image for frame in BoxDrive(camvid, 17)]

    def delay(index, frame):
        return replace(frame, image=images[max(index - count, 0)])

    verdict = run((), reference, BoxDrive(camvid, change=delay)).verdict
    assert verdict.causes == (f'input frames are {words}',)


def test_channels_swapped_before_the_net_are_named(run, reference):
    verdict = run((), reference, fault=with_fault(on_frame=swapped)).verdict
    assert not verdict.is_same
    assert verdict.causes == (
        'masks are those of swapped channels: red and blue are exchanged before the net',
    )


@pytest.mark.parametrize('shift', [(2, 0), (0, -2), (-1, 3)])
def test_shifted_masks_are_named_with_the_shift(run, reference, shift):
    verdict = run((), reference, fault=with_fault(on_maps=Shift(*shift))).verdict
    assert not verdict.is_same
    assert verdict.causes == (f'masks are shifted by {shift} px',)


@pytest.mark.parametrize(('count', 'words'), [(1, '1 frame late'), (2, '2 frames late')])
def test_late_masks_are_named_with_their_delay(run, reference, count, words):
    verdict = run((), reference, fault=with_fault(on_maps=Delay(count))).verdict
    assert not verdict.is_same
    assert verdict.causes == (f'masks are {words}',)


def test_masks_that_come_in_time_again_are_early(run, tmp_path):
    run([tmp_path / 'late.jsonl'], fault=with_fault(on_maps=Delay(1)))
    verdict = run((), Reference(tmp_path / 'late.jsonl')).verdict
    assert verdict.causes == ('masks are 1 frame early',)


def test_changed_frames_are_named(run, reference, camvid):
    def darken(index, frame):
        return replace(frame, image=frame.image // 2) if index in (4, 7) else frame

    verdict = run((), reference, BoxDrive(camvid, change=darken)).verdict
    assert not verdict.is_same
    assert verdict.causes == ('2 input frames have changed, the first are 4, 7',)


def test_other_maps_from_the_same_inputs_are_told_when_nothing_explains_them(run, reference):
    def forget_a_corner(maps):
        labels = maps.labels.copy()
        labels[:30, :30] = 255
        return replace(maps, labels=labels)

    verdict = run((), reference, fault=with_fault(on_maps=forget_a_corner)).verdict
    assert verdict.causes == ('other maps from the same inputs: mask',)
    assert any(line.startswith('pixels by class: unlabelled +') for line in verdict.findings)


@pytest.mark.parametrize(
    ('count', 'headline', 'first'), [(12, '2 of 14', '12, 13'), (16, '2 of 16', '14, 15')]
)
def test_another_length_is_named(run, reference, camvid, count, headline, first):
    verdict = run((), reference, BoxDrive(camvid, count=count)).verdict
    assert verdict.headline == f'DIFFERS: {headline} frames'
    assert f'first frames that differ: {first}' in verdict.findings
    assert verdict.causes == (f'the drive has {count} frames, had 14',)


def test_another_size_of_the_input_is_named(run, reference, camvid):
    def halve(index, frame):
        return replace(frame, image=frame.image[::2, ::2], labels=None)

    height, width, _ = next(iter(BoxDrive(camvid))).image.shape
    verdict = run((), reference, BoxDrive(camvid, change=halve)).verdict
    assert verdict.causes == (
        f'input frames are {width // 2}x{height // 2}, were {width}x{height}',
    )


def test_a_frame_that_fails_now_is_named_with_the_reason(run, reference, camvid):
    fifth = [frame.image for frame in BoxDrive(camvid)][5]

    def fail(image):
        if np.array_equal(image, fifth):
            raise BackendError('out of memory')
        return image

    verdict = run((), reference, fault=with_fault(on_frame=fail)).verdict
    assert not verdict.is_same
    assert 'frame 5: before: segmented, now: out of memory' in verdict.findings
    assert 'only one run could segment 1 of the frames' in verdict.causes


def broken_at(*indices, path):
    """Give a fault of a backend that fails at some frames and names where they were recorded."""
    count = iter(range(100))

    def fail(image):
        if next(count) in indices:
            raise BackendError(f'{path}: cannot be decoded')
        return image

    return with_fault(on_frame=fail)


def test_frames_that_neither_run_could_segment_are_told_and_pass(run, tmp_path):
    before = tmp_path / 'before.jsonl'
    run([before], fault=broken_at(2, 5, path='old/drive'))
    verdict = run((), Reference(before), fault=broken_at(2, 5, path='new/drive')).verdict
    assert (verdict.is_same, verdict.headline) == (True, 'same: 12 frames')
    assert verdict.findings == ('not compared: 2 frames, which neither run could segment',)


def test_runs_that_could_segment_nothing_are_not_the_same(reference):
    comparison = Comparison(Tolerances(), {})
    comparison.add(BrokenFrame(0, 'no picture'), BrokenFrame(0, 'no picture'))
    with pytest.raises(ConfigurationError, match='neither replay could segment a frame'):
        judge(reference.run, reference.run, comparison)


def test_a_run_that_could_segment_nothing_leaves_no_reference(run, tmp_path):
    path = tmp_path / 'ref.jsonl'
    (left,) = run([path], fault=broken_at(*range(14), path='drive')).files
    assert (path.exists(), left.name) == (False, 'ref.jsonl.partial')


def test_other_pictures_that_change_no_map_are_told_and_pass(run, reference, camvid):
    def touch(index, frame):
        image = frame.image.copy()
        y, x = np.argwhere(frame.labels == BICYCLIST)[0]  # of which the model is quite sure
        image[y, x, 0] += index == 3
        return replace(frame, image=image)

    verdict = run((), reference, BoxDrive(camvid, change=touch)).verdict
    assert verdict.is_same
    assert 'ran with other pictures in 1 frames' in verdict.findings


def test_two_references_are_judged_as_a_run_and_a_reference(run, reference, tmp_path):
    now = tmp_path / 'now.jsonl'
    live = run([now], reference, drivable_threshold=0.3).verdict
    assert compare_references(reference, Reference(now), Tolerances()) == live


def test_what_is_tolerated_passes(run, reference, tmp_path):
    now = tmp_path / 'now.jsonl'
    run([now], drivable_threshold=0.3)
    some = compare_references(reference, Reference(now), Tolerances(drivable_area=0.01))
    assert not some.is_same
    assert compare_references(reference, Reference(now), Tolerances(drivable_area=0.5)).is_same


def test_memory_of_the_frame_before_counts_as_in_the_node(run):
    stateless = run(drivable_memory_s=0.0).figures['digest']
    assert run().figures['digest'] != stateless
