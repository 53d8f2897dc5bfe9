# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A request arrives at the process that builds as it was sent."""

from dataclasses import replace
import io
from pathlib import Path
from typing import Any

import pytest

from seg_node.backends.gpu import Gpu
from seg_node.core.frame_layout import FrameLayout
from seg_node.engine.build_request import read_request
from seg_node.engine.builder import BuildSettings

CHANGES: dict[str, dict[str, Any]] = {
    'as it is': {},
    'architecture': {'architecture': 'another "name"\nof two lines'},
    'gpu': {'gpu': Gpu((12, 0), 'NVIDIA RTX 5090', '580.1, CUDA 13.0', 1, True)},
    'precision': {'precision': 'f16'},
    'layout': {'layout': FrameLayout((640, 480), (512, 384), (320, 240), 'bgr8', 2048, 7)},
    'settings': {'settings': BuildSettings(workspace_mb=77, optimization_level=5)},
    'graph': {'graph': b'{"a": 1}\n' + bytes(range(256))},
    'no graph': {'graph': b''},
}


@pytest.mark.parametrize('name', CHANGES)
def test_request_is_read_as_it_was_written(request_engine, name):
    request = request_engine(**CHANGES[name])
    stream = io.BytesIO()
    request.write(stream, Path('/some/földer'))
    stream.seek(0)
    found, folder = read_request(stream)
    assert found == request
    assert found.key == request.key
    assert folder == Path('/some/földer')
    assert not stream.read()


def test_every_part_is_in_the_key_but_what_is_for_people(request_engine):
    keys = {name: request_engine(**change).key.name for name, change in CHANGES.items()}
    assert keys.pop('architecture') == keys['as it is']
    assert len(set(keys.values())) == len(keys)


def test_rtx_takes_the_engine_for_any_card_where_there_is_none_for_its_own(request_engine):
    card = request_engine(gpu=Gpu((8, 9), 'NVIDIA L4', '580.1, CUDA 13.0', 0))
    assert card.keys == (card.key, request_engine().key)
    classic = replace(card, flavour=replace(card.flavour, name='tensorrt'))
    assert classic.keys == (classic.key,)


def test_graph_is_not_shown(request_engine):
    assert len(repr(request_engine())) < 1000
