# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""One place between a camera and an inference thread: the newest frame wins, all are counted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
import threading
from typing import Generic, TypeVar

T = TypeVar('T')


class Outcome(Enum):
    """What became of a frame that was taken."""

    PROCESSED = 'processed'
    """Its maps were published."""
    EXPIRED = 'expired'
    """It was too old to be worth anything."""
    REJECTED = 'rejected'
    """It does not hold the image that it claims to hold."""
    FAILED = 'failed'
    """The model could not run."""


@dataclass(frozen=True)
class FrameCounts:
    """
    Where all frames went: ``received`` is the sum of the others.

    :param replaced: by a newer one before they were taken.
    :param pending: waiting or being worked on, 0 to 2.
    """

    received: int = 0
    processed: int = 0
    replaced: int = 0
    expired: int = 0
    rejected: int = 0
    failed: int = 0
    pending: int = 0

    def to_dict(self) -> dict[str, int]:
        """Give the counts by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def since(self, earlier: FrameCounts) -> FrameCounts:
        """Give what was added since other counts were read."""
        before = earlier.to_dict()
        return FrameCounts(**{name: now - before[name] for name, now in self.to_dict().items()})


class FrameExchange(Generic[T]):
    """
    Hands the newest frame from one thread to another and keeps the books.

    The giving thread never waits. Whatever is read under the one lock balances.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: T | None = None
        self._in_work = 0
        self._received = 0
        self._replaced = 0
        self._outcomes = dict.fromkeys(Outcome, 0)
        self._is_closed = True

    def open(self) -> None:  # noqa: A003
        """Let frames through."""
        with self._changed:
            self._is_closed = False

    def close(self) -> None:
        """Let no frame through; one that waits expires, and ``take`` gives None."""
        with self._changed:
            self._is_closed = True
            if self._waiting is not None:
                self._waiting = None
                self._outcomes[Outcome.EXPIRED] += 1
            self._changed.notify_all()

    def offer(self, frame: T) -> None:
        """Put a frame in the place, on top of one that still waits there."""
        with self._changed:
            self._received += 1
            if self._is_closed:
                self._outcomes[Outcome.EXPIRED] += 1
                return
            if self._waiting is not None:
                self._replaced += 1
            self._waiting = frame
            self._changed.notify()

    def take(self) -> T | None:
        """Wait for a frame; None once the exchange is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting is not None or self._is_closed)
            frame, self._waiting = self._waiting, None
            if frame is not None:
                self._in_work += 1
            return frame

    def settle(self, outcome: Outcome) -> None:
        """Say what became of the frame that was taken."""
        with self._changed:
            self._in_work -= 1
            self._outcomes[outcome] += 1

    def counts(self) -> FrameCounts:
        """Read all counts at one moment."""
        with self._changed:
            return FrameCounts(
                received=self._received,
                replaced=self._replaced,
                pending=self._in_work + (self._waiting is not None),
                **{outcome.value: count for outcome, count in self._outcomes.items()},
            )
