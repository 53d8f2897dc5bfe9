# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a frame to every output, with a net whose answers are known."""

from contextlib import closing
from dataclasses import replace
import threading

from colour_model import colour_spec, write_colour_model
import numpy as np
import pytest

from seg_node.core.drivable_area import DrivableAreaParameters
from seg_node.core.errors import ConfigurationError, LabelSetError
from seg_node.core.ground_profile import Ground
from seg_node.core.label_set import class_set_matrix
from seg_node.core.overlay import draw_overlay
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.risk_table import RiskTable

pytest.importorskip('onnxruntime')

SKY, BUILDING, ROAD, CAR, PEDESTRIAN = 0, 1, 3, 8, 9


@pytest.fixture(scope='module')
def backend(colour_model):
    from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
    from seg_node.backends.options import BackendOptions

    backend = OnnxRuntimeBackend(colour_model, BackendOptions(threads=1, output_size=(128, 96)))
    yield backend
    backend.close()


@pytest.fixture
def pipeline(backend):
    return Pipeline(backend, PipelineSettings())


@pytest.fixture
def street():
    """Sky over a road, with a car, a pedestrian and a second road up in the sky."""
    labels = np.full((48, 64), SKY, np.uint8)
    labels[24:] = ROAD
    labels[20:30, 10:20] = CAR
    labels[20:40, 50:54] = PEDESTRIAN
    labels[2:8, 2:20] = ROAD
    return labels


def doubled(image):
    return image.repeat(2, axis=0).repeat(2, axis=1)


def test_outputs_have_the_output_size_and_the_overlay_the_frames(pipeline, street, camvid):
    image = camvid.palette[street]
    frame = pipeline.process(image)
    drivable = np.where(street == ROAD, np.uint8(255), np.uint8(0))
    drivable[:10] = 0  # the road in the sky leads nowhere

    assert (frame.frame_size, frame.output_size) == ((64, 48), (128, 96))
    np.testing.assert_array_equal(frame.mask, doubled(street))
    assert frame.confidence.shape == (96, 128)
    np.testing.assert_array_equal(frame.drivable_area, doubled(drivable))
    np.testing.assert_array_equal(frame.set_mask('vehicle'), doubled((street == CAR) * 255))
    np.testing.assert_array_equal(frame.set_mask('person'), doubled((street == PEDESTRIAN) * 255))
    overlay = draw_overlay(image, street, camvid.palette, 0.5, drivable)
    np.testing.assert_array_equal(frame.overlay, overlay)


@pytest.mark.parametrize('size', [(200, 150), (33, 17), (64, 48), (1, 1)])
def test_an_output_size_gives_what_a_backend_of_that_size_gives(colour_model, camvid, size):
    from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
    from seg_node.backends.options import BackendOptions

    noise = np.random.default_rng(1)
    labels = noise.integers(0, len(camvid), (96, 128), np.uint8)
    labels[60:] = ROAD
    image = camvid.palette[labels] // 2 + noise.integers(0, 128, (96, 128, 3), np.uint8)

    def segment(backend_size, output_size):
        options = BackendOptions(1, network_size=(64, 48), output_size=backend_size)
        with closing(OnnxRuntimeBackend(colour_model, options)) as backend:
            pipeline = Pipeline(backend, PipelineSettings())
            return pipeline.process(image, output_size=output_size)

    theirs, ours = segment(size, None), segment('network', size)
    assert ours.output_size == theirs.output_size == size
    for name in ('mask', 'confidence', 'drivable_area', 'overlay'):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    np.testing.assert_array_equal(ours.set_mask('person'), theirs.set_mask('person'))


def test_the_drivable_area_is_computed_only_if_somebody_asks(pipeline, street, camvid):
    frame = pipeline.process(camvid.palette[street])
    assert frame.mask.any()
    assert frame.seed_is_drivable is None
    assert frame.drivable_area.any()
    assert frame.seed_is_drivable is True


def test_seed_that_is_not_drivable_is_told(pipeline, camvid):
    frame = pipeline.process(camvid.palette[np.full((48, 64), SKY)])
    assert not frame.drivable_area.any()
    assert frame.seed_is_drivable is False


def test_given_class_sets_replace_the_models_own(backend, street, camvid):
    sets = {'tall': ('Building', 'Pedestrian'), 'drivable': ('Sky',)}
    seed = ((0.4, 0.2), (0.6, 0.2), (0.6, 0.3), (0.4, 0.3))
    area = DrivableAreaParameters(seed_polygon=seed)
    pipeline = Pipeline(backend, PipelineSettings(class_sets=sets, drivable=area))
    frame = pipeline.process(camvid.palette[street])
    assert pipeline.set_names == frame.set_names == ('tall', 'drivable')
    np.testing.assert_array_equal(frame.set_mask('tall'), doubled((street == PEDESTRIAN) * 255))
    np.testing.assert_array_equal(frame.drivable_area, doubled((street == SKY) * 255))


def test_published_classes_change_the_mask_and_its_labels_alone(backend, street, camvid):
    image = camvid.palette[street]
    groups = {'flat': ('Road', 'Pavement'), 'moving': ('Pedestrian', 'Car')}
    pipeline = Pipeline(backend, PipelineSettings(published_classes=groups))
    frame = pipeline.process(image)
    expected = np.select([street == ROAD, np.isin(street, (PEDESTRIAN, CAR))], [0, 1], 255)
    np.testing.assert_array_equal(frame.mask, doubled(expected))
    assert frame.mask is frame.mask  # raw and compressed share one
    assert pipeline.labels.names == ('flat', 'moving')

    plain = Pipeline(backend, PipelineSettings())
    assert plain.labels == camvid
    assert pipeline.set_names == plain.set_names
    expected_frame = plain.process(image)
    for name in ('confidence', 'drivable_area', 'overlay'):
        np.testing.assert_array_equal(getattr(frame, name), getattr(expected_frame, name))
    np.testing.assert_array_equal(frame.set_mask('vehicle'), expected_frame.set_mask('vehicle'))


@pytest.mark.parametrize(
    ('raised', 'expected'), [((), ['Car']), (('Car', 'Bicyclist'), ['Car', 'Bicyclist'])]
)
def test_what_stands_on_wheels_is_the_set_vehicle_or_what_is_named(
    backend, camvid, raised, expected
):
    sets = {'drivable': ('Road', 'Pavement')}
    pipeline = Pipeline(backend, PipelineSettings(class_sets=sets, raised_classes=raised))
    states = pipeline.ground_classes.states[: len(camvid)]
    assert [camvid.names[index] for index in np.flatnonzero(states == Ground.RAISED)] == expected
    unsure = [camvid.names[index] for index in np.flatnonzero(states == Ground.UNSURE)]
    assert unsure == ['Road', 'Pavement']


def test_raised_classes_that_the_model_does_not_have(backend):
    with pytest.raises(LabelSetError, match="raised_classes names the class 'Tank', which is not"):
        Pipeline(backend, PipelineSettings(raised_classes=('Tank',)))


def test_set_threshold_is_inclusive(backend, camvid):
    halfway = np.full((48, 64, 3), camvid.palette[[SKY, BUILDING]].mean(axis=0), np.uint8)
    sets = {'drivable': ('Road',), 'sky': ('Sky',)}
    pipeline = Pipeline(backend, PipelineSettings(class_sets=sets))
    (maps,) = backend.infer([halfway], class_set_matrix(camvid, sets))
    probability = int(maps.set_probability[1].min())
    assert 0 < probability < 255
    for threshold, level in ((probability / 255, 255), ((probability + 0.5) / 255, 0)):
        pipeline.change_settings(PipelineSettings(class_sets=sets, set_threshold=threshold))
        assert (pipeline.process(halfway).set_mask('sky') == level).all()


@pytest.mark.parametrize(
    ('sets', 'error', 'reason'),
    [
        ({'drivable': ('Lane',)}, LabelSetError, 'Lane.*choose from Sky, Building'),
        ({'person': ('Pedestrian',)}, ConfigurationError, "no set named 'drivable'"),
        ({'drivable': ()}, LabelSetError, "'drivable' is empty"),
        ({'drivable': ('Road',), 'Big Ones': ('Car',)}, LabelSetError, 'Big Ones'),
    ],
)
def test_class_sets_that_do_not_fit_change_nothing(pipeline, street, camvid, sets, error, reason):
    with pytest.raises(error, match=reason):
        pipeline.change_settings(PipelineSettings(class_sets=sets))
    frame = pipeline.process(camvid.palette[street])
    assert frame.set_names == ('drivable', 'person', 'vehicle')
    assert frame.set_mask('vehicle').any()


def test_a_frame_keeps_the_settings_that_it_was_made_with(pipeline, street, camvid):
    frame = pipeline.process(camvid.palette[street])
    pipeline.change_settings(PipelineSettings(class_sets={'drivable': ('Sky',)}))
    np.testing.assert_array_equal(frame.set_mask('vehicle'), doubled((street == CAR) * 255))


def test_settings_change_between_frames_of_another_thread(pipeline, street, camvid):
    image = camvid.palette[street]
    choices = (
        {'drivable': ('Road',), 'a': ('Car',)},
        {'a': ('Car',), 'b': ('Pedestrian',), 'drivable': ('Road',)},
    )
    is_done = threading.Event()

    def keep_changing():
        while not is_done.is_set():
            for sets in choices:
                pipeline.change_settings(PipelineSettings(class_sets=sets))

    pipeline.change_settings(PipelineSettings(class_sets=choices[0]))
    thread = threading.Thread(target=keep_changing)
    thread.start()
    try:
        car = doubled((street == CAR) * 255)
        seen = set()
        for _ in range(40):
            frame = pipeline.process(image)
            seen.add(frame.set_names)
            np.testing.assert_array_equal(frame.set_mask('a'), car)
    finally:
        is_done.set()
        thread.join()
    assert seen <= {tuple(sets) for sets in choices}


@pytest.fixture
def calibrated(tmp_path, camvid):
    """Open a model that was calibrated for Road alone at 64x48."""
    from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
    from seg_node.backends.options import BackendOptions

    table = RiskTable('drivable', (ROAD,), (64, 48), 'f32', 50, 'a street', ((0.1, 0.25),))
    spec = colour_spec(camvid, risk_tables=(table,))
    path = write_colour_model(tmp_path / 'calibrated.onnx', camvid, spec.to_json())
    backend = OnnxRuntimeBackend(path, BackendOptions(threads=1))
    yield backend
    backend.close()


def test_a_calibrated_rate_gives_the_threshold_of_what_runs(calibrated, camvid):
    between = np.rint(camvid.palette[[ROAD, CAR]].mean(axis=0)).astype(np.uint8)
    image = np.full((48, 64, 3), between, np.uint8)  # half a road
    settings = PipelineSettings(drivable=DrivableAreaParameters(threshold=0.9))
    pipeline = Pipeline(calibrated, settings)
    frame = pipeline.process(image)
    assert frame.chosen == (0.9, None)
    assert not frame.drivable_area.any()

    pipeline.change_settings(replace(settings, max_false_drivable_rate=0.15))
    frame = pipeline.process(image)
    assert frame.chosen == (0.25, '')
    assert frame.drivable_area.all()


def test_a_net_that_runs_otherwise_says_so_frame_by_frame(calibrated, camvid):
    settings = PipelineSettings(max_false_drivable_rate=0.1)
    pipeline = Pipeline(calibrated, settings)
    wide = pipeline.process(np.zeros((32, 96, 3), np.uint8)).chosen
    assert wide.threshold == 0.25
    assert wide.uncalibrated and 'Road at 96x32 in f32 runs' in wide.uncalibrated
    image = np.zeros((48, 64, 3), np.uint8)
    assert pipeline.process(image).chosen.uncalibrated == ''

    pipeline.change_settings(replace(settings, class_sets={'drivable': ('Road', 'Pavement')}))
    other = pipeline.process(image).chosen
    assert other.threshold == 0.25
    assert other.uncalibrated and 'Road,Pavement at 64x48 in f32 runs' in other.uncalibrated


def test_a_rate_that_the_model_has_no_threshold_for_changes_nothing(pipeline, camvid):
    with pytest.raises(ConfigurationError, match='no risk calibration'):
        pipeline.change_settings(PipelineSettings(max_false_drivable_rate=0.1))
    assert pipeline.process(np.zeros((48, 64, 3), np.uint8)).chosen == (0.5, None)


@pytest.fixture
def shows(pipeline, camvid):
    """Ask whether a level picture is drivable: all road, or half road and half car."""
    area = DrivableAreaParameters(threshold=0.3, gain_margin=0.5, memory_s=0.5)
    pipeline.change_settings(PipelineSettings(drivable=area))
    colours = {'road': camvid.palette[ROAD], 'half': camvid.palette[[ROAD, CAR]].mean(axis=0)}

    def ask(name, *stamp_ns):
        frame = pipeline.process(np.full((48, 64, 3), colours[name], np.uint8), *stamp_ns)
        assert (frame.drivable_area == frame.drivable_area[0, 0]).all()
        return bool(frame.drivable_area[0, 0])

    return ask


def test_the_frames_of_a_stream_remember_each_other_and_single_ones_nothing(shows):
    assert shows('road', 0)
    assert shows('half')
    assert shows('half', 1)
    assert not shows('half', 1)  # a second time the same stamp


def test_frames_whose_area_nobody_asks_for_are_not_remembered(pipeline, shows, camvid):
    assert shows('road', 0)
    pipeline.process(camvid.palette[np.full((48, 64), SKY)], 1)
    assert shows('half', 2)
    assert not shows('half', 2 + 500_000_001)


def test_all_outputs_of_a_frame_are_one_step_of_memory(pipeline, shows, camvid):
    assert shows('road', 0)
    image = np.full((48, 64, 3), camvid.palette[[ROAD, CAR]].mean(axis=0), np.uint8)
    frame = pipeline.process(image, 1)
    first = frame.overlay
    assert frame.drivable_area.all()  # a second step with this stamp would have no memory
    np.testing.assert_array_equal(frame.overlay, first)


def test_a_pipeline_forgets_with_a_restart_and_with_other_settings(pipeline, shows):
    assert shows('road', 0)
    pipeline.restart()
    assert not shows('half', 1)
    assert shows('road', 2)
    area = DrivableAreaParameters(threshold=0.32, gain_margin=0.5, memory_s=0.5)
    pipeline.change_settings(PipelineSettings(drivable=area))
    assert not shows('half', 3)
    assert shows('road', 4)
    pipeline.change_settings(PipelineSettings({'drivable': ('Road', 'Sky')}, area))
    assert not shows('half', 5)


def test_without_memory_a_stream_gives_what_single_frames_give(backend, street, camvid):
    area = DrivableAreaParameters(memory_s=0.0)
    pipeline = Pipeline(backend, PipelineSettings(drivable=area))
    noise = np.random.default_rng(0)
    for stamp_ns in range(5):
        image = camvid.palette[street] // 2 + noise.integers(0, 128, (48, 64, 3), np.uint8)
        of_stream, single = pipeline.process(image, stamp_ns), pipeline.process(image)
        np.testing.assert_array_equal(of_stream.drivable_area, single.drivable_area)
        np.testing.assert_array_equal(of_stream.overlay, single.overlay)
