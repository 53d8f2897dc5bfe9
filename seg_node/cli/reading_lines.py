# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How far a recorded drive could be read, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def reading_lines(is_partial: bool, end_fault: str, faults: Mapping[str, Any]) -> list[str]:
    """
    Say what kept frames from being looked at.

    :param is_partial: whether somebody ended it early.
    :param end_fault: why the source could not be read to its end; empty if it could.
    :param faults: of the input, as ``InputFaults.to_dict`` gives them.
    :returns: a line each; none where all is well.
    """
    lines = ['PARTIAL: it was interrupted'] if is_partial else []
    if end_fault:
        lines.append(f'reading ended too early: {end_fault}')
    for kind, fault in faults.items():
        lines.append(f'{kind}: {fault["count"]}, first {fault["first"][0]}')
    return lines
