# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
From a model file in f32 to one whose products of weights are in int8.

Each layer's input and weights go through QuantizeLinear and DequantizeLinear, which
TensorRT, OpenVINO and onnxruntime turn into products of int8. All is symmetric, with zero
points of 0, as TensorRT wants it; biases and all other nodes stay in f32.
"""
