# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What recorded frames show of the ground, from the messages around them in a bag."""

from contextlib import closing
from dataclasses import replace
from math import pi
from typing import Any

from bag_messages import image, patched, record, SECOND
import numpy as np
import pytest
from recorded_motion import header, imu, odometry, tf_message, transform

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import CameraInfoError, ConfigurationError, MountingError
from seg_node.core.ground_grid import FREE, OCCUPIED, UNKNOWN
from seg_node.core.pipeline import Pipeline
from seg_node.parameters.parameter_file import make_parameters
from seg_node.replay.drive import Drive
from seg_node.replay.ground.recorded_ground import RecordedGround
from seg_node.replay.ground.recorded_topics import find_topics, parse_remaps
from seg_node.sources.bag import BagSource
from seg_node.sources.frame_source import Frame
from seg_node.sources.message_making import make, make_camera_info

pytest.importorskip('onnxruntime')

WIDTH, HEIGHT, FOCAL_PX = 64, 48, 50.0
CAMERA = PinholeCamera(WIDTH, HEIGHT, FOCAL_PX, FOCAL_PX, 31.5, 23.5)
AHEAD = f'0.3 0 1 {-pi / 2} 0 {-pi / 2}'
FORWARD = make('geometry_msgs/msg/Quaternion', x=-0.5, y=0.5, z=-0.5, w=0.5)
BASE: dict[str, Any] = {
    'threads': 1,
    'ground_range_max': 8.0,
    'drivable_memory_s': 0.0,
    'seed_polygon': [0.3, 1.0, 0.7, 1.0, 0.6, 0.95, 0.4, 0.95],
}


def street(camvid, wall_m=np.inf):
    """Draw road up to a wall straight across, seen from a height of 1 m."""
    picture = np.full((HEIGHT, WIDTH), 3)
    picture[: round(23.5 + FOCAL_PX / wall_m)] = 1
    return camvid.palette[picture]


def static_transform():
    return tf_message(transform('base_link', 'camera', (0.3, 0, 1), FORWARD))


def drive(path, camvid, *extra, walls=(np.inf,) * 3, info_s=1.0):
    """Record a frame a second from 1 s on, 0.2 s after its stamp."""
    messages = [
        ('/front/camera_info', round(info_s * SECOND), make_camera_info(header(info_s), CAMERA))
    ]
    for time_s, wall_m in enumerate(walls, start=1):
        frame = image(time_s * SECOND, street(camvid, wall_m), 'rgb8', 'camera')
        messages.append(('/front/image_raw', round((time_s + 0.2) * SECOND), frame))
    messages += [(topic, round(time_s * SECOND), message) for topic, time_s, message in extra]
    return BagSource(record(path, sorted(messages, key=lambda entry: entry[1])))


@pytest.fixture
def looks(colour_model):
    """Look at all frames of a bag, and give the maps of each."""

    def look(source, remaps=(), **values):
        parameters = make_parameters(BASE | {'model': str(colour_model)} | values)
        topics = find_topics(source.bag, source.topic, parameters, parse_remaps(remaps), True)
        ground = RecordedGround(parameters, True, source, topics)
        with closing(open_backend('onnxruntime', colour_model, BackendOptions(1))) as backend:
            pipeline = Pipeline(backend, parameters.pipeline_settings())
            for frame in source:
                size, seed = ground.prepare(frame)
                segmented = pipeline.process(frame.image, frame.stamp_ns, size, seed)
                found = ground.look(segmented, pipeline.ground_classes, frame)
                assert found
                yield found.messages(make, segmented.mask, header(frame.stamp_ns / SECOND).stamp)

    return look


def cell(grid, x, y):
    column = int((x - grid.info.origin.position.x) / grid.info.resolution)
    row = int((y - grid.info.origin.position.y) / grid.info.resolution)
    return grid.data.reshape(grid.info.height, grid.info.width)[row, column]


def test_ground_is_free_up_to_a_wall_where_tf_tells_the_camera(looks, camvid, tmp_path):
    # Static transforms hold also before they were recorded.
    source = drive(tmp_path / 'bag', camvid, ('/tf_static', 9, static_transform()), walls=(5.0,))
    (messages,) = looks(source)
    grid, scan = messages['drivable_grid'], messages['drivable_scan']
    assert (grid.header.frame_id, scan.header.frame_id) == ('base_link', 'camera_foot')
    assert (grid.header.stamp.sec, grid.header.stamp.nanosec) == (1, 0)
    assert cell(grid, 4, 0) == FREE
    assert cell(grid, 5.35, 0) == OCCUPIED
    assert cell(grid, 7, 0) == UNKNOWN
    assert scan.ranges[len(scan.ranges) // 2] == pytest.approx(5, rel=0.05)
    assert messages['drivable_points'].width > 0


def test_the_grid_is_gathered_where_odometry_says_that_the_robot_is(looks, camvid, tmp_path):
    moves = [('/odom', time_s, odometry(time_s, x=2 * time_s)) for time_s in (1, 1.5, 2, 2.5, 3)]
    source = drive(tmp_path / 'bag', camvid, *moves, walls=(np.inf, np.inf, 3.0))
    grids = [
        messages['drivable_grid']
        for messages in looks(source, camera_pose=AHEAD, use_odometry=True)
    ]
    assert {grid.header.frame_id for grid in grids} == {'odom'}
    assert cell(grids[0], 2 + 4, 0) == FREE
    # The blind zone before the robot was seen free from farther back.
    assert cell(grids[2], 6 + 1, 0) == FREE
    # One look takes away what two saw, and does not make it an obstacle yet.
    assert (cell(grids[1], 6 + 3.4, 0), cell(grids[2], 6 + 3.4, 0)) == (FREE, UNKNOWN)


def test_an_imu_tells_the_lean_of_each_frame(looks, camvid, tmp_path):
    leans = [
        ('/imu', time_s, imu(time_s, pitch)) for time_s, pitch in ((1, 0.0), (2, 0.1), (3, 0))
    ]
    source = drive(tmp_path / 'bag', camvid, *leans, walls=(4.0,) * 3)
    tilted = {'tilt_source': 'imu', 'slope_memory_s': 0.0}
    ranges = [
        messages['drivable_scan'].ranges[90]
        for messages in looks(source, camera_pose=AHEAD, **tilted)
    ]
    assert ranges[0] == pytest.approx(ranges[2])
    assert ranges[1] < 0.9 * ranges[0]


def test_masks_get_the_size_of_the_depth_camera(colour_model, camvid, tmp_path):
    depth = make_camera_info(header(1.0), replace(CAMERA, width=32, height=24))
    source = drive(tmp_path / 'bag', camvid, ('/depth/camera_info', 1.0, depth))
    parameters = make_parameters(BASE | {'model': str(colour_model), 'output_size': 'match'})
    topics = find_topics(source.bag, source.topic, parameters, {}, False)
    ground = RecordedGround(parameters, False, source, topics)
    assert ground.prepare(next(iter(source))).output_size == (32, 24)
    early = RecordedGround(parameters, False, source, topics)
    with pytest.raises(CameraInfoError, match='no message yet'):
        early.prepare(replace(next(iter(source)), recorded_ns=0))


def test_a_footprint_gives_the_seed(colour_model, camvid, tmp_path):
    source = drive(tmp_path / 'bag', camvid)
    values = BASE | {'model': str(colour_model), 'footprint_width': 0.6, 'camera_pose': AHEAD}
    parameters = make_parameters(values)
    topics = find_topics(source.bag, source.topic, parameters, {}, False)
    seed = RecordedGround(parameters, False, source, topics).prepare(next(iter(source))).seed
    assert seed and min(y for _, y in seed) > 0.5


def test_frames_without_messages_bring_their_camera(colour_model, camvid):
    frame = Frame(street(camvid), SECOND, '0', camera=CAMERA)
    values = BASE | {'model': str(colour_model), 'camera_pose': AHEAD, 'footprint_width': 0.6}
    parameters = make_parameters(values)
    ground = RecordedGround(parameters, True)
    with closing(open_backend('onnxruntime', colour_model, BackendOptions(1))) as backend:
        pipeline = Pipeline(backend, parameters.pipeline_settings())
        classes, segmented = pipeline.ground_classes, pipeline.process(frame.image)
        assert ground.prepare(frame).seed
        assert ground.look(segmented, classes, frame)
        assert ground.prepare(replace(frame, camera=None)).seed is None
        with pytest.raises(CameraInfoError, match='the camera of the frames: no message yet'):
            ground.look(segmented, classes, frame)


def test_what_is_not_recorded_is_told(looks, camvid, tmp_path):
    source = drive(tmp_path / 'bag', camvid)
    with pytest.raises(MountingError, match="no transform from 'camera' to 'base_link'"):
        next(looks(source))
    late = drive(tmp_path / 'late', camvid, info_s=2.0)
    with pytest.raises(CameraInfoError, match='/front/camera_info: no message yet'):
        next(looks(late, camera_pose=AHEAD))


def test_a_message_that_cannot_be_taken_apart_costs_one_frame_its_ground(
    colour_model, camvid, tmp_path
):
    moves = [
        ('/odom', time_s, odometry(time_s, x=time_s, child=child))
        for time_s, child in ((1, 'base_link'), (2, 'twisted_'), (3, 'base_link'))
    ]
    drive(tmp_path / 'bag', camvid, *moves)
    source = BagSource(patched(tmp_path / 'bag', b'twisted_', b'twisted\xff'))
    values = {'model': str(colour_model), 'camera_pose': AHEAD, 'use_odometry': True}
    parameters = make_parameters(BASE | values)
    topics = find_topics(source.bag, source.topic, parameters, {}, True)
    ground = RecordedGround(parameters, True, source, topics)
    with closing(open_backend('onnxruntime', colour_model, BackendOptions(1))) as backend:
        replayed = Drive(source, Pipeline(backend, parameters.pipeline_settings()), ground)
        is_known = [step.ground is not None for step in replayed]
    assert is_known == [True, False, True]
    assert replayed.faults.counts == {'ground is not known': 1}
    (fault,) = replayed.faults.to_dict()['ground is not known']['first']
    assert fault.startswith('frame 1: the message of /odom that was recorded at 2000000000 ns')


@pytest.mark.parametrize(
    ('remaps', 'values', 'reason'),
    [
        ((), {'tilt_source': 'imu'}, 'imu needs a topic of .*Imu, and the bag has 0 of them'),
        ((), {'use_odometry': True}, 'the bag has 2 of them: give --remap odometry:=TOPIC with'),
        (('odometry:=/imu',), {'use_odometry': True}, '/imu is none: give .* of /odom, /slam'),
        (('scan:=/scan',), {}, "'scan:=/scan' is no remap"),
        (('imu=/imu',), {}, "'imu=/imu' is no remap"),
    ],
)
def test_topics_that_are_not_clear(looks, camvid, tmp_path, remaps, values, reason):
    both = [(topic, 1.0, odometry(1.0, x=0)) for topic in ('/odom', '/slam')]
    source = drive(tmp_path / 'bag', camvid, *both)
    with pytest.raises(ConfigurationError, match=reason):
        next(looks(source, remaps, camera_pose=AHEAD, **values))


def test_a_remap_chooses(looks, camvid, tmp_path):
    both = [(topic, 1.0, odometry(1.0, x=x)) for topic, x in (('/odom', 0), ('/slam', 100))]
    source = drive(tmp_path / 'bag', camvid, *both)
    remaps, values = ['odometry:=/slam'], {'camera_pose': AHEAD, 'use_odometry': True}
    grid = next(looks(source, remaps, **values))['drivable_grid']
    assert cell(grid, 104, 0) == FREE
