# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that exists between configure and cleanup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
import time
from typing import Any

from rclpy.lifecycle import LifecycleNode

from seg_node.core.frame_exchange import FrameExchange
from seg_node.core.frame_loss import FrameLoss
from seg_node.core.rhythm import Rhythm
from seg_node.core.stamp_order import StampOrder
from seg_node.parameters.parameters import Parameters
from seg_node.ros.camera_subscription import CameraSubscription
from seg_node.ros.frame_processor import Arrival, FrameProcessor
from seg_node.ros.ground_outputs import GroundOutputs
from seg_node.ros.inference_thread import InferenceThread
from seg_node.ros.matched_size import MatchedSize
from seg_node.ros.node_state import NodeState
from seg_node.ros.served_model import ServedModel


class SegmentationSession:
    """
    A model that is open, its publishers and, while started, camera and thread.

    :param node: that publishes and subscribes.
    :param parameters: of the node.
    :param on_progress: takes what is being done while an engine is built.
    :raises SegNodeError: if model or parameters cannot be used; nothing stays open then.
    """

    def __init__(
        self,
        node: LifecycleNode,
        parameters: Parameters,
        on_progress: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._node = node
        self._exchange: FrameExchange[Arrival] = FrameExchange()
        self._input = Rhythm()
        self._stamps = StampOrder()
        self._camera: CameraSubscription | None = None
        self._thread: InferenceThread[Arrival] | None = None
        self._served = ServedModel(node, parameters, on_progress)
        self._ground = GroundOutputs(node, parameters, self._served.publishers.camera_info.camera)
        self._matched_size = MatchedSize(node) if parameters.is_output_matched else None
        self._processor = FrameProcessor(
            node,
            self._served.slot,
            self._served.publishers,
            self._ground,
            parameters,
            self._matched_size,
        )

    @property
    def parameters(self) -> Parameters:
        """Parameters that hold for frames now; others may be set for a model that is loaded."""
        return self._served.parameters

    @property
    def is_swapping(self) -> bool:
        """Whether another model is to replace the one that runs; ``follow_swap`` is due then."""
        return self._served.is_swapping

    def start(self) -> None:
        """Subscribe to the camera and segment what comes."""
        self._input.restart()
        self._processor.restart()
        self._served.let_build(True)
        try:
            self._camera = CameraSubscription(
                self._node,
                self.parameters.image_transport,
                self.parameters.input_qos,
                self._hand_over,
            )
            self._served.publishers.camera_info.subscribe()
            if self._matched_size:
                self._matched_size.subscribe()
            self._ground.start()
            self._thread = InferenceThread(self._exchange, self._processor.process)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Drop the subscription and let the frame in work finish; the model stays open."""
        if self._camera is not None:
            self._camera.close()
            self._camera = None
        self._served.publishers.camera_info.unsubscribe()
        if self._matched_size:
            self._matched_size.unsubscribe()
        if self._thread is not None:
            self._served.let_build(False)
            self._thread.stop()
            self._thread = None
        self._ground.stop()

    def close(self) -> None:
        """Stop, and give back everything; waits for a model that is being loaded."""
        self.stop()
        self._ground.destroy()
        self._served.close()

    def change(self, changes: Mapping[str, Any]) -> None:
        """
        Take live parameters; see ``ServedModel.change``.

        :raises SegNodeError: if a value cannot be used; nothing changes then.
        """
        self._served.change(changes, self._processor.newest.frame_size)
        self._hand_on_parameters()

    def follow_swap(self) -> None:
        """
        Let a model that was loaded aside take its place; called often while there is one.

        :raises SegNodeError: if it cannot be loaded; the old one goes on.
        """
        if self._served.follow_swap():
            self._hand_on_parameters()
            self._processor.forget_times()

    def poll(self) -> None:
        """Follow the camera's publishers; called about once a second."""
        if self._camera is not None:
            self._camera.poll()

    def describe(self, state: NodeState) -> NodeState:
        """Add what diagnostics tell of a session to the state of its node."""
        return replace(
            self._served.describe(state),
            topic=self._camera.topic if self._camera else '',
            publisher_count=self._camera.publisher_count if self._camera else 0,
            input_pace=self._input.pace(),
            output_pace=self._processor.output.pace(),
            loss=self._camera.loss if self._camera else FrameLoss(),
            stamp_faults=self._stamps.counts(),
            counts=self._exchange.counts(),
            stage_ms=self._processor.times.percentiles(),
            newest=self._processor.newest,
            size_doubt=self._size_doubt(),
            ground=self._ground.report(),
            faults=dict(self._processor.faults),
        )

    def _hand_on_parameters(self) -> None:
        self._processor.parameters = self.parameters
        self._ground.change(self.parameters)

    def _size_doubt(self) -> str | None:
        matched_size = self._matched_size
        return matched_size.doubt(self._processor.newest.frame_size) if matched_size else None

    def _hand_over(self, message: Any, topic: str) -> None:
        arrival = Arrival(message, topic, time.monotonic_ns())
        self._input.note()
        self._stamps.observe(arrival.stamp_ns)
        self._exchange.offer(arrival)
