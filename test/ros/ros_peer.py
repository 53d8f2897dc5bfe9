# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Everything in the graph that is not the node, on the test's own thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
import time
from typing import Any, TypeVar

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState, GetState
from node_process import NodeProcess
from rcl_interfaces.msg import SetParametersResult
from rcl_interfaces.srv import GetParameters, SetParameters, SetParametersAtomically
import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.parameter import Parameter
from std_srvs.srv import SetBool

T = TypeVar('T')

_TIMEOUT_S = 20.0
# Asking for the state does no harm twice, so it comes last; see ``_meet``.
_SERVICES = {
    'change_state': ChangeState,
    'get_parameters': GetParameters,
    'set_parameters': SetParameters,
    'set_parameters_atomically': SetParametersAtomically,
    'enable': SetBool,
    'get_state': GetState,
}
_OUTCOMES = ('processed', 'replaced', 'expired', 'rejected', 'failed', 'pending')


class Reports(list[DiagnosticStatus]):
    """What a node reported since it was followed."""

    def first(self, condition: Callable[[DiagnosticStatus], bool]) -> DiagnosticStatus | None:
        """Give the first report that fits."""
        return next(filter(condition, self), None)


class Peer:
    """Cameras, planners and a lifecycle manager in one; nothing waits without a limit."""

    def __init__(self) -> None:
        self.node = rclpy.create_node('peer')
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self.node)
        self._clients: dict[str, dict[str, Any]] = {}
        self._followers: dict[str, list[Reports]] = defaultdict(list)
        self._unchecked: dict[str, list[DiagnosticStatus]] = defaultdict(list)
        self.node.create_subscription(DiagnosticArray, '/diagnostics', self._note_reports, 50)

    def close(self) -> None:
        """End the node."""
        self.node.destroy_node()

    def wait_for(
        self, condition: Callable[[], T], what: str, node: NodeProcess | None = None
    ) -> T:
        """Spin until the condition gives something true, and give that."""
        deadline = time.monotonic() + _TIMEOUT_S
        while not (result := condition()):
            if time.monotonic() > deadline:
                log = node.last_lines(20) if node else ''
                raise AssertionError(f'no {what} in {_TIMEOUT_S:.0f} s\n{log}')
            self._executor.spin_once(timeout_sec=0.02)
        return result

    def repeat_until(
        self,
        action: Callable[[], object],
        condition: Callable[[], object],
        what: str,
        node: NodeProcess,
    ) -> None:
        """Do something five times a second until the condition gives something true."""
        next_s = 0.0

        def is_so() -> object:
            nonlocal next_s
            if time.monotonic() > next_s:
                action()
                next_s = time.monotonic() + 0.2
            return condition()

        self.wait_for(is_so, what, node)

    def call(self, node: NodeProcess, service: str, request: Any) -> Any:
        """Call one of a node's services and give its response."""
        if node.name not in self._clients:
            self._clients[node.name] = self._meet(node)
        future = self._clients[node.name][service].call_async(request)
        self.wait_for(future.done, f'answer of {service}', node)
        return future.result()

    def state(self, node: NodeProcess) -> str:
        """Ask for a node's lifecycle state."""
        response = self.call(node, 'get_state', GetState.Request())
        return str(response.current_state.label)

    def transition(self, node: NodeProcess, *transitions: int) -> list[bool]:
        """Ask for transitions, one after the other, and tell which went well."""
        requests = [ChangeState.Request(transition=Transition(id=each)) for each in transitions]
        return [self.call(node, 'change_state', each).success for each in requests]

    def set_parameters(self, node: NodeProcess, **values: Any) -> list[SetParametersResult]:
        """Set parameters, one after the other."""
        request = SetParameters.Request(parameters=_messages(values))
        return list(self.call(node, 'set_parameters', request).results)

    def set_at_once(self, node: NodeProcess, **values: Any) -> SetParametersResult:
        """Set parameters, all or none of them."""
        request = SetParametersAtomically.Request(parameters=_messages(values))
        return self.call(node, 'set_parameters_atomically', request).result

    def parameter(self, node: NodeProcess, name: str) -> str:
        """Ask for a parameter that is a text."""
        request = GetParameters.Request(names=[name])
        (value,) = self.call(node, 'get_parameters', request).values
        return str(value.string_value)

    def reconfigure(self, node: NodeProcess, **values: Any) -> None:
        """Bring an active node to active again, with other parameters."""
        down = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP
        assert self.transition(node, *down) == [True, True]
        results = self.set_parameters(node, **values)
        assert all(result.successful for result in results), results
        up = Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE
        assert self.transition(node, *up) == [True, True], node.last_lines()

    def enable(self, node: NodeProcess, is_enabled: bool) -> SetBool.Response:
        """Call ``~/enable``."""
        return self.call(node, 'enable', SetBool.Request(data=is_enabled))

    def follow(self, node: NodeProcess) -> Reports:
        """Give a list that each report of a node is added to from now on."""
        reports = Reports()
        self._followers[node.report_name].append(reports)
        return reports

    def wait_for_report(
        self, node: NodeProcess, reports: Reports, condition: Callable[[DiagnosticStatus], bool]
    ) -> DiagnosticStatus:
        """Wait until a followed node has reported what fits."""
        found = self.wait_for(lambda: reports.first(condition), 'such report', node)
        assert found is not None
        return found

    def check_diagnostics(self, node: NodeProcess) -> None:
        """Assert that the counts of a node's every report since the last check balance."""
        for report in self._unchecked.pop(node.report_name, []):
            counts = values(report)
            total = sum(int(counts[outcome]) for outcome in _OUTCOMES)
            assert int(counts['received']) == total, counts
            assert 0 <= int(counts['pending']) <= 2, counts

    def _meet(self, node: NodeProcess) -> dict[str, Any]:
        """
        Make clients of a node's services that the node knows too.

        An answer to a client that the node has not discovered yet is lost. Clients
        are discovered in the order of their making, so when the last one has an
        answer, all are known.
        """
        clients = {
            service: self.node.create_client(kind, f'{node.name}/{service}')
            for service, kind in _SERVICES.items()
        }
        for service, client in clients.items():
            self.wait_for(client.service_is_ready, f'service {service}', node)
        futures: list[Any] = []
        self.repeat_until(
            lambda: futures.append(clients['get_state'].call_async(GetState.Request())),
            lambda: any(future.done() for future in futures),
            'first answer',
            node,
        )
        return clients

    def _note_reports(self, message: DiagnosticArray) -> None:
        for status in message.status:
            self._unchecked[status.name].append(status)
            for reports in self._followers[status.name]:
                reports.append(status)


def _messages(parameters: Mapping[str, Any]) -> list[Any]:
    return [Parameter(name, value=v).to_parameter_msg() for name, v in parameters.items()]


def values(report: DiagnosticStatus) -> dict[str, str]:
    """Give a report's values by name."""
    return {value.key: value.value for value in report.values}
