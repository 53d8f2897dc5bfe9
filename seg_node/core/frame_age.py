# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How old a frame is, when clocks may disagree."""

from dataclasses import dataclass

MAX_CLOCK_DIFFERENCE_S = 10.0
"""A stamp farther than this from the node's clock is on another clock [s]."""


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


def frame_age(stamp_ns: int, now_ns: int, received_ns: int, steady_now_ns: int) -> FrameAge:
    """
    Age a frame by its stamp where that is possible, else by its reception.

    :param stamp_ns: of the message header [ns].
    :param now_ns: by the node's clock, which may be simulated [ns].
    :param received_ns: when the message came in, by the steady clock [ns].
    :param steady_now_ns: by the steady clock [ns].
    """
    by_stamp_s = (now_ns - stamp_ns) / 1e9
    if abs(by_stamp_s) <= MAX_CLOCK_DIFFERENCE_S:
        return FrameAge(by_stamp_s, True)
    return FrameAge((steady_now_ns - received_ns) / 1e9, False)
