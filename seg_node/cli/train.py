# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Train a net."""

from __future__ import annotations

import argparse
from pathlib import Path

SUMMARY = 'train a net on folders of labelled frames and write a checkpoint'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        'config',
        type=Path,
        metavar='CONFIG',
        help='YAML file of the run, e.g. config/training/lite0_fpn_1_camvid.yaml',
    )
    parser.add_argument(
        '--out',
        type=Path,
        required=True,
        metavar='DIR',
        help='folder for checkpoint.pt and metrics.csv',
    )
    parser.add_argument(
        '--threads', type=int, default=0, metavar='N', help='of torch (default: one a core)'
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, and print where the checkpoint is."""
    from seg_node.training.config import load_training_config
    from seg_node.training.loop import train

    config = load_training_config(arguments.config)
    print(train(config, arguments.out, arguments.threads))
    return 0
