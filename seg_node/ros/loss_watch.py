# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A word in the log when frames are lost between the camera and the node."""

from __future__ import annotations

from dataclasses import replace
import time

from rclpy.impl.rcutils_logger import RcutilsLogger
from rclpy.utilities import get_rmw_implementation_identifier

from seg_node.core.frame_loss import FrameLoss, LossEstimator
from seg_node.ros.dds_profile import profile_path, PROFILE_VARIABLE

LOST = 'lost on the way to this node'
"""Every warning has these words."""

_TOLERATED_SHARE = 0.1
_WARNING_PERIOD_S = 10.0
_SILENCE_S = 10.0


class LossWatch:
    """
    Watches over the frames of one subscription; all calls come from the executor's thread.

    :param logger: that is warned.
    :param topic: of the frames.
    """

    def __init__(self, logger: RcutilsLogger, topic: str) -> None:
        self._logger = logger
        self._topic = topic
        self._estimator = LossEstimator()
        self._silent_since_s: float | None = None
        self._has_heard = False
        self._has_news = False
        self._lossy_polls = 0
        self.loss = FrameLoss()
        """What was lost among the last frames when it was last polled."""

    def note_frame(self, stamp_ns: int) -> None:
        """Note that a frame arrived, and its stamp [ns]."""
        self._has_heard = self._has_news = True
        self._estimator.note_frame(stamp_ns)

    def note_lost(self, count: int) -> None:
        """Note that the middleware reported frames lost."""
        self._has_news = True
        self._estimator.note_lost(count)

    def poll(self, publisher_count: int) -> None:
        """
        Warn where it is due; called about once a second.

        :param publisher_count: publishers whose frames should be heard.
        """
        if publisher_count != 1:
            # The stamps of several cameras tell no rate, and a new camera has its own.
            self._estimator.forget_stamps()
        self.loss = self._estimate()
        if self.loss.is_lasting and self._has_news:
            self._has_news = False
            self._warn(describe_loss(self.loss))
        elif self._is_silent(publisher_count > 0):
            self._warn(
                f'no frame came in {_SILENCE_S:.0f} s though there is a publisher: it sends '
                f'nothing, or all frames are {LOST}'
            )

    def _estimate(self) -> FrameLoss:
        loss = self._estimator.loss()
        is_lossy = loss.lost_share > _TOLERATED_SHARE
        self._lossy_polls = self._lossy_polls + 1 if is_lossy else 0
        # A camera that changes its pace looks for a moment like one whose frames are lost.
        return replace(loss, is_lasting=self._lossy_polls > 1)

    def _is_silent(self, has_publisher: bool) -> bool:
        now_s = time.monotonic()
        if self._has_heard or not has_publisher:
            self._silent_since_s = None
        elif self._silent_since_s is None:
            self._silent_since_s = now_s
        return self._silent_since_s is not None and now_s - self._silent_since_s > _SILENCE_S

    def _warn(self, finding: str) -> None:
        self._logger.warning(
            f'{self._topic}: {finding}. {_remedy()}', throttle_duration_sec=_WARNING_PERIOD_S
        )


def describe_loss(loss: FrameLoss) -> str:
    """Say which share was lost and, where stamps tell, how that is known."""
    finding = f'{loss.lost_share:.0%} of the frames are {LOST}'
    if loss.stamp_rate_hz is None:
        return finding
    return (
        f'stamps say {loss.stamp_rate_hz:.1f} Hz, {loss.received_rate_hz:.1f} Hz arrive: {finding}'
    )


def _remedy() -> str:
    if not get_rmw_implementation_identifier().startswith('rmw_fastrtps'):
        return 'Give the middleware larger socket buffers, see doc/transport.md of seg_node'
    return (
        'Large images need the Fast DDS profile at the camera too: start its driver with '
        f'{PROFILE_VARIABLE}={profile_path()}, or let it publish compressed; where it does, this '
        'machine is too busy. More in doc/transport.md of seg_node'
    )
