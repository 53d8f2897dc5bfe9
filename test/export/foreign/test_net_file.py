# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""ONNX files that are read, and others that are refused with the reason."""

import onnx
from onnx import helper, numpy_helper, parser, TensorProto
import pytest

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.export.foreign.net_file import read_net


@pytest.fixture
def write(tmp_path):
    """Write a graph in ONNX's text form."""

    def write(text, opset='"" : 20'):
        model = parser.parse_model(f'<ir_version: 9, opset_import: [{opset}]> {text}')
        onnx.save(model, tmp_path / 'net.onnx')
        return tmp_path / 'net.onnx'

    return write


RELU = 'net (float[N, 3, 64, W] image) => (float[N, 3, 64, W] scores) { scores = Relu(image) }'
TWO_HEADS = """net (float[1, 3, 8, 8] image) => (float[1, 3, 8, 8] scores, float[1, 3, 8, 8] edges)
<float[1] head = {2.0}, float[1] other = {3.0}>
{
    features = Relu(image)
    edges = Mul(features, other)
    scores = Mul(features, head)
}"""


def test_ports_have_types_and_open_dimensions(write):
    net = read_net(write(RELU))
    assert str(net.image) == 'image: float32 (?, 3, 64, ?)'
    assert str(net.output) == 'scores: float32 (?, 3, 64, ?)'


def test_weights_that_are_listed_as_inputs_are_none(write):
    path = write(
        RELU.replace('image)', 'image, float[1] slope)', 1).replace(
            'Relu(image', 'PRelu(image, slope'
        )
    )
    model = onnx.load(path)
    model.graph.initializer.append(helper.make_tensor('slope', TensorProto.FLOAT, [1], [0.5]))
    onnx.save(model, path)
    assert read_net(path).image.name == 'image'


def test_head_of_the_other_output_is_left_out(write):
    graph = read_net(write(TWO_HEADS), 'scores').graph
    assert [node.op_type for node in graph.node] == ['Relu', 'Mul']
    assert [tensor.name for tensor in graph.initializer] == ['head']
    assert [port.name for port in graph.output] == ['scores']


@pytest.mark.parametrize('name', [None, 'depth'])
def test_several_outputs_are_listed(write, name):
    expected = r'give --output, one of scores: float32 \(1, 3, 8, 8\); edges: float32'
    with pytest.raises(ConfigurationError, match=expected):
        read_net(write(TWO_HEADS), name)


def test_what_a_branch_reads_is_kept(write):
    path = write("""net (float[1, 3, 8, 8] image) => (float[1, 3, 8, 8] scores)
    <bool yes = {1}, float[1] weight = {2.0}>
    {
        features = Relu(image)
        scores = If(yes) <
            then_branch = twice () => (float[1, 3, 8, 8] a) { a = Mul(features, weight) },
            else_branch = once () => (float[1, 3, 8, 8] b) { b = Identity(features) }
        >
    }""")
    graph = read_net(path).graph
    assert [node.op_type for node in graph.node] == ['Relu', 'If']
    assert {tensor.name for tensor in graph.initializer} == {'yes', 'weight'}


def test_functions_are_written_out(write):
    path = write(
        """net (float[1, 3, 8, 8] image) => (float[1, 3, 8, 8] scores)
        { scores = own.Act(image) }
        <domain: "own", opset_import: ["" : 20]>
        Act (x) => (y) { y = Relu(x) }""",
        opset='"" : 20, "own" : 1',
    )
    assert [(n.domain, n.op_type) for n in read_net(path).graph.node] == [('', 'Relu')]


@pytest.mark.parametrize('opset', [9, 11, 17, 22])
def test_other_opsets_are_converted(write, opset):
    graph = read_net(write(RELU, f'"" : {opset}')).graph
    assert [node.op_type for node in graph.node] == ['Relu']


@pytest.mark.parametrize(
    ('text', 'opset', 'reason'),
    [
        (
            RELU.replace('image)', 'image, float[1, 2] pose)', 1),
            '"" : 20',
            r'2 inputs \(image: .*; pose: float32 \(1, 2\)\).*only input',
        ),
        (RELU.replace('float', 'double'), '"" : 20', 'image: float64 .*one of float32, float16'),
        (
            RELU.replace('Relu', 'com.microsoft.Gelu'),
            '"" : 20, "com.microsoft" : 1',
            "Gelu is of the domain 'com.microsoft'.*standard ONNX operators",
        ),
        (RELU, '"" : 99', 'opset is .99..*cannot be converted to 20'),
    ],
)
def test_net_that_a_model_file_cannot_hold_is_refused(write, text, opset, reason):
    with pytest.raises(ModelFileError, match=reason):
        read_net(write(text, opset))


@pytest.mark.parametrize('content', [b'', b'not a model', bytes(1000)])
def test_file_that_is_not_onnx_is_refused(tmp_path, content):
    path = tmp_path / 'photo.onnx'
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match='it is not an ONNX file'):
        read_net(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r'gone\.onnx: check the path'):
        read_net(tmp_path / 'gone.onnx')


def test_missing_weights_are_named(write, tmp_path):
    path = write(TWO_HEADS)
    model = onnx.load(path)
    for tensor in model.graph.initializer:  # only raw bytes are put into another file
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor), tensor.name))
    onnx.save(model, path, save_as_external_data=True, location='net.data', size_threshold=0)
    (head,) = read_net(path, 'scores').graph.initializer
    assert numpy_helper.to_array(head) == 2
    (tmp_path / 'net.data').unlink()
    with pytest.raises(ModelFileError, match=r'part of it is missing: .*net\.data'):
        read_net(path, 'scores')


def test_model_file_of_our_own_needs_no_import(colour_model):
    with pytest.raises(ModelFileError, match='model file already'):
        read_net(colour_model)
