# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Measure what a CRF costs, and what its window leaves out.

python test/measure_crf.py weights/lite0_fpn.onnx ../shared/data/camvid/val

What it gains is measured by ``seg evaluate``, on a model file with and without it.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
import time

import cv2
from dense_crf import dense_crf
import numpy as np
import onnx
import onnxruntime

from seg_node.export.crf_parameters import CrfParameters
from seg_node.export.refinement import refine_model_file
from seg_node.sources.folder import FolderSource

CROP = (48, 64)
"""Rows and columns from the middle of a map, of which a matrix can hold all pairs."""


def main():
    parser = argparse.ArgumentParser(description='Measure what a CRF costs and leaves out.')
    parser.add_argument('model', type=Path)
    parser.add_argument('data', type=Path, help='folder of pictures')
    parser.add_argument('--frames', type=int, default=10)
    arguments = parser.parse_args()
    parameters = CrfParameters()
    with TemporaryDirectory() as folder:
        refined = Path(folder) / 'refined.onnx'
        spec = refine_model_file(arguments.model, refined, parameters)
        net, with_crf = (open_with_logits(path) for path in (arguments.model, refined))
    source = FolderSource(arguments.data)
    indices = np.linspace(0, len(source) - 1, arguments.frames).astype(int)
    frames = [cv2.resize(source[int(index)].image, spec.network_size) for index in indices]
    print(f'{parameters}\n{arguments.frames} frames of {arguments.data}')
    compare_windows(net, frames, parameters)
    compare_times(net, with_crf, frames)


def open_with_logits(path):
    model = onnx.load(path)
    model.graph.output.append(onnx.helper.make_tensor_value_info('logits', 1, [None] * 4))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=['CPUExecutionProvider']
    )


def run(session, frame, outputs):
    classes = session.get_inputs()[1].shape[1]
    inputs = {'frame': frame[None], 'class_sets': np.ones((1, classes), np.float32)}
    return session.run(outputs, inputs)


def compare_windows(net, frames, parameters):
    """Print how far a CRF with a window is from one in which all pixels see each other."""
    differences, changes = [], []
    for frame in frames:
        logits = run(net, frame, ['logits'])[0][0]
        image = cv2.resize(np.float32(frame), logits.shape[:0:-1], interpolation=cv2.INTER_AREA)
        (top, bottom), (left, right) = (
            ((side - crop) // 2, (side + crop) // 2)
            for side, crop in zip(image.shape, CROP, strict=False)
        )
        logits, image = logits[:, top:bottom, left:right], image[top:bottom, left:right]
        window, everything = (
            dense_crf(logits, image, parameters, radius) for radius in (parameters.radius, None)
        )
        differences.append(compare(window, everything))
        changes.append(compare(dense_crf(logits, image, parameters, 0), everything))
    for name, rows in (('window', differences), ('no CRF', changes)):
        most, mean, labels = np.array(rows).T
        print(
            f'{name} against all pixels: probability off by {most.max():.3f} at most and '
            f'{mean.mean():.5f} in the mean, {labels.mean():.3%} of the labels differ'
        )


def compare(one, other):
    difference = np.abs(one - other)
    return difference.max(), difference.mean(), np.mean(one.argmax(axis=0) != other.argmax(axis=0))


def compare_times(net, with_crf, frames):
    """Print the time of both graphs, which take turns so that other load meets both."""
    times = [[time_run(each, frame) for each in (net, with_crf)] for frame in frames]
    alone, refined = np.median(times, axis=0)
    height, width, _ = frames[0].shape
    print(
        f'CPU time at {width}x{height}, one thread, median: {alone:.0f} ms without the CRF, '
        f'{refined:.0f} ms with it, {refined / alone:.2f} times as much'
    )


def time_run(session, frame):
    start = time.process_time()
    run(session, frame, ['labels', 'confidence', 'set_probability'])
    return 1e3 * (time.process_time() - start)


if __name__ == '__main__':
    main()
