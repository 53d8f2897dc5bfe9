# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Run a recorded drive through the pipeline, keep what came out, compare it with before."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tqdm import tqdm

from seg_node.cli.drive_opening import open_drive
from seg_node.cli.output_bag_arguments import open_output_bag
from seg_node.cli.pipeline_arguments import read_parameters
from seg_node.cli.replay_arguments import (
    add_replay_arguments,
    check_places,
    check_replay_arguments,
    record_places,
)
from seg_node.cli.result_lines import result_lines
from seg_node.core.errors import SourceError
from seg_node.core.process_end import INTERRUPTED
from seg_node.replay.result_files import take_away_results

if TYPE_CHECKING:
    from seg_node.parameters.parameters import Parameters
    from seg_node.replay.report.report import Report
    from seg_node.replay.result import Result
    from seg_node.replay.step import Watcher

SUMMARY = 'run a recorded drive as the node would, and compare it with an earlier run'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    add_replay_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Replay one drive or several; 1 if a comparison failed, 130 after Ctrl-C."""
    check_replay_arguments(arguments)
    if len(arguments.sources) > 1 or arguments.workers is not None or arguments.ray:
        return _run_many(arguments)
    (arguments.source,) = arguments.sources
    return _run_one(arguments)


def _run_many(arguments: argparse.Namespace) -> int:
    from seg_node.cli.main import run_verb
    from seg_node.replay.many.replaying_many import replay_many

    return replay_many(arguments, read_parameters(arguments), run_verb)


def _run_one(arguments: argparse.Namespace) -> int:
    """Replay, print, write."""
    check_places(arguments)
    if arguments.out:
        take_away_results(arguments.out)
    result, report = _replay(arguments, read_parameters(arguments))
    differs = bool(result.verdict and not result.verdict.is_same)
    print('\n'.join(result_lines(result)))
    if arguments.out:
        for name, path in report.write(arguments.out, result).items():
            print(f'{name} is in {path}')
    elif differs:
        print('give --out DIR for pictures of the differences')
    if result.is_partial:
        return INTERRUPTED
    if not (result.figures['frames'] or result.verdict):
        raise SourceError(f'{result.run.source}: no frame could be segmented')
    return int(bool(arguments.compare) and differs)


def _replay(arguments: argparse.Namespace, parameters: Parameters) -> tuple[Result, Report]:
    from seg_node.replay.reference import Reference
    from seg_node.replay.replaying import replay
    from seg_node.replay.report.report import Report
    from seg_node.replay.tolerances import load_tolerances

    path = arguments.compare or arguments.update
    reference = Reference(path) if path else None
    tolerances = load_tolerances(arguments.tolerance)
    with open_drive(arguments, parameters) as (drive, run):
        report = Report(drive.labels, reference.run if reference else None)
        places = record_places(arguments)
        with (
            open_output_bag(arguments, drive.labels) as bags,
            tqdm(drive, desc='frames', unit='frame', disable=None) as steps,
        ):
            watchers: list[Watcher] = [*bags, *([report] * bool(arguments.out))]
            result = replay(drive, steps, run, places, reference, tolerances, watchers)
        return result, report
