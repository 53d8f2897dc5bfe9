# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Nets compile ahead of time for a camera of 1080p: the one that ships, and small ones of the zoo.

All others do in ``python test/measure_engines.py``, which takes ten minutes.
"""

import pytest

from seg_node.backends.gpu import parse_target
from seg_node.backends.options import BackendOptions
from seg_node.core.resources import default_model
from seg_node.engine.engine_build import obtain_engine
from seg_node.engine.engine_options import EngineOptions, MEMORY_LIMIT_MB
from seg_node.engine.planning import plan_engine
from seg_node.model_files.onnx_file import load_model

FRAME_SIZE = (1920, 1080)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope='module', params=['default', 'twinlitenet', 'fast_scnn'])
def loaded(request):
    if request.param == 'default':
        return load_model(default_model())
    pytest.importorskip('torch')
    from untrained_models import untrained_model

    return untrained_model(request.param, FRAME_SIZE)


@pytest.mark.parametrize(('precision', 'target'), [('f32', 'sm89'), ('f16', 'sm75')])
def test_net_compiles(rtx, cache, loaded, precision, target):
    model, spec = loaded
    options = BackendOptions(precision=precision)
    request = plan_engine(
        model, spec, FRAME_SIZE, options, EngineOptions(), rtx, parse_target(target)
    )
    record = obtain_engine(request, cache).record
    outputs = {port.name: port.shape for port in record.ports if not port.is_input}
    assert outputs['labels'] == outputs['confidence'] == (1, 1080, 1920)
    assert record.layer_count > 100
    assert record.peak_memory_mb < MEMORY_LIMIT_MB / 8


def test_net_that_ships_compiles_in_single_precision_for_cards_without_such_products(rtx, cache):
    model, spec = load_model(default_model())
    options, engine = BackendOptions(), EngineOptions()
    request = plan_engine(model, spec, FRAME_SIZE, options, engine, rtx, parse_target('sm75'))
    assert obtain_engine(request, cache).record.key['compute_capability'] == '7.5'
