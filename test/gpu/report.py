# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Figures that last, whatever comes after them."""

from __future__ import annotations

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

from seg_node.core.output_file import write_whole

Row = dict[str, Any]


class Report:
    """
    A JSON file that is written anew with each row.

    :param path: of the file.
    :param values: that all rows have in common.
    """

    def __init__(self, path: Path, **values: Any) -> None:
        self._path = path
        self._values = values
        self.error_count = 0
        self._write()

    def note(self, **values: Any) -> None:
        """Keep what is of no row."""
        self._values |= values
        self._write()

    def fail(self, **reasons: str) -> None:
        """Keep why something has no rows."""
        self.error_count += 1
        self.note(**reasons)

    def add(self, table: str, row: Row, measure: Callable[[Row], None]) -> None:
        """
        Measure a row and keep it, together with the error that ended it, if any.

        :param table: that the row belongs to.
        :param row: what is measured.
        :param measure: adds the figures to the row.
        """
        try:
            measure(row)
        except Exception as error:  # of any kind: all other rows are to be measured
            row['error'] = repr(error)
            self.error_count += 1
        print(table, row, flush=True)
        self._values.setdefault(table, []).append(row)
        self._write()

    def _write(self) -> None:
        write_whole(self._path, f'{json.dumps(self._values, indent=1)}\n'.encode())
