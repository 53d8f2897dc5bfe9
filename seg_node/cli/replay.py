# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Run a recorded drive through the pipeline, keep what came out, compare it with before."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, ExitStack
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TYPE_CHECKING

from tqdm import tqdm

from seg_node.cli.output_bag_arguments import (
    add_output_bag_arguments,
    check_output_bag,
    open_output_bag,
)
from seg_node.cli.pipeline_arguments import add_pipeline_arguments, read_parameters
from seg_node.cli.reading_lines import reading_lines
from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import check_output
from seg_node.core.process_end import INTERRUPTED
from seg_node.replay.result_file import FRAMES

if TYPE_CHECKING:
    from seg_node.parameters.parameters import Parameters
    from seg_node.replay.drive import Drive
    from seg_node.replay.ground.recorded_ground import RecordedGround
    from seg_node.replay.report.report import Report
    from seg_node.replay.result import Result
    from seg_node.replay.run_description import RunDescription
    from seg_node.replay.step import Watcher
    from seg_node.ros.live_replay import LiveDrive
    from seg_node.sources.frame_source import FrameSource

SUMMARY = 'run a recorded drive as the node would, and compare it with an earlier run'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        'sources', nargs='+', metavar='SOURCE', help='bag, video, folder or rendered[:SEED]'
    )
    add_pipeline_arguments(parser)
    parser.add_argument(
        '--truth', type=Path, metavar='FOLDER', help='label files (PNG) that are named by stamp'
    )
    parser.add_argument('--ground', action='store_true', help='look at the ground too')
    parser.add_argument(
        '--remap',
        dest='remaps',
        action='append',
        default=[],
        metavar='NAME:=TOPIC',
        help='topic of the bag for camera_info, depth/camera_info, imu or odometry of the node, '
        'where it has several; may be given again',
    )
    parser.add_argument(
        '--out',
        type=Path,
        metavar='DIR',
        help='write report.html, report.json, junit.xml and frames.jsonl there',
    )
    add_output_bag_arguments(parser)
    use = parser.add_mutually_exclusive_group()
    use.add_argument('--record', type=Path, metavar='REF', help='write a reference there')
    use.add_argument(
        '--compare', type=Path, metavar='REF', help='exit with 1 if it differs from the reference'
    )
    use.add_argument(
        '--update', type=Path, metavar='REF', help='say what differs, and write the reference anew'
    )
    parser.add_argument(
        '--tolerance', type=Path, metavar='FILE', help='how much may differ (default: nothing)'
    )
    many = parser.add_argument_group(
        'several drives', '--out and REF are folders then, with a name in them for each drive'
    )
    many.add_argument(
        '--workers', type=int, metavar='N', help='drives at the same time (default: 1)'
    )
    many.add_argument(
        '--ray', metavar='ADDRESS', help="of a Ray cluster to replay on, or 'local' to start one"
    )

    parser.add_argument(
        '--live', action='store_true', help='play to the node itself, over ROS, at its own speed'
    )
    parser.add_argument(
        '--rate', type=float, help='with --live: times the recorded speed (default: 1)'
    )


def run(arguments: argparse.Namespace) -> int:
    """Replay one drive or several; 1 if a comparison failed, 130 after Ctrl-C."""
    if arguments.tolerance and not (arguments.compare or arguments.update or arguments.live):
        raise ConfigurationError('--tolerance is for --compare and --update')
    if arguments.rate is not None and not (arguments.live and 0 < arguments.rate < inf):
        raise ConfigurationError(f'--rate {arguments.rate}: give one above 0, with --live')
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
    _check_places(arguments)
    result, report = _replay(arguments, read_parameters(arguments))
    differs = bool(result.verdict and not result.verdict.is_same)
    print(_describe(result))
    if arguments.out:
        for name, path in report.write(arguments.out, result).items():
            print(f'{name} is in {path}')
    elif differs:
        print('give --out DIR for pictures of the differences')
    if result.is_partial:
        return INTERRUPTED
    return int(bool(arguments.compare) and differs)


def _replay(arguments: argparse.Namespace, parameters: Parameters) -> tuple[Result, Report]:
    from seg_node.replay.reference import Reference
    from seg_node.replay.replaying import replay
    from seg_node.replay.report.report import Report
    from seg_node.replay.tolerances import load_tolerances, Tolerances

    path = arguments.compare or arguments.update
    reference = Reference(path) if path else None
    tolerances = load_tolerances(arguments.tolerance) if arguments.tolerance else Tolerances()
    if arguments.live:
        _check_live(arguments, parameters)
    open_drive = _open_live if arguments.live else _open_offline
    with open_drive(arguments, parameters) as (drive, run):
        report = Report(drive.labels, reference.run if reference else None)
        places = _places(arguments)
        with (
            open_output_bag(arguments, drive.labels) as bags,
            tqdm(drive, desc='frames', unit='frame', disable=None) as steps,
        ):
            watchers: list[Watcher] = [*bags, *([report] * bool(arguments.out))]
            result = replay(drive, steps, run, places, reference, tolerances, watchers)
        return result, report


@contextmanager
def _open_offline(
    arguments: argparse.Namespace, parameters: Parameters
) -> Iterator[tuple[Drive, RunDescription]]:
    from seg_node.core.pipeline import Pipeline
    from seg_node.parameters.named_model import open_named_model
    from seg_node.replay.drive import Drive
    from seg_node.replay.run_description import describe_run
    from seg_node.sources.open_source import open_source

    source = open_source(arguments.source, arguments.topic)
    with closing(open_named_model(parameters)) as backend:
        pipeline = Pipeline(backend, parameters.pipeline_settings())
        ground = _open_ground(arguments, source, parameters)
        drive = Drive(_labelled(source, arguments, parameters), pipeline, ground)
        named = arguments.source, arguments.topic, parameters
        yield drive, describe_run(*named, backend, has_ground=arguments.ground)


@contextmanager
def _open_live(
    arguments: argparse.Namespace, parameters: Parameters
) -> Iterator[tuple[LiveDrive, RunDescription]]:
    from seg_node.replay.ground.opening import find_recorded
    from seg_node.replay.run_description import describe_run
    from seg_node.ros.live_replay import live_drive, LiveOptions
    from seg_node.sources.open_source import open_source

    source = _labelled(open_source(arguments.source, arguments.topic), arguments, parameters)
    with ExitStack() as opened:
        logs = arguments.out or Path(opened.enter_context(TemporaryDirectory()))
        rate = 1.0 if arguments.rate is None else arguments.rate
        topics = find_recorded(source, parameters, arguments.remaps, is_wanted=False)
        options = LiveOptions(source, parameters, rate, logs, topics)
        drive = opened.enter_context(live_drive(options))
        named = arguments.source, arguments.topic, parameters
        yield drive, describe_run(*named, drive.model, options.mode)


def _check_live(arguments: argparse.Namespace, parameters: Parameters) -> None:
    """Find out whether something is asked for that only an offline replay gives."""
    if arguments.ground:
        raise ConfigurationError('--live gives no outputs on the ground: leave out one of both')
    if parameters.footprint_width and not parameters.camera_pose:
        raise ConfigurationError('--live plays no TF: footprint_width needs camera_pose')


def _labelled(
    source: FrameSource, arguments: argparse.Namespace, parameters: Parameters
) -> FrameSource:
    """Give frames the labels of a folder, if there is one, which must be those of the model."""
    from seg_node.backends.model_header import read_spec
    from seg_node.evaluation.labelled_source import check_classes
    from seg_node.sources.truth_folder import TruthFolder

    if arguments.truth is None:
        return source
    classes = read_spec(parameters.model_path()).labels
    labelled = TruthFolder(source, arguments.truth, classes)
    check_classes(str(arguments.truth), labelled.labels, classes)
    return labelled


def _open_ground(
    arguments: argparse.Namespace, source: FrameSource, parameters: Parameters
) -> RecordedGround | None:
    """Open what is recorded beside the frames, if anything of it is needed."""
    is_wanted, remaps = arguments.ground, arguments.remaps
    if not (is_wanted or remaps or parameters.is_output_matched or parameters.footprint_width):
        return None
    from seg_node.replay.ground.opening import open_ground

    return open_ground(source, parameters, remaps, is_wanted)


def _places(arguments: argparse.Namespace) -> list[Path]:
    """Give where records are to be written."""
    frames = arguments.out / FRAMES if arguments.out else None
    return [path for path in (arguments.record or arguments.update, frames) if path]


def _check_places(arguments: argparse.Namespace) -> None:
    """Find out before the work where nothing can or may be written."""
    kept = [Path(arguments.source), *filter(None, [arguments.compare, arguments.params])]
    check_output_bag(arguments)
    places = _places(arguments)
    for place in places:
        check_output(place, *kept)
    if len({place.absolute() for place in places}) < len(places):
        raise ConfigurationError(f'{places[0]} is to be written twice: give different places')


def _describe(result: Result) -> str:
    figures, run = result.figures, result.run
    lines = [f'{run.source}: {figures["frames"]} of {result.stated} frames, {run.runtime}']
    lines += reading_lines(result.is_partial, result.end_fault, result.faults)
    if figures['frames']:
        lines += _figures(figures)
    lines += [f'records are in {path}' for path in result.files]
    return '\n'.join([*lines, str(result.verdict)] if result.verdict else lines)


def _figures(figures: Mapping[str, Any]) -> list[str]:
    shares = {'drivable share': 'drivable_share', 'confidence': 'mean_confidence', 'mIoU': 'miou'}
    return [
        ', '.join(f'{title} {figures[key]}' for title, key in shares.items() if key in figures),
        _live_times(figures) if 'latency_ms' in figures else _times(figures),
        f'digest of all maps: {figures["digest"]}',
    ]


def _times(figures: Mapping[str, Any]) -> str:
    times = figures['infer_ms']
    return (
        f'net and maps took {times["median"]} ms in the median, {times["p99"]} ms at p99, '
        f'{figures["infer_share"]:.1%} of all time; all else {figures["other_cpu_ms"]} ms of CPU '
        'per frame'
    )


def _live_times(figures: Mapping[str, Any]) -> str:
    times, counts = figures['latency_ms'], figures['node']
    return (
        f'frame to mask took {times["median"]} ms in the median, {times["p99"]} ms at p99; the '
        'node had {received} of {sent} frames, processed {processed}, replaced {replaced}, '
        'failed {failed}'.format(**counts)
    )
