# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Compare two recorded replays of a drive."""

from __future__ import annotations

import argparse
from pathlib import Path

from seg_node.cli.replay_arguments import add_tolerance_argument

SUMMARY = 'compare two references of seg replay, and name the probable cause'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('before', type=Path, metavar='A', help='reference')
    parser.add_argument('now', type=Path, metavar='B', help='the other one')
    add_tolerance_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare and print; 1 if they differ."""
    from seg_node.replay.reference import Reference
    from seg_node.replay.tolerances import load_tolerances
    from seg_node.replay.verdict import compare_references

    before, now = Reference(arguments.before), Reference(arguments.now)
    verdict = compare_references(before, now, load_tolerances(arguments.tolerance))
    print(verdict)
    return int(not verdict.is_same)
