# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What ``seg quantize`` makes of the net that ships compiles in int8."""

import pytest
from quantized_model import write_quantized_default

from seg_node.backends.gpu import parse_target
from seg_node.backends.options import BackendOptions
from seg_node.core.resources import default_model
from seg_node.engine.engine_build import obtain_engine
from seg_node.engine.engine_options import EngineOptions
from seg_node.engine.planning import plan_engine
from seg_node.model_files.onnx_file import load_model

FRAME_SIZE = (1920, 1080)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def compile_engine(rtx, cache):
    def compile_it(path, precision):
        model, spec = load_model(path)
        options = BackendOptions(precision=precision)
        request = plan_engine(
            model, spec, FRAME_SIZE, options, EngineOptions(), rtx, parse_target('sm89')
        )
        return obtain_engine(request, cache)

    return compile_it


@pytest.fixture(scope='module')
def quantised(tmp_path_factory):
    return write_quantized_default(tmp_path_factory.mktemp('int8') / 'int8.onnx')


@pytest.mark.parametrize('precision', ['f32', 'f16'])
def test_quantised_net_compiles_with_all_its_quantising_layers(
    compile_engine, quantised, precision
):
    int8, before = (compile_engine(path, precision) for path in (quantised, default_model()))
    nodes = load_model(quantised)[0].graph.node
    added = [node for node in nodes if node.op_type in ('QuantizeLinear', 'DequantizeLinear')]
    assert len(added) > 100
    assert int8.record.layer_count >= before.record.layer_count + len(added)
    assert int8.record.ports == before.record.ports
