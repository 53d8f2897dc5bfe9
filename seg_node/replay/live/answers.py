# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
What came back of the frames that were sent to a node.

The node works in the order in which frames come in, and each topic keeps its
order. So once an output came of a frame, those that it did not come of before
are lost, and so is what the node has reported a fate of without an answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np

from seg_node.core.frame_exchange import FrameCounts
from seg_node.replay.live.loss_reasons import LossReasons
from seg_node.replay.records import BrokenFrame, LostFrame, OUTPUTS
from seg_node.sources.frame_source import Frame

_MOST_HELD = 32
"""So many answered frames wait for the reason of a lost one before them."""
_PATIENT_REPORTS = 2
"""After so many reports it is not waited for any more."""


@dataclass(frozen=True)
class Answer:
    """
    A frame and all that was to come of it.

    :param index: of the frame in its source.
    :param frame: as it was sent.
    :param outputs: each (h, w) uint8, by name.
    :param latency_ms: from its sending to the arrival of its mask [ms].
    """

    index: int
    frame: Frame
    outputs: dict[str, np.ndarray]
    latency_ms: float


@dataclass
class _Sent:
    """
    A frame that was sent.

    :param position: among those that were sent, from 0.
    :param answered: frames that were when it was known to be lost; once these are counted, so is
        what became of it.
    :param reports: of the node since then.
    """

    index: int
    position: int
    stamp_ns: int
    sent_s: float
    frame: Frame | None
    outputs: dict[str, np.ndarray] = field(default_factory=dict)
    latency_ms: float = 0.0
    is_lost: bool = False
    is_explained: bool = False
    answered: int = 0
    reports: int = 0

    @property
    def is_complete(self) -> bool:
        return len(self.outputs) == len(OUTPUTS)

    @property
    def is_out(self) -> bool:
        return not (self.is_lost or self.is_complete)

    def lose(self, answered: int) -> None:
        if not self.is_lost:
            self.is_lost, self.answered, self.frame = True, answered, None


Settled = Answer | LostFrame | BrokenFrame
"""What became of a frame."""


class Answers:
    """Frames from their sending until it is known what became of them, in the order of sending."""

    def __init__(self) -> None:
        self._frames: deque[_Sent | BrokenFrame] = deque()
        self._newest = dict.fromkeys(OUTPUTS, -1)
        self._reasons = LossReasons()
        self._answered = 0
        self._last_answer_s = 0.0
        self.sent_count = 0
        """Frames that were sent."""

    def send(self, index: int, frame: Frame, time_s: float) -> None:
        """
        Note that a frame is sent, of whose stamp none may be out.

        :param index: of the frame in its source.
        :param time_s: by the steady clock [s].
        """
        self._frames.append(_Sent(index, self.sent_count, frame.stamp_ns, time_s, frame))
        self.sent_count += 1

    def pass_over(self, frame: BrokenFrame) -> None:
        """Note a frame that cannot be sent."""
        self._frames.append(frame)

    def answer(self, output: str, stamp_ns: int, values: np.ndarray, time_s: float) -> None:
        """
        Note an output of the node.

        :param output: its name.
        :param stamp_ns: of the message [ns].
        :param values: (h, w) uint8.
        :param time_s: when it arrived, by the steady clock [s].
        """
        for sent in self._out():
            if sent.stamp_ns == stamp_ns and output not in sent.outputs:
                break
        else:
            return  # it is of a frame that was given up
        self._answered += not sent.outputs
        self._last_answer_s = time_s
        self._newest[output] = sent.position
        sent.outputs[output] = values
        if output == 'mask':
            sent.latency_ms = 1e3 * (time_s - sent.sent_s)
        for earlier in self._out():
            if any(earlier.position < self._newest[name] for name in _missing(earlier)):
                earlier.lose(self._answered)

    def report(self, counts: FrameCounts) -> None:
        """Take the node's counts, which tell why frames are lost, and that they are."""
        self._reasons.note(counts)
        # While a frame is in work, newer ones may have been replaced: only an idle node tells.
        is_idle = counts.pending == 0 and counts.processed <= self._answered
        for sent in self._sent():
            if is_idle and sent.position < counts.received and not sent.outputs:
                sent.lose(self._answered)
            if sent.is_lost:
                sent.reports += 1
                is_counted = counts.processed >= sent.answered
                sent.is_explained |= is_counted or sent.reports >= _PATIENT_REPORTS

    def give_up(self, time_s: float, patience_s: float) -> None:
        """Count as lost what was sent so long ago, if no answer came in since either."""
        limit_s = time_s - patience_s
        if self._last_answer_s < limit_s:
            for sent in self._sent():
                if sent.sent_s < limit_s and not sent.is_complete:
                    sent.lose(self._answered)
                    sent.is_explained = True

    def is_out(self, stamp_ns: int) -> bool:
        """Tell whether answers with a stamp are still to come."""
        return any(sent.stamp_ns == stamp_ns for sent in self._out())

    @property
    def out_count(self) -> int:
        """Count the frames of which answers are still to come."""
        return sum(1 for _ in self._out())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held any more."""
        return not self._frames

    def settled(self) -> Iterator[Settled]:
        """Give, once and in order, what is known of."""
        while self._frames:
            frame = self._frames[0]
            if isinstance(frame, _Sent):
                settled = self._settle(frame)
                if settled is None:
                    return
                yield settled
            else:
                yield frame
            self._frames.popleft()

    def _settle(self, sent: _Sent) -> Answer | LostFrame | None:
        if sent.is_complete and sent.frame:
            return Answer(sent.index, sent.frame, sent.outputs, round(sent.latency_ms, 3))
        if sent.is_lost and (sent.is_explained or self._is_crowded()):
            return LostFrame(sent.index, sent.stamp_ns, self._why(sent))
        return None

    def _why(self, lost: _Sent) -> str:
        if lost.outputs:
            return f'only {", ".join(lost.outputs)} came'
        return self._reasons.tell(is_counted=lost.is_explained)

    def _is_crowded(self) -> bool:
        return sum(sent.is_complete for sent in self._sent()) > _MOST_HELD

    def _sent(self) -> Iterator[_Sent]:
        return (frame for frame in self._frames if isinstance(frame, _Sent))

    def _out(self) -> Iterator[_Sent]:
        return (sent for sent in self._sent() if sent.is_out)


def _missing(sent: _Sent) -> Collection[str]:
    return [name for name in OUTPUTS if name not in sent.outputs]
