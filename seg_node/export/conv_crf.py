# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A conditional random field in a model's graph, whose pixels see a window around them.

Mean-field inference with Gaussian kernels and the Potts model: pixels i and j
of one window pull each other to one class with the strength

    appearance_weight * n(exp(-|p_i - p_j|^2 / 2 theta_alpha^2 - |c_i - c_j|^2 / 2 theta_beta^2))
    + smoothness_weight * n(exp(-|p_i - p_j|^2 / 2 theta_gamma^2))

p is a pixel's place in the maps and c the mean colour of the frame there. n is
the symmetric normalisation k_ij / sqrt(d_i d_j), where d_i sums k_ij over the
window, and i itself with its 1. So a weight means the same whatever the window;
i pulls j as strongly as j pulls i, as the energy of a pair must; and a pixel
that is like no other is left alone. No pixel sends a message to itself, and the
outside of the image sends none.

The nodes are written here, not traced from torch, whose exporter takes minutes
for the hundreds of slices. All that depends on the size of the image is padding
and slicing by constants, so N, H and W stay open.

Source: Krähenbühl, Koltun, Efficient inference in fully connected CRFs with
Gaussian edge potentials, arXiv 1210.5644. The window: Teichmann, Cipolla,
Convolutional CRFs for semantic segmentation, arXiv 1805.04777;
MarvinTeichmann/ConvCRF convcrf/convcrf.py, MIT, where pixels send to themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import product
import math

import onnx

from seg_node.export.crf_parameters import CrfParameters
from seg_node.model_files.node_list import NodeList

_END = (1 << 63) - 1
_CHANNELS, _SIDES = (1,), (2, 3)  # axes


class ConvCrf:
    """
    The nodes of a CRF.

    :param parameters: window, iterations, widths and weights.
    :param nodes: to which the CRF's are added.
    """

    def __init__(self, parameters: CrfParameters, nodes: NodeList) -> None:
        self._parameters = parameters
        self._op = nodes.add
        around = range(-parameters.radius, parameters.radius + 1)
        self._offsets = [offset for offset in product(around, around) if any(offset)]

    def refine(self, logits: str, image: str) -> str:
        """
        Iterate the mean field, which begins with the net's own probabilities.

        :param logits: (N, C, h, w) float32.
        :param image: (N, 3, h, w) float32, 0 to 255.
        :returns: (N, C, h, w) float32, whose softmax is the last mean field.
        """
        kernel = self._kernel(image)
        refined = logits
        for _ in range(self._parameters.iterations):
            sent = self._neighbours(self._softmax(refined))
            messages = (self._op('Mul', *pair) for pair in zip(kernel, sent, strict=True))
            refined = self._op('Add', logits, self._sum(messages))
        return refined

    def _kernel(self, image: str) -> list[str]:
        """Weigh the messages of each neighbour: (N, 1, h, w) per offset."""
        given = self._parameters
        parts = []
        if given.appearance_weight:
            parts.append(self._normalise(self._appearance(image), given.appearance_weight))
        if given.smoothness_weight:
            smoothness = self._closeness(image, given.theta_gamma)
            parts.append(self._normalise(smoothness, given.smoothness_weight))
        return [self._sum(pair) for pair in zip(*parts, strict=True)]

    def _appearance(self, image: str) -> list[str]:
        """Compare places and colours."""
        closeness = self._closeness(image, self._parameters.theta_alpha)
        per_square = -1 / (2 * self._parameters.theta_beta**2)
        kernel = []
        for close, neighbour in zip(closeness, self._neighbours(image), strict=True):
            step = self._op('Sub', neighbour, image)
            distance = self._op('ReduceSum', self._op('Mul', step, step), _CHANNELS)
            alike = self._op('Exp', self._op('Mul', distance, per_square))
            kernel.append(self._op('Mul', close, alike))
        return kernel

    def _closeness(self, image: str, theta: float) -> list[str]:
        """Compare places: (1, 1, h, w) per offset, 0 where the neighbour is outside the image."""
        sides = self._op('Concat', (1, 1), self._op('Shape', image, start=2), axis=0)
        inside = self._neighbours(self._op('Expand', 1.0, sides))
        return [
            self._op('Mul', neighbour, math.exp(-(y**2 + x**2) / (2 * theta**2)))
            for (y, x), neighbour in zip(self._offsets, inside, strict=True)
        ]

    def _normalise(self, kernel: list[str], weight: float) -> list[str]:
        pixel_and_sum = self._op('Add', self._sum(kernel), 1.0)
        scale = self._op('Reciprocal', self._op('Sqrt', pixel_and_sum))
        weighted = self._op('Mul', scale, weight)
        return [
            self._op('Mul', self._op('Mul', each, weighted), neighbour)
            for each, neighbour in zip(kernel, self._neighbours(scale), strict=True)
        ]

    def _softmax(self, logits: str) -> str:
        """In parts, since onnxruntime's own takes longer over the classes of an image."""
        best = self._op('ReduceMax', logits, _CHANNELS)
        exponential = self._op('Exp', self._op('Sub', logits, best))
        return self._op('Div', exponential, self._op('ReduceSum', exponential, _CHANNELS))

    def _neighbours(self, tensor: str) -> Iterator[str]:
        """Shift (N, C, h, w) by each offset, in turn; zeros come in from outside."""
        radius = self._parameters.radius
        padded = self._op('Pad', tensor, (0, 0, radius, radius) * 2)
        for offset in self._offsets:
            starts = tuple(radius + step for step in offset)
            ends = tuple(step - radius if step < radius else _END for step in offset)
            yield self._op('Slice', padded, starts, ends, _SIDES)

    def _sum(self, tensors: Iterable[str]) -> str:
        """Add one by one as they come, so that few of them need memory at once."""
        return reduce(lambda total, each: self._op('Add', total, each), tensors)


def insert_crf(model: onnx.ModelProto, parameters: CrfParameters, output_stride: int) -> None:
    """
    Put a CRF between a net and the maps of its model file.

    The net's logits are called ``net_logits`` then, and ``logits`` are the
    refined ones, from which all maps follow.

    :param parameters: window, iterations, widths and weights.
    :param output_stride: network pixels per map pixel.
    :raises ValueError: if no node of the graph computes ``logits``.
    """
    graph = model.graph
    producers = [index for index, node in enumerate(graph.node) if 'logits' in node.output]
    if not producers:
        raise ValueError('the graph computes no tensor named logits')
    before, after = list(graph.node[: producers[0] + 1]), list(graph.node[producers[0] + 1 :])
    before[-1].output[:] = [name.replace('logits', 'net_logits') for name in before[-1].output]
    nodes = NodeList('crf_')
    pixels = nodes.add('Cast', 'frame', to=onnx.TensorProto.FLOAT)
    channels_first = nodes.add('Transpose', pixels, perm=(0, 3, 1, 2))
    sides = (output_stride, output_stride)
    image = nodes.add('AveragePool', channels_first, kernel_shape=sides, strides=sides)
    ConvCrf(parameters, nodes).refine('net_logits', image)
    nodes.nodes[-1].output[:] = ['logits']
    del graph.node[:]
    graph.node.extend([*before, *nodes.nodes, *after])
    graph.initializer.extend(nodes.constants.values())
