# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How long nothing came from a node that tells of itself every second."""

from __future__ import annotations

_LONGEST_STEP_S = 1.0
"""Between two looks so much counts at most: we may have been the ones who stood still [s]."""


class Silence:
    """Lasts until more is heard."""

    def __init__(self) -> None:
        self._heard, self._looked_s = -1, 0.0
        self.seconds = 0.0
        """Time since something was heard [s]."""

    def look(self, heard: int, time_s: float) -> None:
        """
        Take what was heard up to now.

        :param heard: count of all of it.
        :param time_s: now, by the steady clock [s].
        """
        step_s = min(time_s - self._looked_s, _LONGEST_STEP_S)
        self.seconds = 0.0 if heard != self._heard else self.seconds + step_s
        self._heard, self._looked_s = heard, time_s
