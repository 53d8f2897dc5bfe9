# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The net computes in float16, and what float16 does harm to does not."""

import cv2
from graph_run import GraphRun
import numpy as np
import onnx
from onnx import helper, numpy_helper, TensorProto
import pytest
from small_transformer import small_transformer

from seg_node.core.errors import ModelFileError
from seg_node.core.resources import share_directory
from seg_node.model_files.half_precision import to_half_precision
from seg_node.model_files.onnx_file import load_model
from seg_node.sources.rendered_drive.drive import RenderedDrive

SINGLE, HALF = TensorProto.FLOAT, TensorProto.FLOAT16


@pytest.fixture
def transformer():
    return small_transformer()


def types_of(model):
    """Give the element type of every tensor by name; the shapes of all must fit."""
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    ports = (*inferred.value_info, *inferred.input, *inferred.output)
    return {port.name: port.type.tensor_type.elem_type for port in ports} | {
        each.name: each.data_type for each in inferred.initializer
    }


def half_nodes(model):
    """Name, by the tensors of the file that it came from, the nodes that give float16."""
    types = types_of(model)
    return {
        node.output[0].removesuffix('/half')
        for node in model.graph.node
        if types[node.output[0]] == HALF and not is_added(node)
    }


def is_added(node):
    return node.op_type == 'Cast' and node.name.endswith(('/half', '/single'))


def test_products_of_a_transformer_are_half_and_norms_are_not(transformer):
    derived = to_half_precision(transformer)
    made = {node.output[0] for node in transformer.graph.node}
    assert half_nodes(derived) == made - {
        # the frame's normalisation
        *('pixels', 'planes', 'centred', 'normal'),
        # norm, softmax, a constant that others read
        *('normed', 'attention', 'one'),
        # what makes maps of logits
        *('best', 'best_float', 'labels', 'cooled', 'probability', 'sure', 'sure_byte'),
        *('sure_round', 'confidence', 'sums', 'sums_byte', 'sums_round', 'set_probability'),
    }
    for node in derived.graph.node:
        if node.op_type in ('Conv', 'MatMul'):
            types = types_of(derived)
            assert {types[name] for name in (*node.input, *node.output)} == {HALF}


def test_ports_stay_as_they_are(transformer):
    derived = to_half_precision(transformer)
    assert list(derived.graph.input) == list(transformer.graph.input)
    assert list(derived.graph.output) == list(transformer.graph.output)
    assert types_of(derived)['logits'] == SINGLE


def test_no_tensor_is_cast_there_and_back(transformer):
    derived = to_half_precision(transformer)
    casts = [node for node in derived.graph.node if is_added(node)]
    assert len({node.output[0] for node in casts}) == len(casts)
    read = {name for node in derived.graph.node for name in node.input} | {
        port.name for port in derived.graph.output
    }
    assert all(set(node.output) & read for node in derived.graph.node)
    assert {each.name for each in derived.graph.initializer} <= read


def test_scales_of_a_resize_stay_single(transformer):
    derived = to_half_precision(transformer)
    (resize,) = (node for node in derived.graph.node if node.op_type == 'Resize')
    types = types_of(derived)
    assert (types[resize.input[0]], types[resize.input[2]]) == (HALF, SINGLE)


def test_labels_stay_and_maps_hardly_change(transformer):
    single, half = GraphRun(transformer), GraphRun(to_half_precision(transformer))
    random = np.random.default_rng(1)
    frames = random.integers(0, 256, (20, 1, 32, 48, 3), np.uint8)
    sets = np.array([[1, 0, 0, 1, 0], [0, 1, 0, 0, 0]], np.float32)
    pairs = [(single(frame=f, class_sets=sets), half(frame=f, class_sets=sets)) for f in frames]
    for place, within in ((1, 3), (2, 3)):
        assert max(abs(a[place].astype(int) - b[place]).max() for a, b in pairs) <= within
    assert np.mean([a[0] == b[0] for a, b in pairs]) >= 0.99
    assert len(np.unique([a[0] for a, _ in pairs])) > 3
    assert any((a[1] != b[1]).any() for a, b in pairs), 'float16 that changes nothing is none'


def test_model_is_left_alone_and_the_same_bytes_come_of_it(transformer):
    before = transformer.SerializeToString(deterministic=True)
    first, second = (
        to_half_precision(transformer).SerializeToString(deterministic=True) for _ in range(2)
    )
    assert first == second
    assert transformer.SerializeToString(deterministic=True) == before


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        ('head_w', 7e4),
        ('head_w', -7e4),
        ('head_w', -np.inf),
        ('half', 1e-9),
        ('half', -1e-9),
    ],
)
def test_numbers_that_float16_cannot_hold_stay_single(transformer, name, value):
    (weight,) = (each for each in transformer.graph.initializer if each.name == name)
    values = numpy_helper.to_array(weight).copy()
    values.flat[0] = value
    weight.CopyFrom(numpy_helper.from_array(values, name))
    derived = to_half_precision(transformer)
    (node,) = (each for each in derived.graph.node if name in each.input)
    types = types_of(derived)
    assert {types[each] for each in (*node.input, *node.output)} == {SINGLE}
    assert f'{name}/half' not in types


def test_largest_number_of_float16_is_half(transformer):
    (weight,) = (each for each in transformer.graph.initializer if each.name == 'half')
    weight.CopyFrom(numpy_helper.from_array(np.array(65504, np.float32), 'half'))
    assert types_of(to_half_precision(transformer))['half/half'] == HALF


def test_constants_are_weights_wherever_they_stand(transformer):
    """Read by nodes of both kinds, one has both forms."""
    nodes = transformer.graph.node
    (constant,) = (node for node in nodes if node.op_type == 'Constant')
    (constant_index,) = (i for i, node in enumerate(nodes) if node is constant)
    (sure_index,) = (i for i, node in enumerate(nodes) if 'sure_byte' in node.output)
    assert constant_index < sure_index
    nodes[sure_index].input[1] = 'one'
    derived = to_half_precision(transformer)
    assert not any(node.op_type == 'Constant' for node in derived.graph.node)
    types = types_of(derived)
    assert (types['one'], types['one/half']) == (SINGLE, HALF)


def test_branches_read_what_they_read_before(transformer):
    """The body of an If is left as it is, and so is what it reads from outside."""
    shape = [1, 8, 8, 12]
    branches = {
        name: helper.make_graph(
            [helper.make_node(operator, ['map'], [name])],
            name,
            [],
            [helper.make_tensor_value_info(name, SINGLE, shape)],
        )
        for name, operator in (('then_branch', 'Relu'), ('else_branch', 'Neg'))
    }
    nodes = list(transformer.graph.node)
    (index,) = (i for i, node in enumerate(nodes) if 'head' in node.output)
    nodes[index].input[0] = 'chosen'
    nodes[index:index] = [
        helper.make_node('ReduceMax', ['map'], ['largest'], keepdims=0),
        helper.make_node('Greater', ['largest', 'half'], ['is_day']),
        helper.make_node('If', ['is_day'], ['chosen'], **branches),
    ]
    del transformer.graph.node[:]
    transformer.graph.node.extend(nodes)
    types = types_of(to_half_precision(transformer))
    assert (types['map'], types['map/half'], types['chosen']) == (SINGLE, HALF, SINGLE)
    assert types['head/half'] == HALF


def test_crf_stays_single(colour_model):
    """All of it, though it has products and stands between the net and its logits."""
    from seg_node.export.conv_crf import insert_crf
    from seg_node.export.crf_parameters import CrfParameters

    model, spec = load_model(colour_model)
    insert_crf(model, CrfParameters(radius=1, iterations=1), spec.output_stride)
    derived = to_half_precision(model)
    types = types_of(derived)
    crf = [node for node in derived.graph.node if node.name.startswith('crf_')]
    assert len(crf) > 20
    assert HALF not in {
        types[name] for node in crf for name in (*node.input, *node.output) if name
    }
    assert types['scores/half'] == HALF
    assert (types['net_logits'], types['logits']) == (SINGLE, SINGLE)


def test_graph_without_logits_is_refused(transformer):
    for node in transformer.graph.node:
        node.input[:] = [name.replace('logits', 'scores_') for name in node.input]
        node.output[:] = [name.replace('logits', 'scores_') for name in node.output]
    with pytest.raises(ModelFileError, match='no tensor named logits: export it again'):
        to_half_precision(transformer)


def test_the_net_that_ships_agrees_with_itself():
    model, spec = load_model(share_directory() / 'weights' / 'lite0_fpn.onnx')
    derived = to_half_precision(model)
    types = types_of(derived)
    convolutions = [node for node in derived.graph.node if node.op_type == 'Conv']
    assert len(convolutions) > 60
    assert {types[name] for node in convolutions for name in node.input} == {HALF}
    single, half = GraphRun(model), GraphRun(derived)
    frames = [RenderedDrive(seed=seed).frame(5 * seed).image for seed in range(2)]
    for image in frames:
        frame = cv2.resize(image, spec.network_size)[None]
        sets = np.eye(2, len(spec.labels), 3, dtype=np.float32)
        one, other = (run(frame=frame, class_sets=sets) for run in (single, half))
        assert np.mean(one[0] == other[0]) >= 0.99
        assert np.mean(abs(one[1].astype(int) - other[1]) <= 2) >= 0.99
