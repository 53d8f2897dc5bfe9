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
from seg_node.core.ground_grid import GroundGrid, Pose2D
from seg_node.core.ground_mapper import GroundMapper
from seg_node.core.ground_points import ground_points
from seg_node.core.ground_profile import GroundClasses, GroundMaps, Profile
from seg_node.core.image_polygon import Polygon
from seg_node.core.pipeline import SegmentedFrame
from seg_node.core.stamp_order import time_ns
from seg_node.parameters.ground_parameters import GroundParameters
from seg_node.ros.camera_info_subscription import CameraInfoSubscription
from seg_node.ros.grid_publisher import GridPublisher
from seg_node.ros.ground_camera import GroundCamera
from seg_node.ros.ground_messages import grid_message, points_message, scan_message
from seg_node.ros.lifecycle_output import LifecycleOutput
from seg_node.ros.motion_input import MotionInput, RobotPose
from seg_node.ros.transforms import ScanFrame

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


@dataclass(frozen=True)
class _Look:
    """What one frame shows."""

    mapper: GroundMapper
    maps: GroundMaps
    profile: Profile
    pose: RobotPose | None


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
        self._camera = GroundCamera(node, camera_info)
        self._motion = MotionInput(node, parameters)
        self._scan_frame = ScanFrame(node, parameters.broadcast_scan_frame)
        self._grid = GroundGrid(parameters.grid_settings())
        self._grid_output = GridPublisher(node)
        self._scan_output = LifecycleOutput(node, LaserScan, 'drivable_scan')
        self._points_output = LifecycleOutput(node, PointCloud2, 'drivable_points')
        self._watch: Timer | None = None
        self._fault: str | None = None
        self._seed_fault: Exception | None = None
        self._first_seen: tuple[float, float] | None = None
        self._start = 0
        self._parameters = parameters

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
        self._camera.hear(False)
        self._scan_frame.close()
        for output in self._outputs.values():
            output.destroy()

    def change(self, parameters: GroundParameters) -> None:
        """Take other parameters from the next frame on."""
        with self._lock:
            self._parameters = self._motion.parameters = parameters
            if self._grid.settings != parameters.grid_settings():
                self._grid = GroundGrid(parameters.grid_settings())
        self._hear_transforms()

    def seed(self, frame_size: tuple[int, int], header: Header) -> Polygon | None:
        """
        Give the seed of a frame's drivable area, or None where ``seed_polygon`` holds.

        :param frame_size: (width, height) of the frame [px].
        :param header: of the camera's message.
        """
        parameters, self._seed_fault = self._parameters, None
        if parameters.footprint_width == 0:
            return None
        try:
            return self._camera.seed(parameters, header, frame_size)
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
                self._send(self._look(frame, classes, header), frame, header)
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

    def _look(self, frame: SegmentedFrame, classes: GroundClasses, header: Header) -> _Look:
        time_s = time_ns(header.stamp) / 1e9
        mapper = self._camera.mapper(self._parameters, header, frame.frame_size, frame.output_size)
        tilt, pose = self._motion.tilt(time_s), self._motion.pose(time_s)
        maps = GroundMaps(frame.drivable_area, frame.labels, frame.confidence)
        return _Look(mapper, maps, mapper.look(maps, classes, tilt), pose)

    def _send(self, look: _Look, frame: SegmentedFrame, header: Header) -> None:
        parameters, (x, y) = self._parameters, look.mapper.foot
        self._scan_frame.tell(
            parameters.base_frame, parameters.scan_frame, (x, y, parameters.ground_z)
        )
        scan_header = Header(stamp=header.stamp, frame_id=parameters.scan_frame)
        self._note_first_seen(look.mapper)
        if self._scan_output.has_subscribers:
            range_max = parameters.ground_range_max
            scan = scan_message(look.mapper.fan, look.profile, range_max, scan_header)
            self._scan_output.send(scan)
        if self._grid_output.has_subscribers:
            self._send_grid(look, header)
        if self._points_output.has_subscribers:
            maps = look.maps._replace(labels=frame.mask)
            points = ground_points(look.mapper, look.profile, maps, parameters.ground_error())
            self._points_output.send(points_message(points, scan_header))

    def _send_grid(self, look: _Look, header: Header) -> None:
        pose = look.pose
        if pose is None:
            # Nobody knows how cells of the frame before lie to those of this one.
            self._grid.clear()
            pose = RobotPose(self._parameters.base_frame, 0, Pose2D(), 0.0)
        elif pose.start != self._start:
            self._grid.clear()
        self._start = pose.start
        foot = pose.place.ahead(*look.mapper.foot)
        self._grid.update(look.mapper.fan, look.profile, foot, time_ns(header.stamp) / 1e9)
        grid_header = Header(stamp=header.stamp, frame_id=pose.frame)
        z = pose.z + self._parameters.ground_z
        self._grid_output.publish(grid_message(self._grid, grid_header, z))

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
            is_old = output.age_s > self._parameters.ground_timeout_s
            if output.is_known and (is_old or not output.has_subscribers):
                self._take_back()

    def _hear_transforms(self) -> None:
        is_hearing = self._watch is not None
        self._camera.hear(is_hearing and self._parameters.camera_mount() is None)

    def _take_back(self) -> None:
        self._grid.clear()
        self._grid_output.take_back()
