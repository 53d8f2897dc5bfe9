# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The lifecycle node between a camera and a planner."""

from __future__ import annotations

from dataclasses import replace
import time
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray
from rcl_interfaces.msg import SetParametersResult
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.parameter import Parameter
from std_srvs.srv import SetBool

from seg_node.core.errors import reason_of, SegNodeError
from seg_node.parameters.parameters import LIVE_PARAMETERS, PARAMETER_NAMES, Parameters
from seg_node.ros.destroyed_entities import forget_destroyed_entities
from seg_node.ros.diagnostics import diagnostic_status
from seg_node.ros.lifecycle import answer_every_request, reports_failure
from seg_node.ros.node_state import NodeState
from seg_node.ros.parameters import declare_parameters, read_parameters, write_parameters
from seg_node.ros.segmentation_session import SegmentationSession

_REPORT_PERIOD_S = 1.0
_SWAP_PERIOD_S = 0.05


class SegmentationNode(LifecycleNode):
    """
    Segments the newest camera frame and publishes what planners need.

    Configure opens the model and makes publishers, activate subscribes,
    deactivate keeps the model, cleanup closes it. One executor thread serves
    ROS; the net runs on a thread of its own.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__('seg_node', **kwargs)
        self.lifecycle_failure: str | None = None
        """Why the last transition failed, or None if it went well."""
        declare_parameters(self)
        answer_every_request(self)
        self.add_on_set_parameters_callback(self._change_parameters)
        self._session: SegmentationSession | None = None
        self._is_enabled = True
        self._reported = NodeState('unconfigured')
        self._diagnostics = self.create_publisher(DiagnosticArray, '/diagnostics', 10)
        self.create_service(SetBool, '~/enable', self._enable)
        # Simulated time may stand still; the report must not.
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self.create_timer(_REPORT_PERIOD_S, self._report, clock=steady)
        self._swap_timer = self.create_timer(_SWAP_PERIOD_S, self._follow_swap, clock=steady)
        self._swap_timer.cancel()

    @property
    def lifecycle_label(self) -> str:
        """Label of the lifecycle state, e.g. ``active``."""
        label: str = self._state_machine.current_state[1]
        return label

    @reports_failure
    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Open the model and make the publishers."""
        self._session = SegmentationSession(self, read_parameters(self), self._configuring)
        self._reported = NodeState('unconfigured')
        return super().on_configure(state)

    @reports_failure
    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Subscribe to the camera."""
        if self._session is None:
            raise SegNodeError('no model is open, since cleanup failed: call cleanup again')
        if self._is_enabled:
            self._session.start()
        return super().on_activate(state)

    @reports_failure
    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Drop the subscription; the model stays open."""
        if self._session:
            self._session.stop()
        return super().on_deactivate(state)

    @reports_failure
    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Close the model."""
        self.close()
        return super().on_cleanup(state)

    @reports_failure
    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Close whatever is open."""
        self.close()
        return super().on_shutdown(state)

    def close(self) -> None:
        """Stop the inference thread and give back everything; safe in any state."""
        session, self._session = self._session, None
        if session:
            session.close()

    def _change_parameters(self, changes: list[Parameter]) -> SetParametersResult:
        ours = {change.name: change.value for change in changes if change.name in PARAMETER_NAMES}
        # Until then configure is what checks them.
        if not ours or self._session is None:
            return SetParametersResult(successful=True)
        fixed = sorted(set(ours) - LIVE_PARAMETERS)
        if fixed:
            reason = f'{", ".join(fixed)} can change only while the node is unconfigured'
            return SetParametersResult(successful=False, reason=f'{reason}: call cleanup first')
        try:
            self._session.change(ours)
        except Exception as error:  # also one that nobody foresaw, which would end the node
            return SetParametersResult(successful=False, reason=reason_of(error))
        if self._session.is_swapping:
            self._swap_timer.reset()
        return SetParametersResult(successful=True)

    def _follow_swap(self) -> None:
        if self._session:
            try:
                self._session.follow_swap()
            except SegNodeError as error:
                self.get_logger().error(str(error))
                self._set_back(self._session.parameters)
        if self._session is None or not self._session.is_swapping:
            self._swap_timer.cancel()

    def _set_back(self, parameters: Parameters) -> None:
        """Let the parameters tell what runs, unchecked: it is not to be loaded again."""
        self.remove_on_set_parameters_callback(self._change_parameters)
        write_parameters(self, parameters)
        self.add_on_set_parameters_callback(self._change_parameters)

    def _enable(self, request: SetBool.Request, response: SetBool.Response) -> SetBool.Response:
        is_changed = request.data != self._is_enabled
        self._is_enabled = request.data
        if is_changed and self._session and self.lifecycle_label == 'active':
            if self._is_enabled:
                self._session.start()
            else:
                self._session.stop()
        response.success = True
        response.message = 'enabled' if self._is_enabled else 'disabled'
        return response

    def _configuring(self, progress: str) -> None:
        """Report from within configure, which the timer that else does has to wait for."""
        is_configuring = self.lifecycle_label == 'configuring'
        if is_configuring and time.monotonic() - self._reported.time_s >= _REPORT_PERIOD_S:
            self._publish(replace(self._state(), progress=progress))

    def _report(self) -> None:
        forget_destroyed_entities(self)
        state = self._state()
        if self._session:
            self._session.poll()
            state = self._session.describe(state)
        self._publish(state)

    def _state(self) -> NodeState:
        return NodeState(self.lifecycle_label, self.lifecycle_failure, self._is_enabled)

    def _publish(self, state: NodeState) -> None:
        name = self.get_fully_qualified_name().lstrip('/')
        message = DiagnosticArray()
        message.header.stamp = self.get_clock().now().to_msg()
        message.status = [diagnostic_status(name, state, self._reported)]
        self._diagnostics.publish(message)
        self._reported = state
