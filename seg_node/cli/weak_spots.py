# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Find the frames of a recorded drive that are worth a label, and export them."""

from __future__ import annotations

import argparse
from contextlib import closing, ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TYPE_CHECKING

from tqdm import tqdm

from seg_node.cli.pipeline_arguments import add_pipeline_arguments, read_parameters
from seg_node.cli.reading_lines import reading_lines
from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import check_output
from seg_node.core.process_end import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seg_node.core.backend import Backend
    from seg_node.core.pipeline import Pipeline
    from seg_node.parameters.parameters import Parameters
    from seg_node.replay.weak_spots.second_opinion import SecondOpinion
    from seg_node.replay.weak_spots.survey import Survey
    from seg_node.replay.weak_spots.weak_spot import WeakSpot
    from seg_node.sources.frame_source import FrameSource

SUMMARY = 'rank the frames of a recorded drive for labelling, and export the weakest as a folder'
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('source', metavar='SOURCE', help='bag, video, folder or rendered[:SEED]')
    add_pipeline_arguments(parser)
    parser.add_argument(
        '--second', type=Path, metavar='MODEL', help='another model of the same classes'
    )
    parser.add_argument('--count', type=int, default=50, help='of frames (default: 50)')
    parser.add_argument(
        '--apart',
        type=float,
        default=1.0,
        metavar='SECONDS',
        help='least time between two of them (default: 1)',
    )
    parser.add_argument(
        '--sure',
        type=float,
        default=0.9,
        metavar='CONFIDENCE',
        help='from which on a pixel gets a class for a start (default: 0.9)',
    )
    parser.add_argument(
        '--out', type=Path, required=True, metavar='FOLDER', help='new folder to write'
    )


def run(arguments: argparse.Namespace) -> int:
    """Rank, export, print; 130 after Ctrl-C."""
    _check(arguments)
    parameters = read_parameters(arguments)
    survey, spots = _find_and_export(arguments, parameters)
    print(_describe(arguments, survey, spots))
    return INTERRUPTED if survey.is_partial else 0


def _find_and_export(
    arguments: argparse.Namespace, parameters: Parameters
) -> tuple[Survey, Sequence[WeakSpot]]:
    from seg_node.core.pipeline import Pipeline
    from seg_node.parameters.named_model import open_named_model
    from seg_node.replay.drive import Drive
    from seg_node.replay.weak_spots.survey import survey_drive
    from seg_node.replay.weak_spots.weak_spot import find_weak_spots
    from seg_node.sources.open_source import open_source

    source = open_source(arguments.source, arguments.topic)
    with ExitStack() as opened:
        backend = opened.enter_context(closing(open_named_model(parameters)))
        pipeline = Pipeline(backend, parameters.pipeline_settings())
        second = _open_second(arguments, parameters, pipeline, opened)
        drive = Drive(source, pipeline)
        with tqdm(drive, desc='frames', unit='frame', disable=None) as steps:
            survey = survey_drive(drive, steps, source.rate_hz, second)
        spots = find_weak_spots(survey.table, arguments.count, arguments.apart)
        facts = _facts(arguments, survey, parameters, backend)
        _export(arguments, source, pipeline, spots, facts)
    return survey, spots


def _open_second(
    arguments: argparse.Namespace, parameters: Parameters, pipeline: Pipeline, opened: ExitStack
) -> SecondOpinion | None:
    from seg_node.parameters.named_model import open_named_model
    from seg_node.replay.weak_spots.second_opinion import SecondOpinion

    if arguments.second is None:
        return None
    if arguments.second.exists() and arguments.second.samefile(parameters.model_path()):
        raise ConfigurationError(
            f'--second {arguments.second} is the model itself, which agrees with itself: '
            'give another one'
        )
    other = open_named_model(replace(parameters, model=str(arguments.second)))
    return SecondOpinion(opened.enter_context(closing(other)), pipeline)


def _facts(
    arguments: argparse.Namespace, survey: Survey, parameters: Parameters, backend: Backend
) -> dict[str, Any]:
    """Give all that the ranking is of and was made with."""
    from seg_node.replay.run_description import describe_run

    run = describe_run(arguments.source, arguments.topic, parameters, backend)
    return {
        **survey.to_dict(),
        'second': str(arguments.second) if arguments.second else None,
        'apart_s': arguments.apart,
        'sure': arguments.sure,
        'run': asdict(run),
    }


def _export(
    arguments: argparse.Namespace,
    source: FrameSource,
    pipeline: Pipeline,
    spots: Sequence[WeakSpot],
    facts: Mapping[str, Any],
) -> None:
    from seg_node.evaluation.labelled_source import truth_classes
    from seg_node.replay.weak_spots.chosen_frames import read_chosen
    from seg_node.replay.weak_spots.spot_folder import SpotFolder

    truth = truth_classes(source, pipeline.backend.spec.labels)
    folder = SpotFolder(arguments.out, pipeline, truth, arguments.sure)
    chosen = read_chosen(source, {spot.moment.frame for spot in spots})
    progress = tqdm(chosen, total=len(spots), desc='export', unit='frame', disable=None)
    with progress as frames:
        folder.write(source.name, spots, frames, facts)


def _check(arguments: argparse.Namespace) -> None:
    """Find out before the work what cannot be."""
    from seg_node.sources.folder_writer import check_new_folder

    if arguments.count < 1:
        raise ConfigurationError(f'--count is {arguments.count}: give at least 1 frame')
    if not arguments.apart >= 0:
        raise ConfigurationError(f'--apart is {arguments.apart}: give seconds, or 0 for any')
    if not 0 <= arguments.sure <= 1:
        raise ConfigurationError(f'--sure is {arguments.sure}: give a confidence from 0 to 1')
    check_new_folder(arguments.out)
    check_output(arguments.out, Path(arguments.source))


def _describe(arguments: argparse.Namespace, survey: Survey, spots: Sequence[WeakSpot]) -> str:
    lines = [f'{arguments.source}: {len(survey.table)} of {survey.stated} frames ranked']
    lines += reading_lines(survey.is_partial, survey.end_fault, survey.faults)
    lines += [
        f'{spot.rank}: frame {spot.moment.frame}, {spot.moment.time_ns / 1e9:.1f} s: {spot.reason}'
        for spot in spots[:_SHOWN]
    ]
    if len(spots) < min(arguments.count, len(survey.table)):
        lines.append(f'only {len(spots)} are {arguments.apart:g} s apart: lower --apart for more')
    return '\n'.join([*lines, f'{len(spots)} of them are in {arguments.out}'])
