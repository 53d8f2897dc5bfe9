# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Frames of a recording, sent to a node in their own time.

A thread of its own sends, tells the time and hears the node, so that none of
this waits for whoever looks at what came back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Queue
from threading import Event, Thread
import time
from typing import NamedTuple

from seg_node.core.errors import SegNodeError, SourceError
from seg_node.core.frame_exchange import FrameCounts
from seg_node.replay.drive import PROBES
from seg_node.replay.input_faults import InputFaults
from seg_node.replay.live.answers import Answer, Answers, Settled
from seg_node.replay.live.silence import Silence
from seg_node.replay.live.timeline import Timeline
from seg_node.replay.records import BrokenFrame, LostFrame
from seg_node.ros.child_process import ChildProcess
from seg_node.ros.live_player import LivePlayer
from seg_node.ros.node_costs import frame_counts
from seg_node.ros.own_graph import early_end, OwnGraph
from seg_node.ros.recorded_messages import RecordedMessages
from seg_node.ros.spinning import interrupted_by_shutdown
from seg_node.sources.frame_source import Frame, FrameSource
from seg_node.sources.reading import read_all, Reading

_TICK_S = 0.02
_PATIENCE_S = 10.0
"""So long nothing may come back before what is out counts as lost [s]."""
_LONGEST_SILENCE_S = 20.0
"""So long there may be neither an output nor one of the node's reports, one a second [s]."""
_LAST_REPORT_S = 3.0
_MOST_OUT, _MOST_READY = 64, 16
"""With so many frames held, playing waits: for the node, and for whoever takes them."""


class Peers(NamedTuple):
    """
    Who plays and to whom.

    :param graph: with the player as its listener.
    :param node: that has found it.
    :param beside: what was recorded beside the frames.
    """

    graph: OwnGraph[LivePlayer]
    node: ChildProcess
    beside: RecordedMessages


class _StoppedError(Exception):
    """Nobody wants the rest."""


class LivePlayback:
    """
    Plays a source once.

    :param source: of the frames.
    :param peers: whose node is ready.
    :param rate: in times of the recorded speed.
    """

    def __init__(self, source: FrameSource, peers: Peers, rate: float) -> None:
        self._source, self._rate = source, rate
        self._graph, self._node, self._beside = peers
        self._player = self._graph.listener
        self._timeline = Timeline(source.rate_hz)
        self._answers = Answers()
        self._player.take = self._answers.answer
        self._reports = self._player.report_count
        self._silence = Silence()
        self._start_s = self._sent_s = time.monotonic()
        self._sent_ns, self._next_tick_s, self._recorded_s = 0, 0.0, 0.0
        self._is_stopped = Event()
        self._thread = Thread(target=self._run, name='player')
        self._ready: Queue[Settled | BaseException | None] = Queue()
        self.faults = InputFaults()
        """Of the input, and frames that were lost."""
        self.end_fault = ''
        """Why nothing could be read any more, if reading ended too early."""
        self.probes: dict[int, Frame] = {}
        """The first frames, by their index."""

    @property
    def sent_count(self) -> int:
        """Count the frames that were sent."""
        return self._answers.sent_count

    @property
    def rate(self) -> float:
        """Give what was reached of the rate, where source, node or machine could not keep up."""
        seconds = self._sent_s - self._start_s
        return round(self._recorded_s / seconds, 3) if seconds > 0 else 0.0

    def settled(self) -> Iterator[Settled]:
        """
        Play, and give what became of each frame, in the order of the source.

        :raises SegNodeError: if the node ends or hangs.
        :raises KeyboardInterrupt: when a signal ends ROS.
        """
        self._thread.start()
        while (settled := self._ready.get()) is not None:
            if isinstance(settled, BaseException):
                raise settled
            if isinstance(settled, LostFrame):
                self.faults.note('lost live', f'frame {settled.index}: {settled.why}')
            yield settled

    def stop(self) -> None:
        """Send no more; what is on its way is left alone."""
        if self._thread.ident is not None:
            self._is_stopped.set()
            self._thread.join()

    def ask(self, frame: Frame) -> Answer | None:
        """Send one frame more, once all others are settled, and wait for what comes of it."""
        self._is_stopped.clear()
        self._send(-1, frame)
        self._serve(lambda: self._answers.is_empty)
        settled = self._ready.get_nowait()
        return settled if isinstance(settled, Answer) else None

    def free_stamp_ns(self, number: int) -> int:
        """Give a stamp after those of all frames [ns]; each number has another one."""
        return self._timeline.now_ns + number * 10**9

    def _run(self) -> None:
        end: BaseException | None = None
        try:
            with interrupted_by_shutdown():
                self._play()
        except _StoppedError:
            pass
        except (Exception, KeyboardInterrupt) as error:  # for whoever takes the frames
            end = error
        self._ready.put(end)

    def _play(self) -> None:
        self._start_s = due_s = time.monotonic()
        try:
            for index, reading in enumerate(read_all(self._source)):
                self.faults.look_at(index, reading)
                # What cannot be read fast enough is not caught up with in a burst.
                recorded_s = self._timeline.advance(reading)
                due_s = max(due_s + recorded_s / self._rate, time.monotonic())
                self._recorded_s += recorded_s
                self._play_one(index, reading, due_s)
            self.faults.look_at_end(self._source)
        except SourceError as error:
            self.end_fault = str(error)
        self._serve(lambda: self._answers.is_empty)
        # The last report tells of the last frames too, but for those lost on their way. A node
        # that gives none hangs.
        end_s, reports = time.monotonic() + _LAST_REPORT_S, self._reports
        sent = self._answers.sent_count
        self._serve(
            lambda: (
                self._player.is_settled(sent)
                or (time.monotonic() > end_s and self._reports != reports)
            )
        )

    def _play_one(self, index: int, reading: Reading, due_s: float) -> None:
        self._serve(lambda: time.monotonic() >= due_s and self._has_room(), due_s)
        if reading.fault:
            self._answers.pass_over(BrokenFrame(index, str(reading.fault)))
            return
        frame = reading.stamped_frame()
        if self._answers.is_out(frame.stamp_ns):
            # Answers to two frames of one stamp could not be told apart.
            self._serve(lambda: not self._answers.is_out(frame.stamp_ns))
        if len(self.probes) < PROBES:
            self.probes[index] = frame
        self._send(index, frame)

    def _has_room(self) -> bool:
        return self._answers.out_count < _MOST_OUT and self._ready.qsize() < _MOST_READY

    def _send(self, index: int, frame: Frame) -> None:
        self._sent_s, self._sent_ns = time.monotonic(), self._timeline.now_ns
        self._tell(self._sent_ns)
        self._answers.send(index, frame, self._sent_s)
        self._player.send(frame)

    def _serve(self, is_done: Callable[[], bool], due_s: float = float('inf')) -> None:
        """
        Hear the node and tell the time until a condition holds, but once at least.

        :param due_s: when it may hold, by the steady clock [s].
        """
        while True:
            if self._is_stopped.is_set():
                raise _StoppedError
            self._hear(min(_TICK_S, max(0.0, due_s - time.monotonic())))
            self._check_node()
            self._tell_time()
            self._take_stock()
            if is_done():
                return

    def _check_node(self) -> None:
        """Find out whether it still lives."""
        if not self._node.is_running:
            raise early_end(self._node)
        self._silence.look(self._player.heard_count, time.monotonic())
        if self._silence.seconds >= _LONGEST_SILENCE_S:
            raise SegNodeError(
                f'the node has not been heard for {_LONGEST_SILENCE_S:g} s:\n'
                f'{self._node.last_lines()}'
            )

    def _hear(self, timeout_s: float) -> None:
        """Take all that came in, and wait for the first of it."""
        heard = -1
        while heard != self._player.heard_count:
            heard = self._player.heard_count
            self._graph.executor.spin_once(timeout_sec=timeout_s)
            timeout_s = 0.0

    def _tell_time(self) -> None:
        """Publish the time between two frames now and then; it never passes that of the next."""
        time_s = time.monotonic()
        if time_s >= self._next_tick_s and self._answers.sent_count:
            passed_ns = round((time_s - self._sent_s) * self._rate * 1e9)
            self._tell(min(self._sent_ns + passed_ns, self._timeline.now_ns))
            self._next_tick_s = time_s + _TICK_S

    def _tell(self, time_ns: int) -> None:
        self._player.tell_time(time_ns)
        self._beside.play_until(time_ns)

    def _take_stock(self) -> None:
        """Find out what became of frames, and hand that on."""
        if self._player.report_count != self._reports:
            self._reports = self._player.report_count
            self._answers.report(FrameCounts(**frame_counts(self._player.diagnostics)))
        self._answers.give_up(time.monotonic(), _PATIENCE_S)
        for settled in self._answers.settled():
            self._ready.put(settled)
