# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Lifecycle transitions that always get an answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from lifecycle_msgs.srv import ChangeState
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn

from seg_node.core.errors import reason_of

Transition = Callable[[Any, LifecycleState], TransitionCallbackReturn]


def reports_failure(transition: Transition) -> Transition:
    """
    Turn an error in a transition callback into FAILURE, with its reason in the log.

    Without this rclpy turns it into ERROR and says nothing. The node's
    ``lifecycle_failure`` keeps the reason until a transition goes well.
    """

    @wraps(transition)
    def wrapped(node: Any, state: LifecycleState) -> TransitionCallbackReturn:
        try:
            result = transition(node, state)
        except Exception as error:
            node.lifecycle_failure = f'{transition.__name__} failed: {reason_of(error)}'
            # A signal ends ROS under a transition too, which is no fault.
            if node.context.ok():
                node.get_logger().error(node.lifecycle_failure)
            return TransitionCallbackReturn.FAILURE
        node.lifecycle_failure = None
        return result

    return wrapped


def answer_every_request(node: LifecycleNode) -> None:
    """
    Answer change_state requests that the current state does not allow.

    rclpy raises out of ``spin`` instead, which ends the node, and the caller
    waits for ever.
    """
    service = node._service_change_state
    change_state = service.callback

    def answer(
        request: ChangeState.Request, response: ChangeState.Response
    ) -> ChangeState.Response:
        try:
            return change_state(request, response)
        except RuntimeError as error:  # RCLError: "Transition is not registered"
            # A signal ends ROS under a transition too, which refuses nothing.
            if node.context.ok():
                _, state = node._state_machine.current_state
                wanted = request.transition.label or request.transition.id
                node.get_logger().warning(
                    f"transition '{wanted}' refused in state {state}: {error}"
                )
            response.success = False
            return response

    service.callback = answer
