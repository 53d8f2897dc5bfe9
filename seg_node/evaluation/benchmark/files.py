# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A report as files."""

from __future__ import annotations

from collections.abc import Mapping
import json
from pathlib import Path
from typing import Any

import cv2

from seg_node.core.errors import ConfigurationError
from seg_node.evaluation.benchmark.chart import BarChart, draw_bar_chart


def write_files(report: Mapping[str, Any], chart: BarChart, folder: Path, name: str) -> None:
    """
    Write a report as JSON and its chart as PNG.

    :param report: that JSON can hold.
    :param chart: of its figures.
    :param folder: that exists.
    :param name: of both files, without their suffixes.
    :raises ConfigurationError: if the picture cannot be written.
    """
    text = json.dumps(report, indent=2) + '\n'
    (folder / f'{name}.json').write_text(text, encoding='utf-8')
    picture = folder / f'{name}.png'
    if not cv2.imwrite(str(picture), cv2.cvtColor(draw_bar_chart(chart), cv2.COLOR_RGB2BGR)):
        raise ConfigurationError(f'{picture} cannot be written: check the folder and the disk')
