# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From one camera message to published outputs, on the inference thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
import time
from typing import Any

import numpy as np
import rclpy
from rclpy.node import Node

from seg_node.core.errors import (
    BuildStoppedError,
    CameraInfoError,
    ImageDecodingError,
    reason_of,
)
from seg_node.core.frame_age import FrameAges, MAX_CLOCK_DIFFERENCE_S
from seg_node.core.frame_exchange import Outcome
from seg_node.core.pipeline import Pipeline
from seg_node.core.pipeline_slot import PipelineSlot
from seg_node.core.rhythm import Rhythm
from seg_node.core.stage_times import StageTimes
from seg_node.core.stamp_order import header_stamp_ns
from seg_node.parameters.parameters import Parameters
from seg_node.ros.camera_decoding import decode_camera_message
from seg_node.ros.ground_outputs import GroundOutputs
from seg_node.ros.output_publishers import OutputPublishers

_WARNING_PERIOD_S = 5.0


@dataclass(frozen=True)
class Arrival:
    """
    A camera message, whence and when it came in.

    :param message: Image or CompressedImage.
    :param topic: that it came in on.
    :param received_ns: by the steady clock [ns].
    """

    message: Any
    topic: str
    received_ns: int

    @property
    def stamp_ns(self) -> int:
        """Stamp of the message [ns]."""
        return header_stamp_ns(self.message)


@dataclass(frozen=True)
class NewestFrame:
    """
    What is worth knowing of the newest frame that was published.

    :param frame_size: its (width, height) [px].
    :param network_size: (width, height) that it was segmented at [px].
    :param output_size: (width, height) of its masks [px].
    :param seed_is_drivable: False if its drivable area is empty for want of a
        seed, None if nobody asked for the area.
    :param drivable_threshold: least probability of a drivable pixel.
    :param uncalibrated: why that does not keep the false-drivable rate asked for; empty if it
        does, None if none was asked for.
    """

    frame_size: tuple[int, int] | None = None
    network_size: tuple[int, int] | None = None
    output_size: tuple[int, int] | None = None
    seed_is_drivable: bool | None = None
    drivable_threshold: float | None = None
    uncalibrated: str | None = None


class FrameProcessor:
    """
    Decodes, segments and publishes one frame after the other.

    :param node: for its clock and log.
    :param slot: of the pipeline, from frame to outputs.
    :param publishers: of the images.
    :param ground: outputs on the ground.
    :param parameters: of the node; may be exchanged between frames.
    :param matched_size: gives the (width, height) of masks, or raises CameraInfoError while it
        is not known; None if the backend knows.
    """

    def __init__(
        self,
        node: Node,
        slot: PipelineSlot,
        publishers: OutputPublishers,
        ground: GroundOutputs,
        parameters: Parameters,
        matched_size: Callable[[], tuple[int, int]] | None = None,
    ) -> None:
        self._logger = node.get_logger()
        self._clock = node.get_clock()
        self._slot = slot
        self._publishers = publishers
        self._ground = ground
        self.parameters = parameters
        self._matched_size = matched_size
        self.times = StageTimes()
        self.output = Rhythm()
        self._ages = FrameAges()
        self.newest = NewestFrame()
        self.faults: dict[Outcome, str] = {}
        """Why the last frame of an outcome was not published."""

    def forget_times(self) -> None:
        """Forget how long frames took, because another model takes another time."""
        self.times = StageTimes()

    def restart(self) -> None:
        """Forget what was known of the camera; its next frame is the first."""
        self.output.restart()
        self._slot.pipeline.restart()
        self._ages = FrameAges()

    def process(self, arrival: Arrival) -> Outcome:
        """Do all that is to be done with one message and say what became of it."""
        try:
            return self._process(arrival)
        except BuildStoppedError as error:  # by deactivate, or the end of the node
            self.faults[Outcome.EXPIRED] = str(error)
            return Outcome.EXPIRED
        except Exception as error:  # the runtime's, or one that nobody foresaw
            # A signal ends ROS under a frame, which then cannot be published.
            if rclpy.ok():
                self.faults[Outcome.FAILED] = fault = reason_of(error)
                self._logger.error(
                    f'{arrival.topic}: frame failed: {fault}',
                    throttle_duration_sec=_WARNING_PERIOD_S,
                )
            return Outcome.FAILED

    def _process(self, arrival: Arrival) -> Outcome:
        if self._is_expired(arrival):
            return Outcome.EXPIRED
        try:
            output_size = self._matched_size() if self._matched_size else None
            with self.times.measure('decode'):
                image = decode_camera_message(arrival.message)
        except (CameraInfoError, ImageDecodingError) as error:
            self.faults[Outcome.REJECTED] = str(error)
            self._logger.warning(
                f'{arrival.topic}: frame rejected: {error}',
                throttle_duration_sec=_WARNING_PERIOD_S,
            )
            return Outcome.REJECTED
        # All outputs of a frame are of one model.
        with self._slot.frame() as pipeline:
            return self._segment(pipeline, image, arrival, output_size)

    def _segment(
        self,
        pipeline: Pipeline,
        image: np.ndarray,
        arrival: Arrival,
        output_size: tuple[int, int] | None,
    ) -> Outcome:
        height, width, _ = image.shape
        seed = self._ground.seed((width, height), arrival.message.header)
        with self.times.measure('infer') as infer:
            frame = pipeline.process(image, arrival.stamp_ns, output_size, seed)
        infer_s = infer.time_ms / 1000
        max_age_s = self.parameters.max_age_s
        if 0 < max_age_s < infer_s:  # as when an engine was built
            fault = f'segmenting took {infer_s:.2f} s, max_age_s is {max_age_s}'
            self.faults[Outcome.EXPIRED] = fault
            return Outcome.EXPIRED
        with self.times.measure('publish'):
            self._publishers.publish(frame, arrival.message.header)
        with self.times.measure('ground'):
            self._ground.publish(frame, pipeline.ground_classes, arrival.message.header)
        total_ms = (time.monotonic_ns() - arrival.received_ns) / 1e6
        self.times.record('total', total_ms)
        self.times.record('overhead', total_ms - infer.time_ms)
        self.output.note()
        self.newest = NewestFrame(
            frame_size=frame.frame_size,
            network_size=pipeline.backend.network_size(frame.frame_size),
            output_size=frame.output_size,
            seed_is_drivable=frame.seed_is_drivable,
            drivable_threshold=frame.chosen.threshold,
            uncalibrated=frame.chosen.uncalibrated,
        )
        return Outcome.PROCESSED

    def _is_expired(self, arrival: Arrival) -> bool:
        max_age_s = self.parameters.max_age_s
        if max_age_s == 0:
            return False
        age = self._ages.age(
            arrival.stamp_ns,
            self._clock.now().nanoseconds,
            arrival.received_ns,
            time.monotonic_ns(),
        )
        if not age.is_stamp_trusted:
            self._logger.warning(
                f'{arrival.topic}: stamp {arrival.stamp_ns / 1e9:.3f} s is more than '
                f"{MAX_CLOCK_DIFFERENCE_S:.0f} s from the node's clock, so frames age from "
                'their reception: set use_sim_time for a bag, or synchronise the clocks',
                throttle_duration_sec=_WARNING_PERIOD_S,
            )
        if age.age_s <= max_age_s:
            return False
        fault = f'{age.age_s:.2f} s old, max_age_s is {max_age_s}'
        self.faults[Outcome.EXPIRED] = fault
        self._logger.warning(
            f'{arrival.topic}: frame expired: {fault}', throttle_duration_sec=_WARNING_PERIOD_S
        )
        return True
