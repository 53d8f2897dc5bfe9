# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Measure the ground outputs against the rendered drive, whose every metre is known."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
import json
from math import radians
from pathlib import Path
from typing import Any, TYPE_CHECKING

from tqdm import tqdm

from seg_node.cli.size_argument import size_argument
from seg_node.core.errors import ConfigurationError
from seg_node.core.ground_settings import GridSettings, GroundSettings
from seg_node.core.label_set import load_label_set
from seg_node.core.output_file import check_output, write_whole
from seg_node.core.resources import default_model

if TYPE_CHECKING:
    from seg_node.evaluation.ground.looks import MapsOf
    from seg_node.evaluation.ground.rig import RigOptions

SUMMARY = 'measure ranges and cells of drivable ground on a rendered drive'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        'seeds', type=int, nargs='*', default=[0], metavar='SEED', help='drives (default: 0)'
    )
    parser.add_argument(
        '--labels',
        choices=('truth', 'net'),
        default='truth',
        help='what says what a pixel shows (default: truth)',
    )
    parser.add_argument('--model', type=Path, help='of the net (default: the one that ships)')
    parser.add_argument('--frames', type=int, default=600, help='at 10 Hz (default: 600)')
    parser.add_argument(
        '--every', type=int, default=10, metavar='N', help='measure ranges in these (default: 10)'
    )
    parser.add_argument(
        '--grid', action='store_true', help='compare the cells of a grid too, in every frame'
    )
    parser.add_argument(
        '--size', type=size_argument, default=(1280, 720), metavar='WxH', help='(1280x720)'
    )
    parser.add_argument('--focal-length', type=float, default=900.0, metavar='PX', help='(900)')
    parser.add_argument('--height', type=float, default=1.5, metavar='M', help='(1.5)')
    parser.add_argument(
        '--pitch-oscillation', type=float, default=0.0, metavar='DEG', help='amplitude (0)'
    )
    parser.add_argument('--fisheye', action='store_true', help='an equidistant lens')
    parser.add_argument(
        '--slope', type=float, default=0.0, metavar='DEG', help='greatest, every 30 s (0)'
    )
    parser.add_argument(
        '--slope-memory', type=float, default=0.0, metavar='S', help='slope_memory_s (0)'
    )
    defaults = GroundSettings()
    for name, unit in (('range_max', 'M'), ('clearance', 'M'), ('min_confidence', 'P')):
        value = getattr(defaults, name)
        option = f'--{name.replace("_", "-")}'
        parser.add_argument(option, type=float, default=value, metavar=unit, help=f'({value})')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there too')
    parser.add_argument('--diagram', type=Path, metavar='PNG', help='of error over range')


def run(arguments: argparse.Namespace) -> int:
    """Drive, measure, print and write."""
    from seg_node.evaluation.ground.evaluate import evaluate_ground, Measures
    from seg_node.evaluation.ground.grid_comparison import GridComparison
    from seg_node.evaluation.ground.looks import DRIVABLE_IDS
    from seg_node.evaluation.ground.range_errors import RangeErrors
    from seg_node.evaluation.ground.report import describe
    from seg_node.evaluation.ground.rig import create_rig

    _check(arguments)
    settings = GroundSettings(
        range_max=arguments.range_max,
        clearance=arguments.clearance,
        min_confidence=arguments.min_confidence,
    )
    errors, grids = RangeErrors(), {}
    maps_of = _open_maps(arguments)
    for seed in arguments.seeds:
        rig = create_rig(_rig_options(arguments, seed))
        grid = None
        if arguments.grid:
            grid = GridComparison(rig.drive.scene, DRIVABLE_IDS, GridSettings())
        indices = range(0, arguments.frames, 1 if arguments.grid else arguments.every)
        shown = tqdm(indices, desc=rig.drive.name, unit='frame', disable=None)
        measures = Measures(errors, arguments.every, grid)
        evaluate_ground(rig, shown, maps_of, settings, measures)
        if grid:
            grids[rig.drive.name] = grid.figures()
    figures = errors.figures(load_label_set('camvid').names)
    if grids:
        figures['grid'] = grids
    print(describe(figures))
    _write(arguments, figures)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Refuse before the drive what would fail after it."""
    for name in ('every', 'focal_length'):
        value = getattr(arguments, name)
        if not value > 0:
            raise ConfigurationError(f'{name} is {value}: give a number above 0')
    places = [place for place in (arguments.json, arguments.diagram) if place]
    for place in places:
        if places.count(place) > 1:
            raise ConfigurationError(f'{place} is to be written twice: give different files')
        check_output(place, *filter(None, [arguments.model]))
    if arguments.diagram and find_spec('matplotlib') is None:
        raise ConfigurationError('--diagram needs matplotlib: pip install matplotlib')


def _write(arguments: argparse.Namespace, figures: dict[str, Any]) -> None:
    if arguments.json:
        write_whole(arguments.json, f'{json.dumps(figures, indent=2)}\n'.encode())
        print(f'figures are in {arguments.json}')
    if arguments.diagram:
        from seg_node.evaluation.ground.error_diagram import write_error_diagram

        write_error_diagram(figures, arguments.diagram)
        print(f'error over range is drawn in {arguments.diagram}')


def _rig_options(arguments: argparse.Namespace, seed: int) -> RigOptions:
    from seg_node.evaluation.ground.rig import RigOptions

    return RigOptions(
        seed,
        arguments.frames,
        arguments.size,
        arguments.focal_length,
        arguments.height,
        is_fisheye=arguments.fisheye,
        pitch_oscillation_rad=radians(arguments.pitch_oscillation),
        slope_rad=radians(arguments.slope),
        slope_memory_s=arguments.slope_memory,
    )


def _open_maps(arguments: argparse.Namespace) -> MapsOf:
    from seg_node.backends.options import BackendOptions
    from seg_node.backends.selection import open_backend
    from seg_node.core.pipeline import Pipeline, PipelineSettings
    from seg_node.evaluation.ground.looks import segmented_maps, true_maps
    from seg_node.evaluation.labelled_source import check_classes

    if arguments.labels == 'truth':
        return true_maps
    model = arguments.model or default_model()
    backend = open_backend('auto', model, BackendOptions())
    check_classes('the rendered drive', load_label_set('camvid'), backend.spec.labels)
    return segmented_maps(Pipeline(backend, PipelineSettings()))
