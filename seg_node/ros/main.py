# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The executable ``seg_node``."""

from __future__ import annotations

from contextlib import ExitStack, suppress

import rclpy
from rclpy.exceptions import ParameterException
from rclpy.executors import SingleThreadedExecutor
from rclpy.lifecycle import TransitionCallbackReturn

from seg_node.core.errors import SegNodeError
from seg_node.ros.dds_profile import apply_profile
from seg_node.ros.log_handler import log_to
from seg_node.ros.segmentation_node import SegmentationNode
from seg_node.ros.spinning import interrupted_by_shutdown, start_ros


def main(args: list[str] | None = None) -> None:
    """Run the node until it is told to end."""
    try:
        problem = apply_profile()
        start_ros(args)
    except SegNodeError as error:
        raise SystemExit(f'seg_node: {error}') from error
    with ExitStack() as opened:
        opened.callback(rclpy.try_shutdown)
        try:
            with suppress(KeyboardInterrupt), interrupted_by_shutdown():
                node = _open_node(opened)
                if problem:
                    node.get_logger().warning(problem)
                if node.get_parameter('autostart').value:
                    _start(node)
                executor = SingleThreadedExecutor()
                executor.add_node(node)
                executor.spin()
        except ParameterException as error:
            raise SystemExit(f'seg_node: {error}') from error


def _open_node(opened: ExitStack) -> SegmentationNode:
    """Make the node, whose log has what its parts log until all is closed."""
    node = SegmentationNode()
    opened.enter_context(log_to(node.get_logger()))
    opened.callback(node.destroy_node)
    opened.callback(node.close)
    return node


def _start(node: SegmentationNode) -> None:
    """Bring the node to active; after a failure it waits, unconfigured, to be mended."""
    if node.trigger_configure() == TransitionCallbackReturn.SUCCESS:
        node.trigger_activate()
    elif rclpy.ok():
        node.get_logger().error('not started: mend the cause, then call configure and activate')


if __name__ == '__main__':
    main()
