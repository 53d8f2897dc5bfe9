# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A node whose maps come one frame late."""

from box_drive import Delay, FaultyBackend

from seg_node.backends import onnxruntime_backend
from seg_node.backends.onnxruntime_backend import OnnxRuntimeBackend
from seg_node.ros.main import main


def open_late(model, options):
    return FaultyBackend(OnnxRuntimeBackend(model, options), on_maps=Delay(1))


if __name__ == '__main__':
    vars(onnxruntime_backend)['OnnxRuntimeBackend'] = open_late
    main()
