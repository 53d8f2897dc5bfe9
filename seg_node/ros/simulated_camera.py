# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A camera that plays a source of frames."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
import json
from math import inf
import time

import rclpy
from rclpy.duration import Duration
from rclpy.exceptions import NameValidationException
from rclpy.executors import SingleThreadedExecutor
from rclpy.expand_topic_name import expand_topic_name
from rclpy.node import Node
from rclpy.time import Time
from rclpy.validate_full_topic_name import validate_full_topic_name
from rclpy.validate_namespace import validate_namespace
from rclpy.validate_topic_name import validate_topic_name
from sensor_msgs.msg import CameraInfo, Image
from std_msgs.msg import Header, String

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ConfigurationError
from seg_node.ros.dds_profile import apply_profile
from seg_node.ros.image_publisher import ReusedImage
from seg_node.ros.qos import CAMERA_OUTPUT, IMAGE_OUTPUT, LATCHED
from seg_node.ros.spinning import interrupted_by_shutdown, spin_until, start_ros
from seg_node.sources.calibration_file import pinhole_calibration
from seg_node.sources.frame_source import Frame, FRAME_ID, FrameSource

_DELIVERY_TIMEOUT = Duration(seconds=5)
_UNCONFIRMED_DELIVERY_S = 0.5
_NODE_NAME = 'simulated_camera'


@dataclass(frozen=True)
class Playback:
    """
    How a source is played.

    :param rate_hz: frames per second; each frame's stamp is the time it is sent.
    :param reliability: of the images, ``reliable`` or ``best_effort``.
    :param subscribers: that the image must have before the first frame is sent.
    :param truth_subscribers: that the true labels must have.
    :param answer_topic: if given, the next frame waits until an image with the
        stamp of the last one came in there, so that none is lost.
    :param answer_timeout_s: after which it is sent all the same [s].
    :raises ConfigurationError: if the rate is not above 0.
    """

    rate_hz: float
    reliability: str = 'reliable'
    subscribers: int = 0
    truth_subscribers: int = 0
    answer_topic: str = ''
    answer_timeout_s: float = 10.0

    def __post_init__(self) -> None:
        if not 0 < self.rate_hz < inf:
            raise ConfigurationError(f'rate {self.rate_hz}: give frames per second above 0')


def run_camera(
    source: FrameSource, playback: Playback, namespace: str, is_endless: bool
) -> dict[str, float]:
    """
    Play a source until its end or a signal.

    :param source: of the frames.
    :param playback: how they are played.
    :param namespace: of the topics.
    :param is_endless: start again at the end.
    :returns: ``frames_sent`` and the ``seconds`` that it took.
    :raises ConfigurationError: if ROS does not start or does not allow a name.
    """
    namespace = f'/{namespace.strip("/")}'
    _check_names(namespace, playback.answer_topic)
    problem = apply_profile()
    start_ros(['--ros-args', '-r', f'__ns:={namespace}'])
    camera = SimulatedCamera(source, playback)
    if problem:
        camera.get_logger().warning(problem)
    try:
        with suppress(KeyboardInterrupt), interrupted_by_shutdown():
            camera.play()
            while is_endless:
                camera.play()
            camera.finish()
    finally:
        camera.destroy_node()
        rclpy.try_shutdown()
    return {'frames_sent': camera.frames_sent, 'seconds': camera.seconds}


def _check_names(namespace: str, answer_topic: str) -> None:
    try:
        validate_namespace(namespace)
        if answer_topic:
            validate_topic_name(answer_topic)
            full_name = expand_topic_name(answer_topic, _NODE_NAME, namespace)
            validate_full_topic_name(full_name)
    except NameValidationException as error:
        raise ConfigurationError(str(error)) from error


class SimulatedCamera(Node):
    """
    Publishes frames as ``image_raw``, with ``camera_info`` and truth where there is some.

    :param source: of the frames.
    :param playback: how they are played.
    """

    def __init__(self, source: FrameSource, playback: Playback) -> None:
        super().__init__(_NODE_NAME)
        self._source = source
        self._playback = playback
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self)
        self._answered_ns = -1
        self.frames_sent = 0
        self.seconds = 0.0
        """From the first frame sent to a period after the last, over all plays [s]."""
        self._image_message, self._truth_message = ReusedImage(), ReusedImage()
        self._image = self.create_publisher(
            Image, 'image_raw', CAMERA_OUTPUT[playback.reliability]
        )
        self._camera_info = self.create_publisher(CameraInfo, 'camera_info', IMAGE_OUTPUT)
        self._truth = self.create_publisher(Image, 'ground_truth/label', IMAGE_OUTPUT)
        self._label_names = self.create_publisher(String, 'ground_truth/label_names', LATCHED)
        if source.label_set:
            self._label_names.publish(String(data=json.dumps(source.label_set.to_dict())))
        if playback.answer_topic:
            self.create_subscription(Image, playback.answer_topic, self._note_answer, IMAGE_OUTPUT)

    def play(self) -> None:
        """Play the source once, and count what was sent."""
        spin_until(
            self._executor,
            lambda: (
                self._image.get_subscription_count() >= self._playback.subscribers
                and self._truth.get_subscription_count() >= self._playback.truth_subscribers
            ),
        )
        start_s = next_s = time.monotonic()
        try:
            for frame in self._source:
                self._wait_until(next_s)
                stamp = self.get_clock().now()
                self._send(frame, stamp)
                self.frames_sent += 1
                if self._playback.answer_topic:
                    self._wait_for_answer(stamp.nanoseconds)
                # A source that is slower than its rate does not catch up in a burst.
                next_s = max(next_s + 1 / self._playback.rate_hz, time.monotonic())
            self._wait_until(next_s)  # a period belongs to the last frame too
        finally:
            self.seconds += time.monotonic() - start_s

    def finish(self) -> None:
        """Wait until all images have arrived: what is on its way when its sender ends is lost."""
        if self._playback.reliability == 'reliable':
            self._image.wait_for_all_acked(_DELIVERY_TIMEOUT)
        else:
            time.sleep(_UNCONFIRMED_DELIVERY_S)

    def _send(self, frame: Frame, stamp: Time) -> None:
        header = Header(stamp=stamp.to_msg(), frame_id=FRAME_ID)
        # The truth goes first: whoever scores a mask has it when the mask comes.
        if frame.labels is not None:
            self._truth.publish(self._truth_message.fill(frame.labels, header))
        if frame.camera:
            self._camera_info.publish(camera_info_message(frame.camera, header))
        self._image.publish(self._image_message.fill(frame.image, header))

    def _wait_until(self, time_s: float) -> None:
        while (left_s := time_s - time.monotonic()) > 0:
            self._executor.spin_once(timeout_sec=left_s)

    def _wait_for_answer(self, stamp_ns: int) -> None:
        timeout_s = self._playback.answer_timeout_s
        if not spin_until(self._executor, lambda: self._answered_ns >= stamp_ns, timeout_s):
            self.get_logger().warning(
                f'no answer on {self._playback.answer_topic} within {timeout_s:.0f} s: going on'
            )

    def _note_answer(self, message: Image) -> None:
        self._answered_ns = Time.from_msg(message.header.stamp).nanoseconds


def camera_info_message(camera: PinholeCamera, header: Header) -> CameraInfo:
    """Describe a rectified camera."""
    calibration = pinhole_calibration(camera)
    return CameraInfo(
        header=header,
        width=camera.width,
        height=camera.height,
        distortion_model=calibration.distortion_model,
        d=calibration.d.tolist(),
        k=calibration.k,
        r=calibration.r,
        p=calibration.p,
    )
