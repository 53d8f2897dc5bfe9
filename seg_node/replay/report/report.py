# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The files that tell of a replay."""

from __future__ import annotations

import json
from pathlib import Path

import cv2

from seg_node.core.image_files import decode_jpeg_or_png
from seg_node.core.label_set import LabelSet
from seg_node.core.output_file import write_whole
from seg_node.core.sheet import draw_sheet
from seg_node.replay.report.junit import drive_suite, write_junit
from seg_node.replay.report.material import Material
from seg_node.replay.report.page import render_page
from seg_node.replay.result import Result
from seg_node.replay.result_files import JUNIT, PAGE, RESULT, WORST
from seg_node.replay.run_description import RunDescription
from seg_node.replay.step import Step

_CAPTIONS = ('reference', 'this run', 'drivable: + blue, - yellow; class: pink')
_WIDTH_PX = 1520


class Report:
    """
    Watches a replay, then writes what came out.

    :param labels: that the ids in masks stand for.
    :param before: what ran for the reference, if there is one.
    """

    def __init__(self, labels: LabelSet, before: RunDescription | None) -> None:
        self._material = Material(labels)
        self._before = before

    def look_at(self, step: Step) -> None:
        """Look at the next frame."""
        self._material.look_at(step)

    def write(self, folder: Path, result: Result) -> dict[str, Path]:
        """
        Write the files.

        :returns: those that a person looks at, by what they are.
        :raises OSError: if one cannot be written.
        """
        values = result.to_dict()
        write_whole(folder / RESULT, f'{json.dumps(values, indent=2)}\n'.encode())
        write_junit(folder / JUNIT, [drive_suite(values)])
        page = render_page(self._material, result, self._before)
        # Names that are no UTF-8 get escapes.
        write_whole(folder / PAGE, page.encode('utf-8', 'backslashreplace'))
        return {'report': folder / PAGE, **self._write_worst(folder)}

    def _write_worst(self, folder: Path) -> dict[str, Path]:
        path = folder / WORST
        changes = self._material.largest_changes()
        if not changes:
            path.unlink(missing_ok=True)  # that of a former replay
            return {}
        pictures = changes[0].kept.pictures
        row = [decode_jpeg_or_png(picture.jpeg) for picture in pictures.values()]
        sheet = draw_sheet([row], _CAPTIONS, self._material.labels, _WIDTH_PX)
        _, content = cv2.imencode('.png', cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))
        write_whole(path, content.data)
        return {'worst difference': path}
