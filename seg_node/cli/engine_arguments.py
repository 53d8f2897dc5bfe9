# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Arguments of verbs that have to do with engines."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_cache_argument(parser: argparse.ArgumentParser) -> None:
    """Declare where engines are kept."""
    parser.add_argument(
        '--cache',
        type=Path,
        metavar='DIR',
        help='folder of the engines (default: $XDG_CACHE_HOME/seg_node/engines, or '
        '~/.cache/seg_node/engines)',
    )
