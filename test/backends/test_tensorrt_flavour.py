# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""TensorRT is loaded under both of its names, and speaks through Python's log."""

import logging
import sys

import pytest

from seg_node.backends.tensorrt_flavour import FLAVOUR_NAMES, load_flavour
from seg_node.core.errors import BackendError


@pytest.fixture
def rtx():
    pytest.importorskip('tensorrt_rtx', reason='tensorrt_rtx is not installed')
    return load_flavour('tensorrt_rtx')


def test_version_is_that_of_the_library(rtx):
    assert rtx.name == 'tensorrt_rtx'
    assert rtx.version == rtx.module.__version__
    assert load_flavour('tensorrt_rtx') == rtx


@pytest.mark.parametrize('name', FLAVOUR_NAMES)
def test_missing_library_is_told_with_the_remedy(monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(BackendError, match=f'{name} cannot be loaded .*install'):
        load_flavour(name)


@pytest.mark.parametrize('name', ['', 'os', 'onnxruntime'])
def test_no_other_module_is_loaded(name):
    with pytest.raises(BackendError, match=f"no TensorRT '{name}': choose from tensorrt, tens"):
        load_flavour(name)


@pytest.mark.parametrize(
    ('severity', 'level'),
    [
        ('INTERNAL_ERROR', logging.ERROR),
        ('ERROR', logging.ERROR),
        ('WARNING', logging.WARNING),
        ('INFO', logging.DEBUG),
        ('VERBOSE', logging.DEBUG),
    ],
)
def test_what_the_library_says_is_logged_as_gravely(rtx, caplog, severity, level):
    log = rtx.make_log()
    with caplog.at_level(logging.DEBUG):
        log.log(rtx.module.ILogger.Severity.__members__[severity], '100 % of it')
    assert [(record.levelno, record.message) for record in caplog.records] == [
        (level, '100 % of it')
    ]
    assert log.errors == (['100 % of it'] if level == logging.ERROR else [])


def test_errors_of_the_library_itself_are_kept_for_who_asked_last(rtx):
    """Whichever log the library was first given."""
    builders = []
    for _ in range(2):
        log = rtx.make_log()
        assert not log.errors
        builders.append(rtx.module.Builder(log))
        network = builders[-1].create_network(1)
        assert not rtx.module.OnnxParser(network, log).parse(b'no model')
        assert any('parse' in error for error in log.errors)
