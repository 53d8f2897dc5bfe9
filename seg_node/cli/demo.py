# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Run camera, node and recorder together and show what came out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

SUMMARY = 'run a camera, the node and a recorder, and write a video, a sheet and figures'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        'source',
        nargs='?',
        default='rendered',
        help='rendered[:SEED], a folder of images, a video file or a bag (default: rendered)',
    )
    parser.add_argument('--out', type=Path, default=Path('out'), help='folder (default: out)')
    parser.add_argument('--topic', help='image topic of a bag that has several')
    parser.add_argument('--model', default='', help='model file (default: the one that ships)')
    parser.add_argument('--backend', default='auto', help='runtime of the model (default: auto)')


def run(arguments: argparse.Namespace) -> int:
    """Run, and print a table of what was measured."""
    from seg_node.ros.demo import Demo, DemoOptions
    from seg_node.sources.open_source import open_source

    parameters = {'backend': arguments.backend}
    if arguments.model:
        parameters['model'] = str(Path(arguments.model).absolute())
    options = DemoOptions(arguments.source, arguments.topic, arguments.out, parameters)
    summary = Demo(options, open_source(arguments.source, arguments.topic)).run()
    print(_table(summary))
    print(f'\noverlay.mp4, sheet.png and summary.json are in {arguments.out}')
    return 0


def _table(summary: dict[str, Any]) -> str:
    """Lay the summary out, one figure a line."""
    rows: list[tuple[str, str]] = []
    for key, value in summary.items():
        title = key.replace('_', ' ')
        if isinstance(value, dict):
            rows += [(f'{title} {name}', _text(part)) for name, part in value.items()]
        else:
            rows.append((title, _text(value)))
    width = max(len(name) for name, _ in rows)
    return '\n'.join(f'{name:<{width}}  {value}' for name, value in rows)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return '  '.join(f'{name} {part}' for name, part in value.items())
    return 'nothing to score' if value is None else str(value)
