# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Quality of service of what the node offers and asks for."""

from __future__ import annotations

from collections.abc import Iterable

from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

IMAGE_OUTPUT = QoSProfile(depth=5, reliability=ReliabilityPolicy.RELIABLE)
"""Reliable, which matches best-effort and reliable subscribers alike."""

CAMERA_OUTPUT = {
    'reliable': IMAGE_OUTPUT,
    'best_effort': QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT),
}
"""What cameras offer, by name."""

EVERY_IMAGE = QoSProfile(depth=50, reliability=ReliabilityPolicy.RELIABLE)
"""For who must lose none, though what is done with one may take longer than a period."""

LATCHED = QoSProfile(
    depth=1,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
"""The last message is sent to late subscribers too."""

# A third of a second at 30 Hz: with all cores busy the executor was 0.23 s late, and
# what the queue cannot hold until then is lost, reliable or not.
_INPUT_DEPTH = 10


def image_input(setting: str, offered: Iterable[ReliabilityPolicy]) -> QoSProfile:
    """
    Choose the reliability of the camera's subscription.

    A reliable subscription never hears a best-effort publisher, and a
    best-effort one loses large frames of a reliable publisher, so ``auto``
    takes what is offered: best effort as soon as one publisher offers no more.

    :param setting: ``auto``, ``reliable`` or ``best_effort``.
    :param offered: reliability of each publisher that is there.
    """
    is_best_effort = setting == 'best_effort' or (
        setting == 'auto' and ReliabilityPolicy.BEST_EFFORT in offered
    )
    reliability = ReliabilityPolicy.BEST_EFFORT if is_best_effort else ReliabilityPolicy.RELIABLE
    return QoSProfile(depth=_INPUT_DEPTH, reliability=reliability)
