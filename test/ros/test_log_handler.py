# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What parts without ROS log is in the node's log."""

import logging
import re
import threading

import pytest
from rclpy.logging import get_logger

from seg_node.ros.log_handler import log_to

pytestmark = pytest.mark.ros

PART = logging.getLogger('seg_node.backends.part')


@pytest.mark.usefixtures('ros')
def test_records_keep_their_severity_from_any_thread(capfd):
    def log():
        for name in ('debug', 'info', 'warning', 'error', 'critical'):
            PART.log(getattr(logging, name.upper()), 'a word of %s', name)

    with log_to(get_logger('of_the_node')):
        thread = threading.Thread(target=log)
        thread.start()
        thread.join()
    said = re.findall(r'\[(\w+)\].* \[of_the_node\]: a word of (\w+)\n', capfd.readouterr().err)
    assert said == [
        ('INFO', 'info'),
        ('WARN', 'warning'),
        ('ERROR', 'error'),
        ('ERROR', 'critical'),
    ]


@pytest.mark.usefixtures('ros')
def test_errors_come_with_their_traceback_once(capfd, caplog):
    with log_to(get_logger('of_the_node')):
        try:
            raise ValueError('of a part')
        except ValueError:
            PART.exception('it failed')
    said = capfd.readouterr().err
    assert said.count('it failed') == said.count('ValueError: of a part') == 1
    assert not caplog.records, 'the root logger would print it again'


@pytest.mark.usefixtures('ros')
def test_record_that_cannot_be_written_is_no_error_of_who_logs(capfd):
    with log_to(get_logger('of_the_node')):
        PART.warning('%d', 'no number')
    assert 'Logging error' in capfd.readouterr().err


@pytest.mark.usefixtures('ros')
def test_all_is_as_before_at_the_end():
    package = logging.getLogger('seg_node')
    before = package.handlers.copy(), package.level, package.propagate
    with log_to(get_logger('of_the_node')):
        assert len(package.handlers) == len(before[0]) + 1
    assert (package.handlers, package.level, package.propagate) == before


def test_node_passes_on_what_a_backend_logs(peer, start_node, tmp_path, monkeypatch):
    pytest.importorskip('openvino')
    (tmp_path / 'file').write_text('')
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'file'))
    node = start_node(backend='openvino')
    warning = rf'\[WARN\].* \[{node.name[1:].replace("/", ".")}\]: no cache for openvino .*\n'
    peer.wait_for(lambda: re.search(warning, node.output()), 'warning in the log', node)
    assert node.output().count('no cache for openvino') == 1
