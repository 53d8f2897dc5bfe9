# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""One run from images to a report, its table and its files."""

import json

import cv2
import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.evaluation.benchmark.comparison import compare, ComparisonOptions
from seg_node.evaluation.benchmark.files import write_files
from seg_node.evaluation.benchmark.line_up import ComparedModel
from seg_node.evaluation.benchmark.report import cost_chart
from seg_node.evaluation.benchmark.table import format_table


@pytest.fixture(scope='module')
def report(tiny, image):
    threads = cv2.getNumThreads()
    options = ComparisonOptions(network_size=(64, 48), rounds=1)
    yield compare([image, image[::-1]], ComparedModel(tiny.path, tiny.net), options)
    assert cv2.getNumThreads() == threads


def test_report_says_what_was_measured_on_what(report):
    setup = report['setup']
    assert (setup['model'], setup['architecture']) == ('tiny.onnx', 'tiny')
    assert (setup['frame_size'], setup['network_size']) == ('150x120', '64x48')
    assert (setup['frames'], setup['rounds'], setup['threads']) == (2, 1, 1)
    assert {'seg_node', 'numpy', 'opencv', 'onnxruntime', 'torch'} <= report['versions'].keys()
    assert report['machine']['cpu'] and report['machine']['cores'] > 0


def test_rivals_are_compared_with_ours(report):
    assert report['ratios'].keys() == report['agreement'].keys()
    assert list(report['ratios']) == ['Nav2 example', 'torch eager']
    assert report['agreement']['Nav2 example']['all'] > 0.9


def test_table_has_a_line_for_each_pipeline(report):
    table = format_table(report)
    for name in ('seg_node', 'Nav2 example', 'torch eager'):
        total = report['pipelines'][name]['total_ms']
        assert any(
            line.startswith(name) and f' {total:.1f} ' in line for line in table.splitlines()
        )


def test_table_does_not_praise_labels_of_one_class(report):
    shares = {name: each | {'classes': 1} for name, each in report['agreement'].items()}
    table = format_table(report | {'agreement': shares})
    assert 'equal to those of Nav2 example: nothing to compare, one class fills all' in table


def test_files_hold_report_and_chart(report, tmp_path):
    write_files(report, cost_chart(report), tmp_path, 'pipelines')
    assert json.loads((tmp_path / 'pipelines.json').read_text()) == report
    chart = cv2.imread(str(tmp_path / 'pipelines.png'))
    assert chart is not None and chart.shape[1] == 1280


@pytest.mark.parametrize('options', [{'threads': 0}, {'rounds': 0}])
def test_nothing_to_run_with_is_refused(options):
    with pytest.raises(ConfigurationError, match='at least one'):
        ComparisonOptions(**options)


def test_model_that_cannot_be_cut_is_named(colour_model):
    image = np.zeros((48, 64, 3), np.uint8)
    with pytest.raises(ModelFileError, match=r'colour\.onnx: it has no division'):
        compare([image], ComparedModel(colour_model), ComparisonOptions())
