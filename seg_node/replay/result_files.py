# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Names of what a replay leaves in its folder."""

from pathlib import Path

RESULT = 'report.json'
"""For programs."""
PAGE = 'report.html'
"""For people."""
JUNIT = 'junit.xml'
"""For CI."""
BAG = 'bag'
"""The outputs as a bag, where one is wanted."""
WORST = 'worst_difference.png'
"""The largest change, where there is one."""
FRAMES = 'frames.jsonl'
"""All records, which can be a reference."""


def take_away_results(folder: Path) -> None:
    """
    Let nobody take what an earlier replay left for the result of the one that begins.

    :raises OSError: if a file cannot be taken away.
    """
    for name in (RESULT, PAGE, JUNIT, WORST):
        (folder / name).unlink(missing_ok=True)
