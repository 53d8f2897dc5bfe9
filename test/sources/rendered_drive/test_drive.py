# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
import cv2
import numpy as np
import pytest

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import UNLABELLED
from seg_node.sources.rendered_drive.classes import (
    BUILDING,
    CAR,
    PAVEMENT,
    PEDESTRIAN,
    ROAD,
    SKY,
    TREE,
)
from seg_node.sources.rendered_drive.drive import DEFAULT_CAMERA, RenderedDrive

_NEAR_M = 60.0


def rays(frame):
    """Give the world direction of each pixel by the book: (H, W, 3), not normalised."""
    camera, pose = frame.camera, frame.pose
    v, u = np.mgrid[: camera.height, : camera.width].astype(float)
    body = np.stack(
        (np.ones_like(u), -(u - camera.cx) / camera.fx, -(v - camera.cy) / camera.fy), axis=-1
    )
    cos, sin = np.cos, np.sin
    roll = [[1, 0, 0], [0, cos(pose.roll), -sin(pose.roll)], [0, sin(pose.roll), cos(pose.roll)]]
    pitch = [
        [cos(pose.pitch), 0, sin(pose.pitch)],
        [0, 1, 0],
        [-sin(pose.pitch), 0, cos(pose.pitch)],
    ]
    yaw = [[cos(pose.yaw), -sin(pose.yaw), 0], [sin(pose.yaw), cos(pose.yaw), 0], [0, 0, 1]]
    return body @ (np.array(yaw) @ np.array(pitch) @ np.array(roll)).T


def project(frame, points):
    """Project world points (N, 3) to pixels (N, 2) by inverting ``rays`` at its corners."""
    pose, direction = frame.pose, rays(frame)
    # Rays are affine in the pixel, so three of them give the inverse.
    origin, across, down = direction[0, 0], direction[0, 1], direction[1, 0]
    basis = np.column_stack((across - origin, down - origin, origin))
    solved = (np.asarray(points) - (pose.x, pose.y, pose.z)) @ np.linalg.inv(basis).T
    return solved[:, :2] / solved[:, 2:]


@pytest.mark.parametrize('name', ['drive', 'shaken_drive'])
@pytest.mark.parametrize('index', [0, 37])
def test_ground_labels_equal_the_ground_map_at_their_metric_point(name, index, request):
    drive = request.getfixturevalue(name)
    frame = drive.frame(index)
    direction = rays(frame)
    distance = frame.pose.z / np.maximum(-direction[..., 2], 1e-6)
    is_near = (direction[..., 2] < 0) & (distance < _NEAR_M)
    x, y = (
        frame.pose.x + direction[..., 0] * distance,
        frame.pose.y + direction[..., 1] * distance,
    )
    expected = drive.scene.ground_class(x[is_near], y[is_near])
    truth = np.full(frame.labels.shape, UNLABELLED, np.uint8)
    truth[is_near] = expected
    seen = frame.labels == cv2.erode(frame.labels, np.ones((3, 3), np.uint8))
    is_ground = is_near & seen & np.isin(frame.labels, (ROAD, PAVEMENT))
    assert is_ground.sum() > 0.1 * is_ground.size
    assert np.mean(truth[is_ground] == frame.labels[is_ground]) >= 0.99


@pytest.mark.parametrize('name', ['drive', 'shaken_drive'])
def test_kerb_is_where_the_camera_projects_it(name, request):
    drive = request.getfixturevalue(name)
    street, errors = drive.scene.street, []
    for index in range(0, 50, 10):
        frame = drive.frame(index)
        s = frame.pose.x + np.linspace(3, 60, 2000)
        for d in (street.kerb(0), -street.kerb(1)):
            kerb = street.to_world(np.column_stack((s, np.full(2000, d), np.zeros(2000))))
            errors += kerb_errors(frame.labels, project(frame, kerb))
    assert len(errors) > 50
    assert max(errors) <= 1.0


def kerb_errors(labels, pixels, reach=4):
    """Find how far a projected kerb is from where, in each row, road meets pavement [px]."""
    found = []
    rows = np.arange(np.ceil(pixels[-1, 1]), min(pixels[0, 1], labels.shape[0]), dtype=int)
    for row, u in zip(rows, np.interp(-rows, -pixels[:, 1], pixels[:, 0]), strict=True):
        column = round(u)
        if not reach <= column < labels.shape[1] - reach:
            continue
        strip = labels[row, column - reach : column + reach + 1]
        changes = np.flatnonzero(np.diff(strip))
        if np.isin(strip, (ROAD, PAVEMENT)).all() and len(changes) == 1:
            found.append(abs(column - reach + changes[0] + 0.5 - u))
    return found


def test_frames_are_the_same_in_any_order_and_in_every_copy(drive):
    again = RenderedDrive(seed=3)
    late, early = again.frame(30), again.frame(7)
    for frame, index in ((late, 30), (early, 7)):
        expected = drive.frame(index)
        assert np.array_equal(frame.image, expected.image)
        assert (frame.labels == expected.labels).all()
        assert (frame.stamp_ns, frame.pose) == (expected.stamp_ns, expected.pose)


def test_seeds_differ(drive, shaken_drive):
    assert drive.scene.street != shaken_drive.scene.street


def test_iteration_gives_every_frame_in_order(drive):
    source = RenderedDrive(seed=1, frames=3, rate_hz=20.0)
    for _ in range(2):
        frames = list(source)
        assert len(frames) == len(source) == 3
        assert [frame.stamp_ns for frame in frames] == [0, 50_000_000, 100_000_000]


def test_frames_within_the_drive_are_had_by_index(drive):
    np.testing.assert_array_equal(drive[1].image, drive.frame(1).image)
    with pytest.raises(IndexError):
        drive[len(drive)]


def test_frame_is_complete(drive):
    frame = drive.frame(12)
    assert frame.image.shape == (480, 640, 3) and frame.image.dtype == np.uint8
    assert frame.labels.shape == (480, 640) and frame.labels.dtype == np.uint8
    assert frame.camera == DEFAULT_CAMERA and frame.pose is not None
    assert set(np.unique(frame.labels)) <= {*range(len(drive.label_set)), UNLABELLED}


def test_street_shows_what_a_street_has(drive):
    labels = np.stack([drive.frame(index).labels for index in range(0, 100, 10)])
    share = np.bincount(labels.ravel(), minlength=256) / labels.size
    assert 0.2 < share[ROAD] < 0.5
    assert 0.05 < share[SKY] < 0.35
    assert 0.05 < share[BUILDING] + share[TREE] < 0.6
    assert share[CAR] > 0.005 and share[PEDESTRIAN] > 0
    assert share[UNLABELLED] < 0.01


def test_consecutive_frames_look_alike(drive):
    for index in (10, 50):
        one, next_one = drive.frame(index).labels, drive.frame(index + 1).labels
        assert np.mean(one == next_one) > 0.85


def test_camera_of_another_size_sees_the_same_place(drive):
    double = PinholeCamera(width=1280, height=960, fx=1200.0, fy=1200.0, cx=639.5, cy=479.5)
    image, labels = drive.scene.render(double, drive.pose(2.0), 2.0)
    assert image.shape == (960, 1280, 3)
    assert np.mean(labels[::2, ::2] == drive.frame(20).labels) > 0.95


def test_car_nods_and_sways_as_told(shaken_drive):
    poses = [shaken_drive.pose(time) for time in np.arange(0, 5, 0.05)]
    assert np.ptp([pose.pitch for pose in poses]) == pytest.approx(0.04, abs=0.002)
    assert np.ptp([pose.roll for pose in poses]) == pytest.approx(0.06, abs=0.003)


@pytest.mark.parametrize('wrong', [{'frames': 0}, {'rate_hz': 0.0}, {'speed': -1.0}])
def test_impossible_drives_are_refused(wrong):
    with pytest.raises(ConfigurationError, match='rendered drive'):
        RenderedDrive(**wrong)
