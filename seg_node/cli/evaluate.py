# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Score a model file on labelled frames."""

from __future__ import annotations

import argparse
from contextlib import closing
from importlib.util import find_spec
import json
from pathlib import Path
from typing import Any, TYPE_CHECKING

from tqdm import tqdm

from seg_node.backends.options import BackendOptions, PRECISIONS
from seg_node.cli.size_argument import add_size_arguments
from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import check_output, write_whole

if TYPE_CHECKING:
    from seg_node.core.calibration_error import Reliability

SUMMARY = 'score a model file on labelled frames, as the node runs it'

_COLUMNS = {
    'IoU': 'iou',
    'accuracy': 'class_accuracy_per_class',
    'boundary F1': 'boundary_f1_per_class',
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('model', type=Path, metavar='MODEL', help='model file')
    parser.add_argument(
        'data',
        metavar='DATA',
        help='folder with image/ and label/, or another labelled source: rendered:SEED, a bag',
    )
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there too')
    parser.add_argument(
        '--diagram',
        type=Path,
        metavar='PNG',
        help='of confidence against accuracy '
        '(default: reliability.png, beside the JSON file or here)',
    )
    parser.add_argument('--topic', help='image topic of a bag that has several')
    parser.add_argument('--backend', default='auto', help='runtime of the model (default: auto)')
    parser.add_argument('--threads', type=int, default=0, help='default: one per core')
    parser.add_argument(
        '--precision',
        choices=PRECISIONS,
        default='f32',
        help="of the net's arithmetic, where the runtime has it (default: f32)",
    )
    add_size_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Score, print a table and write the figures and their diagram."""
    from seg_node.core.pipeline import Pipeline, PipelineSettings
    from seg_node.engine.opening import open_model
    from seg_node.evaluation.labelled_source import open_labelled_source
    from seg_node.evaluation.model_scores import score_model

    folder = arguments.json.parent if arguments.json else Path()
    diagram = arguments.diagram or folder / 'reliability.png'
    _check_places(arguments, diagram)
    options = BackendOptions(
        arguments.threads,
        arguments.network_size,
        arguments.output_size,
        arguments.precision,
    )
    with closing(open_model(arguments.backend, arguments.model, options)) as backend:
        pipeline = Pipeline(backend, PipelineSettings())
        source = open_labelled_source(arguments.data, backend.spec.labels, arguments.topic)
        with tqdm(source, desc='frames', unit='frame', disable=None) as frames:
            scores = score_model(pipeline, frames, source.name)
    figures = {
        'model': str(arguments.model),
        'data': source.name,
        'backend': backend.description,
        **scores.to_dict(),
    }
    print(_table(figures))
    if arguments.json:
        write_whole(arguments.json, f'{json.dumps(figures, indent=2)}\n'.encode())
        print(f'figures are in {arguments.json}')
    _write_diagram(scores.reliability, f'{arguments.model.name} on {source.name}', diagram)
    return 0


def _check_places(arguments: argparse.Namespace, diagram: Path) -> None:
    """Find out before the work where nothing can or may be written."""
    if diagram == arguments.json:
        raise ConfigurationError(f'--json and --diagram are both {diagram}: give two files')
    data = Path(arguments.data)
    for path in (diagram, arguments.json) if arguments.json else (diagram,):
        check_output(path, arguments.model, data / 'image', data / 'label')
        path.parent.mkdir(parents=True, exist_ok=True)


def _write_diagram(reliability: Reliability, name: str, path: Path) -> None:
    if find_spec('matplotlib') is None:
        print('no reliability diagram, for want of matplotlib: pip install matplotlib')
        return
    from seg_node.evaluation.reliability_diagram import write_reliability_diagram

    write_reliability_diagram(reliability, name, path)
    print(f'accuracy over confidence is drawn in {path}')


def _table(figures: dict[str, Any]) -> str:
    """Lay the figures out: a line per class, then one per score."""
    columns = {title: figures[key] for title, key in _COLUMNS.items()}
    width = max(len('false-drivable rate'), *map(len, figures['iou']))
    lines = [
        f'{figures["model"]} on {figures["data"]}: {figures["frames"]} frames, '
        f'{figures["backend"]}',
        '',
        f'{"class":<{width}}' + ''.join(f'{title:>13}' for title in columns),
    ]
    for name in figures['iou']:
        scores = (_text(column[name]) for column in columns.values())
        lines.append(f'{name:<{width}}' + ''.join(f'{score:>13}' for score in scores))
    lines += ['', *(f'{title:<{width}}{_text(score):>13}' for title, score in _totals(figures))]
    return '\n'.join([*lines, '', '-: nothing to score, and in no mean', ''])


def _totals(figures: dict[str, Any]) -> list[tuple[str, float | None]]:
    return [
        ('mIoU', figures['miou']),
        ('pixel accuracy', figures['pixel_accuracy']),
        ('class accuracy', figures['class_accuracy']),
        ('boundary F1', figures['boundary_f1']),
        ('drivable IoU', figures['drivable']['iou']),
        ('drivable precision', figures['drivable']['precision']),
        ('drivable recall', figures['drivable']['recall']),
        ('false-drivable rate', figures['false_drivable_rate']),
        ('ECE', figures['ece']),
    ]


def _text(score: float | None) -> str:
    return '-' if score is None else f'{score:.4f}'
