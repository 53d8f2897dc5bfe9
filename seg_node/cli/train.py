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
        help='YAML file of the run, e.g. config/training/lite0_fpn.yaml',
    )
    parser.add_argument(
        '--out',
        type=Path,
        required=True,
        metavar='DIR',
        help='folder for checkpoint.pt, state.pt, metrics.csv, TensorBoard events and pictures',
    )
    parser.add_argument(
        '--resume',
        action='store_true',
        help='go on from the last state that a run saved in DIR, if there is one',
    )
    parser.add_argument(
        '--device',
        choices=('auto', 'cpu', 'cuda'),
        default='auto',
        help='default: a GPU where there is one',
    )
    parser.add_argument(
        '--threads', type=int, default=0, metavar='N', help='of torch (default: one a core)'
    )
    parser.add_argument(
        '--workers',
        type=int,
        default=0,
        metavar='N',
        help='processes that read and augment frames (default: 0, none but this one)',
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, and print where the checkpoint is."""
    from seg_node.training.config import load_training_config
    from seg_node.training.loop import train

    checkpoint = train(
        load_training_config(arguments.config),
        arguments.out,
        resume=arguments.resume,
        device=arguments.device,
        threads=arguments.threads,
        workers=arguments.workers,
    )
    if checkpoint:
        print(checkpoint)
    return 0
