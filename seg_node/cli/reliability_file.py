# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The diagram of confidence against accuracy, where it can be drawn."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path
from textwrap import shorten

from seg_node.core.calibration_error import Reliability

_TITLE_LENGTH = 120


def diagram_path(arguments: argparse.Namespace) -> Path:
    """Give the path of the PNG: what ``--diagram`` says, else beside the JSON file or here."""
    folder = arguments.json.parent if arguments.json else Path()
    path: Path = arguments.diagram or folder / 'reliability.png'
    return path


def write_diagram(reliability: Reliability, name: str, path: Path) -> bool:
    """
    Draw it and say so, or say that matplotlib is missing.

    :param name: of model and data, for the title.
    :param path: of the PNG.
    :returns: whether it was drawn.
    """
    if find_spec('matplotlib') is None:
        print('no reliability diagram, for want of matplotlib: pip install matplotlib')
        return False
    from seg_node.evaluation.reliability_diagram import write_reliability_diagram

    write_reliability_diagram(reliability, shorten(name, _TITLE_LENGTH, placeholder=' …'), path)
    print(f'accuracy over confidence is drawn in {path}')
    return True
