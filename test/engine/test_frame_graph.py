# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A graph from camera bytes to maps says what the CPU backends say."""

from dataclasses import replace

import cv2
from graph_run import GraphRun
import numpy as np
import onnx
from onnx import helper
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.errors import ModelFileError
from seg_node.core.frame_layout import FrameLayout
from seg_node.core.network_size import network_size
from seg_node.core.resources import share_directory
from seg_node.engine.frame_graph import compose_frame_graph
from seg_node.model_files.onnx_file import load_model
from seg_node.sources.rendered_drive.drive import RenderedDrive

SHIPPED = share_directory() / 'weights' / 'lite0_fpn.onnx'
GARBAGE = np.random.default_rng(0)


def rows_of(frame, layout):
    """Lay a frame out as a camera does; what stands in the padding is not to matter."""
    height, width, _ = frame.shape
    rows = GARBAGE.integers(0, 256, (1, height, layout.row_bytes), np.uint8)
    pixels = frame[:, :, ::-1] if layout.encoding == 'bgr8' else frame
    rows[0, :, : 3 * width] = pixels.reshape(height, 3 * width)
    return rows


def random_sets(spec, count):
    return np.random.default_rng(count).integers(0, 2, (count, len(spec.labels))).astype('f4')


def infer_both(path, layout, frame, set_count):
    """Give the maps of the composed graph and those of the CPU backend."""
    model, spec = load_model(path)
    sets = random_sets(spec, set_count)
    padded = np.zeros((layout.set_count, len(spec.labels)), np.float32)
    padded[:set_count] = sets
    run = GraphRun(compose_frame_graph(model, spec, layout))
    maps = run(frame=rows_of(frame, layout), class_sets=padded)
    options = BackendOptions(1, layout.network_size, layout.output_size)
    backend = open_backend('onnxruntime', path, options)
    (expected,) = backend.infer([frame], sets)
    backend.close()
    assert not maps[2][0, set_count:].any(), 'a set of no classes has no pixels'
    return [maps[0][0], maps[1][0], maps[2][0, :set_count]], [
        expected.labels,
        expected.confidence,
        expected.set_probability,
    ]


@pytest.mark.parametrize('row_bytes', [0, 256])
@pytest.mark.parametrize('encoding', ['rgb8', 'bgr8'])
@pytest.mark.parametrize('output_size', [(64, 48), (128, 96), (97, 31), (1, 1)])
def test_maps_of_a_frame_of_the_networks_size_are_equal_to_the_bit(
    colour_model, output_size, encoding, row_bytes
):
    layout = FrameLayout((64, 48), (64, 48), output_size, encoding, row_bytes)
    frame = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    maps, expected = infer_both(colour_model, layout, frame, set_count=2)
    assert len(np.unique(expected[0])) > 5 or output_size == (1, 1)
    for one, other in zip(maps, expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize('frame_size', [(64, 48), (50, 40), (131, 67)])
def test_frames_of_flat_areas_survive_any_resizing(colour_model, camvid, frame_size):
    """Away from the edges between two colours, no arithmetic may change a label."""
    colours = camvid.palette[[3, 0]]
    columns = np.tile(np.arange(frame_size[0]), (frame_size[1], 1))
    frame = colours[(2 * columns > frame_size[0]).astype(int)]
    layout = FrameLayout(frame_size, (64, 48), frame_size, row_bytes=3 * frame_size[0] + 5)
    (labels, *_), (expected, *_) = infer_both(colour_model, layout, frame, set_count=1)
    is_inside = abs(2 * columns - frame_size[0]) > 8
    np.testing.assert_array_equal(labels, expected)
    np.testing.assert_array_equal(
        labels[is_inside], np.where(2 * columns > frame_size[0], 0, 3)[is_inside]
    )


@pytest.mark.parametrize('set_count', [1, 4])
def test_so_many_sets_are_asked_for_as_there_are(colour_model, set_count):
    layout = FrameLayout((64, 48), (64, 48), (64, 48), set_count=set_count)
    frame = np.random.default_rng(2).integers(0, 256, (48, 64, 3), np.uint8)
    maps, expected = infer_both(colour_model, layout, frame, set_count)
    np.testing.assert_array_equal(maps[2], expected[2])


@pytest.mark.parametrize(
    ('frame_size', 'encoding', 'padding', 'output'),
    [
        ((480, 360), 'rgb8', 0, 'camera'),
        ((1280, 720), 'bgr8', 64, 'network'),
        ((1920, 1080), 'rgb8', 96, (640, 480)),
    ],
)
@pytest.mark.slow
def test_a_net_sees_a_camera_as_on_the_cpu(frame_size, encoding, padding, output):
    width, height = frame_size
    camera = PinholeCamera(width, height, width, width, (width - 1) / 2, (height - 1) / 2)
    frame = RenderedDrive(seed=3, camera=camera).frame(5).image
    _, spec = load_model(SHIPPED)
    size = network_size(frame_size, spec.network_size, spec.stride)
    map_size = (size[0] // spec.output_stride, size[1] // spec.output_stride)
    output_size = {'camera': frame_size, 'network': map_size}.get(output, output)
    layout = FrameLayout(frame_size, size, output_size, encoding, 3 * width + padding)
    maps, expected = infer_both(SHIPPED, layout, frame, set_count=2)
    assert np.mean(maps[0] == expected[0]) >= 0.995
    assert np.mean(abs(maps[1].astype(int) - expected[1]) <= 2) >= 0.95
    assert np.mean(abs(maps[2].astype(int) - expected[2]) <= 2) >= 0.95
    # The rest comes from resizing alone: of the frame that OpenCV makes, all is the same.
    resized = cv2.resize(frame, size, interpolation=cv2.INTER_LINEAR)
    layout = replace(layout, frame_size=size, row_bytes=3 * size[0] + padding)
    for one, other in zip(infer_both(SHIPPED, layout, resized, 2)[0], expected, strict=True):
        assert np.mean(one == other) >= 0.9999


@pytest.mark.parametrize('frame_size', [(480, 360), (1280, 720), (333, 251), (100, 75)])
def test_resized_pixels_are_the_exact_ones_rounded(frame_size):
    """But for what float32 does to their coordinates; OpenCV's fixed point is off by 0.77."""
    layout = FrameLayout(frame_size, (256, 192), frame_size)
    frame = np.random.default_rng(3).integers(0, 256, (*frame_size[::-1], 3), np.uint8)
    model, spec = load_model(SHIPPED)
    composed = compose_frame_graph(model, spec, layout)
    (name,) = (node.output[0] for node in composed.graph.node if node.name == 'frame_5')
    composed.graph.output.append(helper.make_tensor_value_info(name, 1, [1, 192, 256, 3]))
    (pixels,) = GraphRun(composed, [name])(
        frame=rows_of(frame, layout), class_sets=random_sets(spec, 4)
    )
    exact = cv2.resize(frame.astype(float), (256, 192), interpolation=cv2.INTER_LINEAR)
    assert abs(pixels[0] - exact).max() < 0.52
    fixed_point = cv2.resize(frame, (256, 192), interpolation=cv2.INTER_LINEAR)
    assert abs(pixels[0] - fixed_point).max() <= 1


def test_every_shape_is_fixed_and_the_model_is_left_alone(colour_model):
    model, spec = load_model(colour_model)
    before = model.SerializeToString(deterministic=True)
    layout = FrameLayout((100, 80), (64, 48), (50, 40), 'bgr8', 320, 7)
    composed = compose_frame_graph(model, spec, layout)
    onnx.checker.check_model(composed, full_check=True)
    assert model.SerializeToString(deterministic=True) == before
    shapes = {
        port.name: [side.dim_value for side in port.type.tensor_type.shape.dim]
        for port in (*composed.graph.input, *composed.graph.output)
    }
    assert shapes == {
        'frame': [1, 80, 320],
        'class_sets': [7, 11],
        'labels': [1, 40, 50],
        'confidence': [1, 40, 50],
        'set_probability': [1, 7, 48, 64],
    }


def test_no_arithmetic_is_done_in_uint8(colour_model):
    """Ports and the casts from and to them are all that TensorRT takes uint8 in."""
    model, spec = load_model(colour_model)
    composed = compose_frame_graph(model, spec, FrameLayout((100, 80), (64, 48), (50, 40)))
    ports = {port.name for port in (*composed.graph.input, *composed.graph.output)}
    inside = [
        each.name
        for each in composed.graph.value_info
        if each.type.tensor_type.elem_type == onnx.TensorProto.UINT8
    ]
    assert not set(inside) - ports
    (first,) = (node for node in composed.graph.node if 'frame' in node.input)
    assert first.op_type == 'Cast'


def test_map_that_does_not_end_in_a_cast_is_refused(colour_model):
    model, spec = load_model(colour_model)
    (last,) = (node for node in model.graph.node if 'labels' in node.output)
    last.output[0] = 'bytes'
    model.graph.node.append(helper.make_node('Identity', ['bytes'], ['labels']))
    with pytest.raises(ModelFileError, match='labels comes from Identity, not from a Cast'):
        compose_frame_graph(model, spec, FrameLayout((64, 48), (64, 48), (64, 48)))


@pytest.mark.parametrize('change', ['more', 'fewer', 'renamed'])
def test_graph_of_other_ports_is_refused(colour_model, change):
    model, spec = load_model(colour_model)
    if change == 'more':
        model.graph.output.append(helper.make_tensor_value_info('logits', 1, None))
    elif change == 'fewer':
        del model.graph.output[0]
    else:
        model.graph.input[1].name = 'sets'
    with pytest.raises(ModelFileError, match=r'its ports are .*, and a model file has frame, '):
        compose_frame_graph(model, spec, FrameLayout((64, 48), (64, 48), (64, 48)))


def test_network_size_that_the_net_does_not_take_is_refused():
    model, spec = load_model(SHIPPED)
    layout = FrameLayout((480, 360), (500, 300), (480, 360))
    with pytest.raises(ModelFileError, match='does not run at 500x300: choose another network_s'):
        compose_frame_graph(model, spec, layout)
