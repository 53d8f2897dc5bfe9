# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A stem, a transformer's block and a head, between the ends of a model file."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import numpy_helper

_GRAPH = """
<ir_version: 10, opset_import: ["" : 20]>
net (uint8[1, 32, 48, 3] frame, float[2, 5] class_sets)
    => (uint8[1, 16, 24] labels, uint8[1, 16, 24] confidence, uint8[1, 2, 16, 24] set_probability)
<float[1] mean = {120.0}, float[1] std = {60.0}, float temperature = {1.5},
 int64[1] axis = {1}, int64[3] tokens_shape = {1, 8, 96}, int64[4] map_shape = {1, 8, 8, 12},
 float scale = {0.35}, float half = {0.5}, float root = {1.41421356}, float byte = {255.0},
 float[4] scales = {1.0, 1.0, 2.0, 2.0}>
{
    pixels = Cast <to = 1> (frame)
    planes = Transpose <perm = [0, 3, 1, 2]> (pixels)
    centred = Sub (planes, mean)
    normal = Div (centred, std)
    stem = Conv <strides = [4, 4], kernel_shape = [4, 4]> (normal, stem_w, stem_b)
    flat = Reshape (stem, tokens_shape)
    tokens = Transpose <perm = [0, 2, 1]> (flat)
    normed = LayerNormalization <axis = -1, epsilon = 0.000001> (tokens, norm_w, norm_b)
    query = MatMul (normed, query_w)
    key = MatMul (normed, key_w)
    key_t = Transpose <perm = [0, 2, 1]> (key)
    scores = MatMul (query, key_t)
    scaled = Mul (scores, scale)
    attention = Softmax <axis = -1> (scaled)
    value = MatMul (normed, value_w)
    mixed = MatMul (attention, value)
    after = Add (tokens, mixed)
    erf_in = Div (after, root)
    erf = Erf (erf_in)
    one = Constant <value = float {1.0}> ()
    erf_1 = Add (erf, one)
    gelu = Mul (after, erf_1)
    gelu_half = Mul (gelu, half)
    back = Transpose <perm = [0, 2, 1]> (gelu_half)
    map = Reshape (back, map_shape)
    head = Conv <kernel_shape = [1, 1]> (map, head_w)
    logits = Resize <mode = "linear"> (head, , scales)
    best = ArgMax <axis = 1, keepdims = 0> (logits)
    best_float = Cast <to = 1> (best)
    labels = Cast <to = 2> (best_float)
    cooled = Div (logits, temperature)
    probability = Softmax <axis = 1> (cooled)
    sure = ReduceMax <keepdims = 0> (probability, axis)
    sure_byte = Mul (sure, byte)
    sure_round = Round (sure_byte)
    confidence = Cast <to = 2> (sure_round)
    sums = Einsum <equation = "kc,nchw->nkhw"> (class_sets, probability)
    sums_byte = Mul (sums, byte)
    sums_round = Round (sums_byte)
    set_probability = Cast <to = 2> (sums_round)
}
"""
_WEIGHTS = {
    'stem_w': (8, 3, 4, 4),
    'stem_b': (8,),
    'norm_w': (8,),
    'norm_b': (8,),
    'query_w': (8, 8),
    'key_w': (8, 8),
    'value_w': (8, 8),
    'head_w': (5, 8, 1, 1),
}


def small_transformer() -> onnx.ModelProto:
    """Draw the weights of a small net with attention."""
    model = onnx.parser.parse_model(_GRAPH)
    random = np.random.default_rng(0)
    for name, shape in _WEIGHTS.items():
        weight = random.normal(scale=0.5, size=shape).astype(np.float32)
        model.graph.initializer.append(numpy_helper.from_array(weight, name))
    onnx.checker.check_model(model, full_check=True)
    return model
