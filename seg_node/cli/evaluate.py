# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Score a model file on labelled frames."""

from __future__ import annotations

import argparse
from contextlib import closing
import json
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from seg_node.backends.options import BackendOptions, PRECISIONS
from seg_node.cli.reliability_file import diagram_path, write_diagram
from seg_node.cli.size_argument import add_size_arguments
from seg_node.core.errors import ConfigurationError
from seg_node.core.output_file import check_output, write_whole
from seg_node.evaluation.score_table import table

if TYPE_CHECKING:
    from seg_node.core.pipeline import Pipeline

SUMMARY = 'score a model file on labelled frames, as the node runs it'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument('model', type=Path, metavar='MODEL', help='model file')
    parser.add_argument(
        'data',
        metavar='DATA',
        help='folder with image/ and label/, or another labelled source: rendered:SEED, a bag; '
        'for a gallery alone, pictures without labels too',
    )
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there too')
    parser.add_argument(
        '--diagram',
        type=Path,
        metavar='PNG',
        help='of confidence against accuracy '
        '(default: reliability.png, beside the JSON file or here)',
    )
    parser.add_argument(
        '--gallery',
        type=Path,
        metavar='DIR',
        help='write a page there that shows the best, typical and worst frames',
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
    """Score, print a table and write what was asked for."""
    from seg_node.core.pipeline import Pipeline, PipelineSettings
    from seg_node.engine.opening import open_model

    diagram = diagram_path(arguments)
    _check_places(arguments, diagram)
    options = BackendOptions(
        arguments.threads,
        arguments.network_size,
        arguments.output_size,
        arguments.precision,
    )
    with closing(open_model(arguments.backend, arguments.model, options)) as backend:
        _evaluate(arguments, Pipeline(backend, PipelineSettings()), diagram)
    return 0


def _evaluate(arguments: argparse.Namespace, pipeline: Pipeline, diagram: Path) -> None:
    from seg_node.evaluation.gallery.gallery import Gallery
    from seg_node.evaluation.labelled_source import open_labelled_source
    from seg_node.evaluation.model_scores import score_model

    labels = pipeline.backend.spec.labels
    gallery = Gallery(arguments.gallery, labels) if arguments.gallery else None
    source = open_labelled_source(
        arguments.data, labels, arguments.topic, must_have_labels=gallery is None
    )
    with tqdm(source, desc='frames', unit='frame', disable=None) as frames:
        scores = score_model(pipeline, frames, source.name, gallery.add if gallery else None)
    unscored = gallery if not scores.frame_count else None
    figures = {
        'model': str(arguments.model),
        'data': source.name,
        'backend': pipeline.backend.description,
        **(unscored.summary() if unscored else scores.to_dict()),
    }
    print(table(figures))
    if arguments.json:
        write_whole(arguments.json, f'{json.dumps(figures, indent=2)}\n'.encode())
        print(f'figures are in {arguments.json}')
    if gallery:
        gallery.draw(pipeline, source)
    name = f'{arguments.model.name} on {source.name}'
    is_drawn = not unscored and write_diagram(scores.reliability, name, diagram)
    if gallery:
        page = gallery.write_page(figures, diagram if is_drawn else None)
        print(f'frames are shown in {page}')


def _check_places(arguments: argparse.Namespace, diagram: Path) -> None:
    """Find out before the work where nothing can or may be written."""
    if diagram == arguments.json:
        raise ConfigurationError(f'--json and --diagram are both {diagram}: give two files')
    data = Path(arguments.data)
    for path in (diagram, arguments.json) if arguments.json else (diagram,):
        check_output(path, arguments.model, data / 'image', data / 'label')
    if arguments.gallery:
        from seg_node.evaluation.gallery.gallery_folder import GalleryFolder
        from seg_node.sources.datasets.open_dataset import is_dataset

        if is_dataset(arguments.data):
            data = Path(arguments.data.partition(':')[2])
        GalleryFolder(arguments.gallery).check(arguments.model, data)
