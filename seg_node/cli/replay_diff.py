# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Compare two recorded replays of a drive."""

from __future__ import annotations

import argparse
from pathlib import Path

SUMMARY = 'compare two references of seg replay, and name the probable cause'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('before', type=Path, metavar='A', help='reference')
    parser.add_argument('now', type=Path, metavar='B', help='the other one')
    parser.add_argument(
        '--tolerance', type=Path, metavar='FILE', help='how much may differ (default: nothing)'
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare and print; 1 if they differ."""
    from seg_node.replay.reference import Reference
    from seg_node.replay.tolerances import load_tolerances, Tolerances
    from seg_node.replay.verdict import compare_references

    tolerances = load_tolerances(arguments.tolerance) if arguments.tolerance else Tolerances()
    before, now = Reference(arguments.before), Reference(arguments.now)
    verdict = compare_references(before, now, tolerances)
    print(verdict)
    return int(not verdict.is_same)
