# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that exists between configure and cleanup."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
import time
from typing import Any

import numpy as np
from rclpy.lifecycle import LifecycleNode

from seg_node.backends.reopening_backend import ReopeningBackend
from seg_node.backends.selection import choose_backend, open_backend
from seg_node.core.errors import SegNodeError
from seg_node.core.frame_exchange import FrameExchange
from seg_node.core.frame_loss import FrameLoss
from seg_node.core.pipeline import Pipeline
from seg_node.core.rhythm import Rhythm
from seg_node.core.stamp_order import StampOrder
from seg_node.ros.camera_subscription import CameraSubscription
from seg_node.ros.frame_processor import Arrival, FrameProcessor
from seg_node.ros.inference_thread import InferenceThread
from seg_node.ros.label_publisher import LabelPublisher
from seg_node.ros.node_state import NodeState
from seg_node.ros.output_publishers import OutputPublishers
from seg_node.ros.parameters import Parameters


class SegmentationSession:
    """
    A model that is open, its publishers and, while started, camera and thread.

    :param node: that publishes and subscribes.
    :param parameters: of the node.
    :raises SegNodeError: if model or parameters cannot be used; nothing stays open then.
    """

    def __init__(self, node: LifecycleNode, parameters: Parameters) -> None:
        self._node = node
        self._parameters = parameters
        self._exchange: FrameExchange[Arrival] = FrameExchange()
        self._input = Rhythm()
        self._stamps = StampOrder()
        self._camera: CameraSubscription | None = None
        self._thread: InferenceThread[Arrival] | None = None
        with ExitStack() as opened:
            self._backend = _open(node, parameters)
            opened.callback(self._backend.close)
            self._pipeline = Pipeline(self._backend, parameters.pipeline_settings())
            self._warm_up()
            labels = LabelPublisher(node)
            opened.callback(labels.destroy)
            self._publishers = OutputPublishers(node, self._pipeline.set_names)
            opened.callback(self._publishers.destroy)
            labels.publish(self._pipeline.labels)
            self._opened = opened.pop_all()
        self._processor = FrameProcessor(
            node, self._pipeline, self._publishers, parameters.max_age_s
        )

    def start(self) -> None:
        """Subscribe to the camera and segment what comes."""
        self._input.restart()
        self._processor.restart()
        try:
            self._camera = CameraSubscription(
                self._node,
                self._parameters.image_transport,
                self._parameters.input_qos,
                self._hand_over,
            )
            self._publishers.camera_info.subscribe()
            self._thread = InferenceThread(self._exchange, self._processor.process)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Drop the subscription and let the frame in work finish; the model stays open."""
        if self._camera is not None:
            self._camera.close()
            self._camera = None
        self._publishers.camera_info.unsubscribe()
        if self._thread is not None:
            self._thread.stop()
            self._thread = None

    def close(self) -> None:
        """Stop, and give back everything."""
        self.stop()
        self._opened.close()

    def change(self, parameters: Parameters) -> None:
        """
        Take live parameters from the next frame on.

        :raises SegNodeError: if a value does not fit the model; nothing changes then.
        """
        self._pipeline.change_settings(parameters.pipeline_settings())
        try:
            self._publishers.change_sets(self._pipeline.set_names)
        except SegNodeError:
            self._pipeline.change_settings(self._parameters.pipeline_settings())
            raise
        self._parameters = parameters
        self._processor.max_age_s = parameters.max_age_s

    def poll(self) -> None:
        """Follow the camera's publishers; called about once a second."""
        if self._camera is not None:
            self._camera.poll()

    def describe(self, state: NodeState) -> NodeState:
        """Add what diagnostics tell of a session to the state of its node."""
        return replace(
            state,
            model=str(self._parameters.model_path()),
            architecture=self._backend.spec.architecture,
            weights_digest=self._backend.spec.weights_digest,
            backend=self._backend.description,
            topic=self._camera.topic if self._camera else '',
            publisher_count=self._camera.publisher_count if self._camera else 0,
            input_pace=self._input.pace(),
            output_pace=self._processor.output.pace(),
            loss=self._camera.loss if self._camera else FrameLoss(),
            stamp_faults=self._stamps.counts(),
            counts=self._exchange.counts(),
            stage_ms=self._processor.times.percentiles(),
            failure=self._backend.failure,
            next_try_s=self._backend.seconds_to_next_try,
            newest=self._processor.newest,
            subscribed=self._publishers.subscribed,
            camera_info_fault=self._publishers.camera_info.fault,
            faults=dict(self._processor.faults),
        )

    def _hand_over(self, message: Any, topic: str) -> None:
        arrival = Arrival(message, topic, time.monotonic_ns())
        self._input.note()
        self._stamps.observe(arrival.stamp_ns)
        self._exchange.offer(arrival)

    def _warm_up(self) -> None:
        """Run one frame, so that the first real one is not slow and a bad model fails now."""
        width, height = self._backend.spec.network_size
        self._pipeline.process(np.zeros((height, width, 3), np.uint8))


def _open(node: LifecycleNode, parameters: Parameters) -> ReopeningBackend:
    name, reason = choose_backend(parameters.backend)
    model, options = parameters.model_path(), parameters.backend_options()
    backend = ReopeningBackend(lambda: open_backend(name, model, options))
    node.get_logger().info(
        f'{backend.spec.architecture} ({backend.spec.labels.name}) from {model} '
        f'with {backend.description} ({reason})'
    )
    return backend
