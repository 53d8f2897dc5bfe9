# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Measure how far an engine's frame graph is from the CPU backend, and where that comes from.

python test/measure_frame_graph.py weights/lite0_fpn.onnx data/camvid/val

Both run in onnxruntime, so that all that differs is the resizing: the graph's is in float32,
OpenCV's in fixed point. Given the frame that OpenCV made, the graph must say the same. The
graph in f16 is compared with that: tensors have its range and precision there, and what the
runtime has no f16 kernel for computes in f32 between them.
"""

import argparse
from pathlib import Path

import cv2
from graph_run import GraphRun
import numpy as np

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.frame_layout import FrameLayout
from seg_node.core.network_size import network_size
from seg_node.engine.frame_graph import compose_frame_graph
from seg_node.model_files.half_precision import to_half_precision
from seg_node.model_files.onnx_file import load_model
from seg_node.sources.folder import FolderSource

CAMERAS = ((480, 360), (1280, 720), (1920, 1080))


def main():
    parser = argparse.ArgumentParser(description='Compare frame graph and CPU backend.')
    parser.add_argument('model', type=Path)
    parser.add_argument('data', type=Path, help='folder of pictures')
    parser.add_argument('--frames', type=int, default=100)
    arguments = parser.parse_args()
    source = FolderSource(arguments.data)
    indices = np.linspace(0, len(source) - 1, arguments.frames).astype(int)
    backend = open_backend('onnxruntime', arguments.model, BackendOptions(threads=1))
    for camera in CAMERAS:
        compare = Comparison(arguments.model, backend, camera)
        frames = (cv2.resize(source[int(index)].image, camera) for index in indices)
        report(camera, compare.size, np.array([compare(frame) for frame in frames]))


class Comparison:
    """
    The graphs for one camera.

    :param path: of the model file.
    :param backend: that has it open.
    :param camera: (width, height) of the frames [px].
    """

    def __init__(self, path, backend, camera):
        model, spec = load_model(path)
        self.backend = backend
        self.size = network_size(camera, spec.network_size, spec.stride)
        from_camera, from_resized = (
            compose_frame_graph(model, spec, FrameLayout(size, self.size, camera))
            for size in (camera, self.size)
        )
        self.from_camera, self.from_resized = GraphRun(from_camera), GraphRun(from_resized)
        self.in_half = GraphRun(to_half_precision(from_resized))
        sets = [*spec.labels.class_sets.values()][:4]
        self.sets = np.zeros((4, len(spec.labels)), np.float32)
        for row, members in zip(self.sets, sets, strict=False):
            row[[spec.labels.names.index(name) for name in members]] = 1

    def __call__(self, frame):
        """
        Compare the maps of a frame.

        :returns: shares of labels that differ, from the camera's frame, from OpenCV's, and in f16
            from f32; share of values that OpenCV rounds differently, and its largest error; mean
            and largest difference of confidence and of the sets [levels of 255].
        """
        (maps,) = self.backend.infer([frame], self.sets)
        resized = cv2.resize(frame, self.size, interpolation=cv2.INTER_LINEAR)
        labels, confidence, sets = self.run(self.from_camera, frame)
        labels_resized, *_ = self.run(self.from_resized, resized)
        labels_half, *_ = self.run(self.in_half, resized)
        exact = cv2.resize(np.float64(frame), self.size, interpolation=cv2.INTER_LINEAR)
        return (
            np.mean(labels[0] != maps.labels),
            np.mean(labels_resized[0] != maps.labels),
            np.mean(labels_half[0] != labels_resized[0]),
            np.mean(np.rint(exact) != resized),
            abs(exact - resized).max(),
            *spread(confidence[0], maps.confidence),
            *spread(sets[0], maps.set_probability),
        )

    def run(self, graph, frame):
        height, width, _ = frame.shape
        return graph(frame=frame.reshape(1, height, 3 * width), class_sets=self.sets)


def spread(one, other):
    difference = abs(one.astype(int) - other)
    return difference.mean(), difference.max()


def report(camera, size, rows):
    labels, resized, half, pixels, level, confidence, most_confidence, sets, most_sets = rows.T
    print(
        f'{camera[0]}x{camera[1]} -> {size[0]}x{size[1]}, {len(rows)} frames\n'
        f'  labels: {1 - labels.mean():.3%} equal, {1 - labels.max():.3%} in the worst frame\n'
        f'  confidence: {confidence.mean():.2f}/255 off in the mean, {most_confidence.max():.0f} '
        f'at most; class sets: {sets.mean():.2f} and {most_sets.max():.0f}\n'
        f'  OpenCV rounds {pixels.mean():.1%} of the resized values to another level than the '
        f'exact one, which it misses by up to {level.max():.2f}\n'
        f"  given OpenCV's resized frame: {1 - resized.mean():.4%} of the labels equal\n"
        f'  f16: {1 - half.mean():.3%} of the labels as in f32, '
        f'{1 - half.max():.3%} in the worst frame'
    )


if __name__ == '__main__':
    main()
