# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How old a frame is, when clocks may disagree."""

from dataclasses import dataclass

MAX_CLOCK_DIFFERENCE_S = 10.0
"""A stamp farther than this from the node's clock may be on another clock [s]."""

MAX_AGE_S = 3600.0
"""A stamp older than this is on another clock, whatever those before it were on [s]."""


@dataclass(frozen=True)
class FrameAge:
    """
    Age of a frame and where it comes from.

    :param age_s: [s].
    :param is_stamp_trusted: False if the stamp is on another clock than the
        node, so the age counts from reception instead.
    """

    age_s: float
    is_stamp_trusted: bool


class FrameAges:
    """
    Ages the frames of one camera by their stamps where that is possible, else by reception.

    An old stamp may be on another clock, or the frame may really be old, as
    after a pause of the node. Once a stamp was near the node's clock the camera
    is known to be on it, so that an old stamp means an old frame.
    """

    def __init__(self) -> None:
        self._has_agreed = False

    def age(self, stamp_ns: int, now_ns: int, received_ns: int, steady_now_ns: int) -> FrameAge:
        """
        Age the next frame.

        :param stamp_ns: of the message header [ns].
        :param now_ns: by the node's clock, which may be simulated [ns].
        :param received_ns: when the message came in, by the steady clock [ns].
        :param steady_now_ns: by the steady clock [ns].
        """
        by_stamp_s = (now_ns - stamp_ns) / 1e9
        if abs(by_stamp_s) <= MAX_CLOCK_DIFFERENCE_S:
            self._has_agreed = True
        oldest_s = MAX_AGE_S if self._has_agreed else MAX_CLOCK_DIFFERENCE_S
        if -MAX_CLOCK_DIFFERENCE_S <= by_stamp_s <= oldest_s:
            return FrameAge(by_stamp_s, True)
        return FrameAge((steady_now_ns - received_ns) / 1e9, False)
