# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Why frames were lost, as far as the node's counts tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from seg_node.core.frame_exchange import FrameCounts

FAILED = 'failed in the net'

_WORDS: Mapping[str, str] = {
    'replaced': 'replaced by a newer frame',
    'expired': 'older than max_age_s',
    'rejected': 'rejected by the node',
    'failed': FAILED,
}
_ON_THE_WAY = 'lost on its way to the node or back'
_UNTOLD = 'lost before the node told why'


class LossReasons:
    """Gives each lost frame a reason that the counts have not given to another one."""

    def __init__(self) -> None:
        self._counts = FrameCounts()
        self._told: Counter[str] = Counter()

    def note(self, counts: FrameCounts) -> None:
        """Take the node's newest counts."""
        self._counts = counts

    def tell(self, is_counted: bool = True) -> str:
        """
        Give the reason of the next lost frame; several where the counts leave it open.

        :param is_counted: whether the counts hold what became of it.
        """
        left = {kind: getattr(self._counts, kind) - self._told[kind] for kind in _WORDS}
        likely = [kind for kind, count in left.items() if count > 0]
        if not likely:
            return _ON_THE_WAY if is_counted else _UNTOLD
        self._told[max(likely, key=lambda kind: left[kind])] += 1
        return ' or '.join(_WORDS[kind] for kind in likely)
