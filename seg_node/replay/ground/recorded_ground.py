# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The node's outputs on the ground, for recorded frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from seg_node.core.camera_info import CameraInfoMessage, image_size
from seg_node.core.errors import CameraInfoError, SegNodeError, SourceError
from seg_node.core.ground_profile import GroundClasses
from seg_node.core.image_polygon import Polygon
from seg_node.core.pipeline import SegmentedFrame
from seg_node.ground.camera_transforms import CameraTransforms
from seg_node.ground.ground_camera import GroundCamera
from seg_node.ground.ground_view import GroundView
from seg_node.ground.robot_motion import RobotMotion
from seg_node.ground.transform_tree import TransformTree
from seg_node.parameters.parameters import Parameters
from seg_node.replay.ground.ground_frame import GroundFrame
from seg_node.replay.ground.recorded_topics import RecordedTopics
from seg_node.sources.bag import BagSource
from seg_node.sources.bag_layout import TF_TOPIC
from seg_node.sources.bag_reader import StoredMessage
from seg_node.sources.frame_source import Frame
from seg_node.sources.message_making import make_camera_info
from seg_node.sources.timed_messages import TimedMessages

# The node asks for motion when net and maps are through, and has heard so much more by then.
_HEARD_LATER_NS = 50_000_000


class RecordedInfo:
    """
    The newest CameraInfo of a camera.

    :param topic: its name, for faults.
    """

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.newest: CameraInfoMessage | None = None

    def take(self, message: CameraInfoMessage) -> None:
        """Take the next one."""
        self.newest = message

    def require(self) -> CameraInfoMessage:
        """
        Give the newest one.

        :raises CameraInfoError: if none came yet.
        """
        if self.newest is None:
            raise CameraInfoError('no message yet: record it from before the first image on')
        return self.newest


class Stamp(NamedTuple):
    """The fields of a builtin_interfaces/Time."""

    sec: int
    nanosec: int


class FrameHeader(NamedTuple):
    """The fields of a std_msgs/Header."""

    stamp: Stamp
    frame_id: str


class Preparation(NamedTuple):
    """
    What a frame is to be segmented with.

    :param output_size: (width, height) of its masks [px]; None for the pipeline's own.
    :param seed: of its drivable area; None for that of the parameters.
    """

    output_size: tuple[int, int] | None = None
    seed: Polygon | None = None


class RecordedGround:
    """
    Looks at the frames of one drive after the other, and hears what lies between them in a bag.

    :param parameters: of the node.
    :param is_wanted: whether outputs on the ground are wanted, beside seed and output size.
    :param source: of the frames, if that is a bag; else frames bring their camera with them.
    :param topics: of the bag.
    :raises SourceError: if the bag cannot be read.
    """

    def __init__(
        self,
        parameters: Parameters,
        is_wanted: bool,
        source: BagSource | None = None,
        topics: RecordedTopics | None = None,
    ) -> None:
        topics = topics or RecordedTopics()
        self._is_wanted = is_wanted
        self._fault: SegNodeError | None = None
        self._lens = RecordedInfo(topics.camera_info or 'the camera of the frames')
        self._depth = RecordedInfo(topics.depth) if topics.depth else None
        motion, self._tree = RobotMotion(parameters, topics.imu, topics.odometry), TransformTree()
        camera = GroundCamera(self._lens)
        camera.transforms = CameraTransforms(self._tree.look_up)
        self._view = GroundView(parameters, camera, motion)
        takers: dict[str, Callable[[Any], None]] = {
            TF_TOPIC: partial(self._tree.take, is_static=False),
            topics.camera_info: self._lens.take,
            topics.imu: motion.take_imu,
            topics.odometry: motion.take_odometry,
        }
        if self._depth:
            takers[topics.depth] = self._depth.take
        self._takers = {topic: take for topic, take in takers.items() if topic}
        self._messages = TimedMessages(iter(()) if source is None else self._open(source))

    def prepare(self, frame: Frame) -> Preparation:
        """
        Hear what the node would have heard by the time that a frame is segmented.

        :raises SourceError: if the bag cannot be read.
        :raises CameraInfoError: if the depth camera does not tell the size of masks.
        """
        self._fault = None
        if frame.recorded_ns is None:
            camera = frame.camera
            self._lens.newest = make_camera_info(_header_of(frame), camera) if camera else None
        else:
            for stored in self._messages.until(frame.recorded_ns + _HEARD_LATER_NS):
                self._take(stored)
        output_size = image_size(self._depth.require()) if self._depth else None
        return Preparation(output_size, self._seed(frame))

    def look(
        self, segmented: SegmentedFrame, classes: GroundClasses, frame: Frame
    ) -> GroundFrame | None:
        """
        Find out what a frame shows of the ground; None if nobody wants it.

        :param classes: what its labels tell of the ground.
        :raises SegNodeError: as ``GroundView`` does for seed and look, or for a message that
            cannot be taken apart.
        """
        if self._fault:
            raise self._fault
        if not self._is_wanted:
            return None
        header = _header_of(frame)
        look = self._view.look(segmented, classes, header)
        return GroundFrame(self._view, look, self._view.gather(look, header))

    def _take(self, stored: StoredMessage) -> None:
        try:
            self._takers[stored.topic](stored.message())
        except SourceError as error:  # masks go on, and ``look`` tells it
            self._fault = error

    def _seed(self, frame: Frame) -> Polygon | None:
        height, width, _ = frame.image.shape
        try:
            return self._view.seed((width, height), _header_of(frame))
        except SegNodeError as error:  # masks go on, and ``look`` tells it
            self._fault = error
            return None

    def _open(self, source: BagSource) -> Iterator[StoredMessage]:
        # Static transforms hold at all times, whenever they were said.
        for stamped in source.static_transforms():
            self._tree.take(stamped.message, is_static=True)
        return source.bag.stored(list(self._takers))


def _header_of(frame: Frame) -> FrameHeader:
    return FrameHeader(Stamp(*divmod(frame.stamp_ns, 10**9)), frame.frame_id)
