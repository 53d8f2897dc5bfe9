# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Reports of replays whose maps are known."""

import pytest

from seg_node.replay.report.report import Report


@pytest.fixture
def folder(tmp_path):
    return tmp_path / 'out'


@pytest.fixture
def write_report(run, folder):
    """Replay, write the report and say which files people are told of."""

    def write(reference=None, **options):
        reports = []

        def watch(pipeline):
            reports.append(Report(pipeline.labels, reference.run if reference else None))
            return reports

        result = run((), reference, watch=watch, **options)
        return reports[0].write(folder, result)

    return write
