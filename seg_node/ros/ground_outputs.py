# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What frames show of the ground: a grid, a scan and points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import threading

from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode
from rclpy.timer import Timer
from sensor_msgs.msg import LaserScan, PointCloud2
from std_msgs.msg import Header

from seg_node.core.errors import reason_of
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_profile import GroundClasses
from seg_node.core.image_polygon import Polygon
from seg_node.core.pipeline import SegmentedFrame
from seg_node.ground.ground_camera import GroundCamera
from seg_node.ground.ground_view import GroundLook, GroundView
from seg_node.parameters.ground_parameters import GroundParameters
from seg_node.ros.camera_info_subscription import CameraInfoSubscription
from seg_node.ros.grid_publisher import GridPublisher
from seg_node.ros.ground_messages import grid_message, points_message, scan_message
from seg_node.ros.lifecycle_output import LifecycleOutput
from seg_node.ros.motion_input import MotionInput
from seg_node.ros.transforms import HeardTransforms, open_transforms, ScanFrame

_WARNING_PERIOD_S = 5.0
_WATCH_PERIOD_S = 0.1


@dataclass(frozen=True)
class GroundReport:
    """
    What diagnostics tell of the outputs on the ground.

    :param subscribed: those that somebody hears.
    :param fault: why nothing is known of the ground, or None.
    :param first_seen: least and greatest range at which ground comes into view [m], or None.
    """

    subscribed: Sequence[str] = ()
    fault: str | None = None
    first_seen: tuple[float, float] | None = None


class GroundOutputs:
    """
    Publishers of everything that is told of the ground; what nobody hears is not computed.

    Frames come on the inference thread, all else on the executor's.

    :param node: that publishes.
    :param parameters: of the node.
    :param camera_info: that hears the camera's calibration.
    """

    def __init__(
        self,
        node: LifecycleNode,
        parameters: GroundParameters,
        camera_info: CameraInfoSubscription,
    ) -> None:
        self._node = node
        self._lock = threading.Lock()
        self._camera = GroundCamera(camera_info)
        self._motion = MotionInput(node, parameters)
        self._view = GroundView(parameters, self._camera, self._motion)
        self._transforms: HeardTransforms | None = None
        self._scan_frame = ScanFrame(node, parameters.broadcast_scan_frame)
        self._grid_output = GridPublisher(node)
        self._scan_output = LifecycleOutput(node, LaserScan, 'drivable_scan')
        self._points_output = LifecycleOutput(node, PointCloud2, 'drivable_points')
        self._watch: Timer | None = None
        self._fault: str | None = None
        self._seed_fault: Exception | None = None
        self._first_seen: tuple[float, float] | None = None

    def start(self) -> None:
        """Hear how the robot moves, and watch for a grid that grows old."""
        self._fault = None
        self._motion.subscribe()
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self._watch = self._node.create_timer(_WATCH_PERIOD_S, self._check_age, clock=steady)
        self._hear_transforms()

    def stop(self) -> None:
        """Take back what is known; no frame may be under way."""
        if self._watch is not None:
            self._node.destroy_timer(self._watch)
            self._watch = None
        self._motion.unsubscribe()
        self._hear_transforms()
        with self._lock:
            self._take_back()

    def destroy(self) -> None:
        """Stop, and end the publishers."""
        self.stop()
        self._grid_output.finish()
        self._scan_frame.close()
        for output in self._outputs.values():
            output.destroy()

    def change(self, parameters: GroundParameters) -> None:
        """Take other parameters from the next frame on."""
        with self._lock:
            self._view.change(parameters)
        self._hear_transforms()

    def seed(self, frame_size: tuple[int, int], header: Header) -> Polygon | None:
        """
        Give the seed of a frame's drivable area, or None where ``seed_polygon`` holds.

        :param frame_size: (width, height) of the frame [px].
        :param header: of the camera's message.
        """
        self._seed_fault = None
        try:
            return self._view.seed(frame_size, header)
        except Exception as error:  # also one that nobody foresaw: masks go on
            self._seed_fault = error
            return None

    def publish(self, frame: SegmentedFrame, classes: GroundClasses, header: Header) -> None:
        """
        Publish what a frame shows of the ground, or warn that it is not known.

        :param frame: segmented.
        :param classes: what its labels tell of the ground.
        :param header: of the camera's message.
        """
        if not (self._subscribed or self._seed_fault):
            return
        with self._lock:
            try:
                if self._seed_fault:
                    raise self._seed_fault
                self._send(self._view.look(frame, classes, header), frame, header)
                self._fault = None
            except Exception as error:  # also one that nobody foresaw: masks go on
                self._fail(error)

    def _fail(self, error: Exception) -> None:
        if not self._node.context.ok():  # a signal ends ROS under a frame
            raise error
        self._fault = reason_of(error)
        self._node.get_logger().warning(
            f'nothing is known of the ground: {self._fault}',
            throttle_duration_sec=_WARNING_PERIOD_S,
        )
        self._take_back()

    def report(self) -> GroundReport:
        """Give what diagnostics tell."""
        subscribed = self._subscribed
        is_wanted = subscribed or self._seed_fault
        return GroundReport(subscribed, self._fault if is_wanted else None, self._first_seen)

    @property
    def _outputs(self) -> dict[str, LifecycleOutput]:
        return {
            'drivable_grid': self._grid_output,
            'drivable_scan': self._scan_output,
            'drivable_points': self._points_output,
        }

    @property
    def _subscribed(self) -> list[str]:
        return [topic for topic, output in self._outputs.items() if output.has_subscribers]

    def _send(self, look: GroundLook, frame: SegmentedFrame, header: Header) -> None:
        parameters = self._view.parameters
        self._scan_frame.tell(*self._view.scan_place(look))
        scan_header = Header(stamp=header.stamp, frame_id=parameters.scan_frame)
        self._note_first_seen(look.mapper)
        if self._scan_output.has_subscribers:
            range_max = parameters.ground_range_max
            scan = scan_message(look.mapper.fan, look.profile, range_max, scan_header)
            self._scan_output.send(scan)
        if self._grid_output.has_subscribers:
            self._send_grid(look, header)
        if self._points_output.has_subscribers:
            points = self._view.points(look, frame.mask)
            self._points_output.send(points_message(points, scan_header))

    def _send_grid(self, look: GroundLook, header: Header) -> None:
        pose = self._view.gather(look, header)
        grid_header = Header(stamp=header.stamp, frame_id=pose.frame)
        z = pose.z + self._view.parameters.ground_z
        self._grid_output.publish(grid_message(self._view.grid, grid_header, z))

    def _note_first_seen(self, mapper: GroundMapper) -> None:
        near, far = mapper.comes_into_view
        if self._first_seen != (near, far):
            self._first_seen = near, far
            self._node.get_logger().info(
                f'ground comes into view {near:.2f} to {far:.2f} m from the camera: give costmaps '
                'a raytrace_min_range of the latter and two of their cells',
                throttle_duration_sec=_WARNING_PERIOD_S,
            )

    def _check_age(self) -> None:
        """Take back a grid that is old, or that nobody hears and a late subscriber would get."""
        output = self._grid_output
        with self._lock:
            is_old = output.age_s > self._view.parameters.ground_timeout_s
            if output.is_known and (is_old or not output.has_subscribers):
                self._take_back()

    def _hear_transforms(self) -> None:
        """Hear TF while nothing else tells the mounting; on the executor's thread."""
        is_wanted = self._watch is not None and self._view.parameters.camera_mount() is None
        heard = self._transforms
        if is_wanted and heard is None:
            self._camera.transforms = self._transforms = open_transforms(self._node)
        elif not is_wanted and heard is not None:
            self._camera.transforms = self._transforms = None
            heard.close()

    def _take_back(self) -> None:
        self._view.grid.clear()
        self._grid_output.take_back()
