# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Engines that differ in anything have names that differ."""

from dataclasses import fields, replace
from hashlib import sha256
import json
from types import SimpleNamespace

from kept_engines import KEY, LAYOUT, OTHER_KEYS
import pytest

from seg_node.backends.gpu import Gpu
from seg_node.backends.tensorrt_flavour import Flavour
from seg_node.engine.engine_key import EngineKey, make_key


def test_every_field_is_in_the_name():
    assert {field.name for field in fields(EngineKey)} <= {*OTHER_KEYS}
    names = {key.name for key in (KEY, *OTHER_KEYS.values())}
    assert len(names) == 1 + len(OTHER_KEYS)
    assert all(len(name) == 32 and int(name, 16) for name in names)


def test_name_is_the_same_for_ever():
    """Written down, so that an engine of yesterday is found today."""
    assert KEY.name == 'fc65b79c788724d2350dcf54ac4e1d0b'
    assert replace(KEY, flags=dict(reversed(KEY.flags.items()))).name == KEY.name


def test_key_is_what_json_reads_back():
    assert json.loads(json.dumps(KEY.to_dict())) == KEY.to_dict()
    assert KEY.to_dict()['layout']['frame_size'] == [640, 480]


def test_key_tells_what_was_asked_for():
    flavour = Flavour('tensorrt', SimpleNamespace(__version__='10.3.0'))
    gpu = Gpu((8, 7), 'Orin', '540.3.0, CUDA 12.6', 0)
    key = make_key(b'graph', flavour, gpu, 'f16', LAYOUT, KEY.flags)
    assert key == replace(KEY, graph=sha256(b'graph').hexdigest())


@pytest.mark.parametrize('change', [{'gpu': Gpu((8, 7))}, {'gpu': Gpu((12, 0))}])
def test_engine_for_any_card_is_not_that_of_one(change):
    flavour = Flavour('tensorrt', SimpleNamespace(__version__='10.3.0'))
    key = make_key(b'', flavour, change['gpu'], 'f16', LAYOUT, {})
    assert (key.gpu, key.driver) == ('', '')
    assert key.compute_capability == '{}.{}'.format(*change['gpu'].compute_capability)
