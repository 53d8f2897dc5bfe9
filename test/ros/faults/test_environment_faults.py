# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Files and disks that go away under a running node."""

import os
import resource
import shutil
import subprocess
import sys

from camera_messages import image_message, labelled_image, pixels_of
from colour_model import write_colour_model
from diagnostic_msgs.msg import DiagnosticStatus
from node_bench import Bench
import numpy as np
import pytest

pytestmark = pytest.mark.ros

ROAD = 3
BREAKING = image_message(np.full((48, 64, 3), 255, np.uint8))


def is_segmented(bench, camvid):
    answer = bench.segment(labelled_image(camvid, ROAD))
    return (pixels_of(answer['mask']) == ROAD).all()


def test_model_file_deleted_while_running(peer, start_node, camvid, tmp_path, fault_row):
    model = write_colour_model(tmp_path / 'colour.onnx', camvid, breaks_on_white=True)
    node = start_node(model=model)
    bench = Bench(peer, node, 'mask')
    bench.connect()
    shutil.move(model, tmp_path / 'away.onnx')
    assert is_segmented(bench, camvid)

    reports = peer.follow(node)
    bench.send(BREAKING)
    peer.repeat_until(
        lambda: bench.send(BREAKING),
        lambda: reports.first(
            lambda report: (
                report.level == DiagnosticStatus.ERROR and 'no model file at' in report.message
            )
        ),
        'report that names the file',
        node,
    )
    shutil.move(tmp_path / 'away.onnx', model)
    bench.connect()
    assert is_segmented(bench, camvid)
    bench.close()
    fault_row(
        'model file deleted while running',
        'the file moved away, then the runtime made to fail, then the file put back',
        'frames go on being right; after the failure diagnostics: ERROR, names the missing file '
        'and the next try; with the file back the node serves again by itself',
    )


def test_disk_full_for_logs(peer, start_node, camvid, fault_row):
    node = start_node()
    bench = Bench(peer, node, 'mask')
    bench.connect()
    written = len(node.output())
    # What a full disk does to a write, for this process alone and with no disk at risk.
    resource.prlimit(node.pid, resource.RLIMIT_FSIZE, (0, 0))
    for _ in range(3):
        bench.send(image_message(np.zeros((48, 64), np.uint8), 'nonsense'))
        assert is_segmented(bench, camvid)
    assert peer.state(node) == 'active'
    assert len(node.output()) == written
    bench.close()
    fault_row(
        'disk full for logs',
        'every write to a file fails from now on, while rejected frames are to be logged',
        'the log stays as it is; frames between are right, services answer',
    )


def test_no_directory_for_logs(fault_row):
    environment = os.environ | {'ROS_LOG_DIR': os.devnull + '/log'}
    command = [sys.executable, '-m', 'seg_node.ros.main']
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1
    (reason,) = ended.stderr.splitlines()
    assert 'Failed to create log directory' in reason
    fault_row('no place for logs at start', 'ROS_LOG_DIR below /dev/null', f'ends: {reason}')
