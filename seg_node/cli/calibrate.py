# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Calibrate the confidence of a model file, and thresholds with a stated risk."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
import json
from pathlib import Path
import re
from typing import TYPE_CHECKING

from tqdm import tqdm

from seg_node.backends.options import BackendOptions, PRECISIONS
from seg_node.cli.reliability_file import diagram_path, write_diagram
from seg_node.cli.size_argument import size_argument
from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import parse_class_sets
from seg_node.core.output_file import check_output, write_whole
from seg_node.core.risk_control import RATES

if TYPE_CHECKING:
    from seg_node.evaluation.labelled_frames import LabelledFrames
    from seg_node.evaluation.model_calibration import CalibratedModel, Operation
    from seg_node.sources.frame_source import Frame

SUMMARY = 'calibrate the confidence of a model file, and thresholds with a stated risk'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('model', type=Path, metavar='MODEL', help='model file')
    parser.add_argument(
        'data', metavar='DATA', help='labelled frames as for seg evaluate, in no training'
    )
    parser.add_argument('out', type=Path, nargs='?', metavar='OUT.onnx', help='file to write')
    parser.add_argument(
        '--check',
        action='store_true',
        help="write no model: measure MODEL's thresholds on DATA, which it was not calibrated on",
    )
    parser.add_argument(
        '--also', action='append', default=[], metavar='DATA', help='further frames, each time'
    )
    parser.add_argument(
        '--frames',
        type=_part,
        metavar='FIRST:LAST',
        help='only these of all frames, counted from 0, both included',
    )
    parser.add_argument(
        '--keep-temperature',
        action='store_true',
        help='and the thresholds of MODEL: new ones are added, e.g. of another precision',
    )
    parser.add_argument(
        '--rates',
        type=_rate,
        nargs='+',
        default=RATES,
        metavar='RATE',
        help=f'mean false rates to find thresholds for (default: {" ".join(map(str, RATES))})',
    )
    parser.add_argument(
        '--class-sets',
        default='',
        metavar='SETS',
        help="e.g. 'drivable=Road,Pavement; person=Pedestrian' (default: the model's own)",
    )
    parser.add_argument(
        '--block',
        type=int,
        default=10,
        metavar='N',
        help='frames per block of the bootstrap that gives intervals (default: 10)',
    )
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there too')
    parser.add_argument(
        '--diagram',
        type=Path,
        metavar='PNG',
        help='of confidence against accuracy, with one that ends in _before beside it '
        '(default: reliability.png, beside the JSON file or here)',
    )
    parser.add_argument('--topic', help='image topic of bags that have several')
    parser.add_argument('--backend', default='auto', help='runtime of the model (default: auto)')
    parser.add_argument('--threads', type=int, default=0, help='default: one per core')
    parser.add_argument(
        '--precision', choices=PRECISIONS, default='f32', help='that will run (default: f32)'
    )
    parser.add_argument(
        '--network-size', type=size_argument, metavar='WxH', help='default: what the node chooses'
    )


def run(arguments: argparse.Namespace) -> int:
    """Calibrate or check, print what was found and write it."""
    from seg_node.evaluation.calibration_report import describe, report
    from seg_node.evaluation.model_calibration import check_model, Operation

    if arguments.block < 1:
        raise ConfigurationError(f'block is {arguments.block}: give a number above 0')
    _check_places(arguments)
    frames = _open_frames(arguments)
    operation = Operation(
        arguments.backend,
        BackendOptions(arguments.threads, arguments.network_size, precision=arguments.precision),
        parse_class_sets(arguments.class_sets, '--class-sets'),
    )
    if arguments.check:
        found = check_model(arguments.model, frames, operation, _show)
    else:
        found = _calibrate(arguments, frames, operation)
    model = arguments.model if arguments.check else arguments.out
    figures = report(found, str(model), frames.name, arguments.block)
    print(describe(figures))
    if arguments.json:
        write_whole(arguments.json, f'{json.dumps(figures, indent=2)}\n'.encode())
        print(f'figures are in {arguments.json}')
    return 0


def _calibrate(
    arguments: argparse.Namespace, frames: LabelledFrames, operation: Operation
) -> CalibratedModel:
    from seg_node.evaluation.model_calibration import calibrate_model

    found = calibrate_model(
        arguments.model,
        arguments.out,
        frames,
        operation,
        sorted(set(arguments.rates)),
        arguments.keep_temperature,
        _show,
    )
    before, after = _diagrams(arguments)
    if found.before:
        write_diagram(found.before, f'{arguments.model.name} on {frames.name}', before)
    write_diagram(found.observed.reliability, f'{arguments.out.name} on {frames.name}', after)
    return found


def _check_places(arguments: argparse.Namespace) -> None:
    """Find out before the work what cannot or may not be written."""
    if arguments.check == (arguments.out is not None):
        raise ConfigurationError(
            'give MODEL DATA OUT.onnx to calibrate, or --check MODEL DATA to measure'
        )
    places = [] if arguments.check else [arguments.out, *_diagrams(arguments)]
    if arguments.json:
        places.append(arguments.json)
    for place in places:
        if places.count(place) > 1:
            raise ConfigurationError(f'{place} is to be written twice: give different files')
        check_output(place, arguments.model, *map(Path, (arguments.data, *arguments.also)))


def _diagrams(arguments: argparse.Namespace) -> tuple[Path, Path]:
    """Give the paths of the diagrams before and after."""
    after = diagram_path(arguments)
    return after.with_name(f'{after.stem}_before{after.suffix}'), after


def _open_frames(arguments: argparse.Namespace) -> LabelledFrames:
    from seg_node.backends.model_header import read_spec
    from seg_node.evaluation.labelled_frames import LabelledFrames
    from seg_node.evaluation.labelled_source import open_labelled_source

    labels = read_spec(arguments.model).labels
    texts = (arguments.data, *arguments.also)
    sources = [open_labelled_source(text, labels, arguments.topic) for text in texts]
    return LabelledFrames(sources, arguments.frames)


def _show(name: str, frames: LabelledFrames) -> Iterable[Frame]:
    shown: Iterable[Frame] = tqdm(frames, desc=name, unit='frame', disable=None)
    return shown


def _part(text: str) -> tuple[int, int]:
    match = re.fullmatch(r'(\d+):(\d+)', text)
    if not match or int(match[1]) > int(match[2]):
        raise argparse.ArgumentTypeError(f"'{text}' is not FIRST:LAST, as in 0:42")
    return int(match[1]), int(match[2])


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a rate between 0 and 1")
    return rate
