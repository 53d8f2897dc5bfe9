# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A calibrated camera before a node, and a planner behind it."""

from __future__ import annotations

from functools import partial
from typing import Any

from builtin_interfaces.msg import Time
from camera_messages import image_message
from diagnostic_msgs.msg import DiagnosticStatus
from nav_msgs.msg import OccupancyGrid
from node_process import NodeProcess
import numpy as np
from ros_peer import Peer
from sensor_msgs.msg import CameraInfo, Image, LaserScan, PointCloud2
from std_msgs.msg import Header

from seg_node.core.label_set import LabelSet
from seg_node.ros.qos import IMAGE_OUTPUT, LATCHED

WIDTH, HEIGHT = 64, 48
FOCAL_PX, CENTRE = 50.0, (31.5, 23.5)
CAMERA_M = 1.0
"""Height of the camera, which looks straight ahead."""
CAMERA_POSE = f'0.3 0 {CAMERA_M} {-np.pi / 2} 0 {-np.pi / 2}'
FRAME_ID = 'front_camera_optical_frame'
ROAD, BUILDING = 3, 1

_KINDS = {
    'drivable_grid': (OccupancyGrid, LATCHED),
    'drivable_scan': (LaserScan, IMAGE_OUTPUT),
    'drivable_points': (PointCloud2, IMAGE_OUTPUT),
    'segmentation/mask': (Image, IMAGE_OUTPUT),
    'segmentation/drivable_area': (Image, IMAGE_OUTPUT),
}


def camera_info(**changes: Any) -> CameraInfo:
    """Describe the camera."""
    message = CameraInfo(width=WIDTH, height=HEIGHT, distortion_model='plumb_bob', d=[0.0] * 5)
    message.k = [FOCAL_PX, 0.0, CENTRE[0], 0.0, FOCAL_PX, CENTRE[1], 0.0, 0.0, 1.0]
    for name, value in changes.items():
        setattr(message, name, value)
    return message


def row_of(range_m: float) -> float:
    """Say in which row ground straight ahead is seen."""
    return CENTRE[1] + FOCAL_PX * CAMERA_M / range_m


def street(labels: LabelSet, wall_m: float = np.inf) -> Image:
    """Make a frame that is all road up to a wall straight across, or to the horizon."""
    ids = np.full((HEIGHT, WIDTH), ROAD)
    ids[: round(row_of(wall_m))] = BUILDING
    return image_message(labels.palette[ids])


class GroundBench:
    """
    Sends frames with a calibration and hears what is told of the ground.

    :param peer: whose node publishes and subscribes.
    :param node: under test.
    :param outputs: topics that are subscribed to.
    """

    def __init__(self, peer: Peer, node: NodeProcess, *outputs: str) -> None:
        self.peer, self.node = peer, node
        self.info: CameraInfo | None = camera_info()
        create = peer.node.create_publisher
        self._camera = create(Image, node.topic('image'), IMAGE_OUTPUT)
        self._calibration = create(CameraInfo, node.topic('camera_info'), IMAGE_OUTPUT)
        self.heard: dict[str, list[Any]] = {}
        self._subscriptions: dict[str, Any] = {}
        for topic in outputs:
            self.listen(topic)

    def close(self) -> None:
        """End camera and planner."""
        for topic in list(self._subscriptions):
            self.ignore(topic)
        for publisher in (self._camera, self._calibration):
            self.peer.node.destroy_publisher(publisher)

    def listen(self, topic: str) -> None:
        """Subscribe to an output, anew if that was done before."""
        self.ignore(topic)
        kind, qos = _KINDS[topic]
        heard = self.heard[topic] = []
        self._subscriptions[topic] = self.peer.node.create_subscription(
            kind, self.node.topic(topic), partial(_note, heard), qos
        )

    def ignore(self, topic: str) -> None:
        """Subscribe to an output no more."""
        if topic in self._subscriptions:
            self.peer.node.destroy_subscription(self._subscriptions.pop(topic))

    def send(self, frame: Image) -> Time:
        """Publish a frame of now, and give its stamp."""
        header = Header(stamp=self.peer.node.get_clock().now().to_msg(), frame_id=FRAME_ID)
        if self.info:
            self.info.header = header
            self._calibration.publish(self.info)
        frame.header = header
        self._camera.publish(frame)
        return header.stamp

    def show(self, frame: Image, what: Any = bool) -> dict[str, Any]:
        """
        Send a frame again and again, until each output that is listened to tells of a new one.

        :param what: that each message must be, beside new.
        :returns: the newest message of each output.
        """
        stamps: list[Time] = []

        def answers() -> dict[str, Any] | None:
            found = {
                topic: next((m for m in heard if m.header.stamp in stamps and what(m)), None)
                for topic, heard in self.heard.items()
                if topic in self._subscriptions
            }
            return found if all(found.values()) else None

        self.peer.repeat_until(
            lambda: stamps.append(self.send(frame)), answers, f'{list(self.heard)}', self.node
        )
        found = answers()
        assert found
        return found

    def show_until_told(self, frame: Image, reason: str) -> DiagnosticStatus:
        """Send a frame again and again until diagnostics give a reason, and give that report."""
        reports = self.peer.follow(self.node)
        self.peer.repeat_until(
            lambda: self.send(frame),
            lambda: reports.first(lambda report: reason in report.message),
            f"report with '{reason}'",
            self.node,
        )
        report = reports.first(lambda report: reason in report.message)
        assert report
        return report


def _note(heard: list[Any], message: Any) -> None:
    heard.append(message)


def cells_of(grid: OccupancyGrid) -> np.ndarray:
    """View the cells of a grid, (rows of rising y, columns of rising x) int8."""
    return np.array(grid.data, np.int8).reshape(grid.info.height, grid.info.width)


def cell(grid: OccupancyGrid, x: float, y: float) -> int:
    """Give the value of the cell that holds a place in the grid's frame."""
    corner, side = grid.info.origin.position, grid.info.resolution
    return int(cells_of(grid)[int((y - corner.y) / side), int((x - corner.x) / side)])
