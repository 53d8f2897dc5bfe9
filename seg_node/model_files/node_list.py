# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""ONNX nodes, written one after the other."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper


class NodeList:
    """
    Nodes in the order of their computation, and the constants that they need.

    :param prefix: that the names of nodes, tensors and constants begin with.
    """

    def __init__(self, prefix: str) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self._prefix = prefix

    def add(self, op_type: str, *inputs: str | float | tuple[int, ...], **attributes: Any) -> str:
        """
        Add a node with one output.

        :param inputs: names of tensors; a number stands for a float32 scalar, and
            whole numbers in a row for an int64 vector.
        :param attributes: of the node.
        :returns: the name of the output.
        """
        name = f'{self._prefix}{len(self.nodes)}'
        names = [each if isinstance(each, str) else self._constant(each) for each in inputs]
        self.nodes.append(helper.make_node(op_type, names, [name], name, **attributes))
        return name

    def _constant(self, value: float | tuple[int, ...]) -> str:
        array = np.array(value, np.int64 if isinstance(value, tuple) else np.float32)
        digest = sha256(array.tobytes()).hexdigest()[:12]
        name = f'{self._prefix}{array.dtype}_{digest}'
        self.constants[name] = numpy_helper.from_array(array, name)
        return name
