# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Nets are known by one name each."""

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.models import create_model, list_models, registry, SegmentationNet


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch):
    """Keep what a test registers from the other tests."""
    monkeypatch.setattr(registry, '_BUILDERS', dict(registry._BUILDERS))


def test_default_net_is_listed():
    assert 'lite0_fpn' in list_models()


def test_registered_builder_is_called_with_what_was_asked_for():
    asked = []

    @registry.register_model
    def another(class_count, pretrained=False):
        asked.append((class_count, pretrained))
        return SegmentationNet()

    assert isinstance(create_model('another', 7, pretrained=True), SegmentationNet)
    create_model('another', 3)
    assert asked == [(7, True), (3, False)]
    assert list_models()[0] == 'another'


def test_name_that_is_taken_is_refused_and_keeps_its_meaning():
    def lite0_fpn(class_count, pretrained=False):
        raise AssertionError('not this one')

    with pytest.raises(ValueError, match="'lite0_fpn' is registered already"):
        registry.register_model(lite0_fpn)
    assert create_model('lite0_fpn', 2).architecture == 'lite0_fpn'


def test_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(ConfigurationError, match=r"no model 'lite9'.*lite0_fpn"):
        create_model('lite9', 2)


def test_net_keeps_its_options():
    @registry.register_model
    def another(class_count, pretrained=False, width=64):
        net = SegmentationNet()
        net.width = width
        return net

    net = create_model('another', 7, width=8)
    assert net.width == 8
    assert net.options == {'width': 8}
    assert not SegmentationNet.options


def test_option_that_a_net_does_not_have_is_answered_with_those_that_it_has():
    @registry.register_model
    def another(class_count, pretrained=False, width=64, depth=4):
        raise AssertionError('not built')

    with pytest.raises(ConfigurationError, match=r"no option \['size'\]: it takes width, depth"):
        create_model('another', 7, size=8)
    with pytest.raises(ConfigurationError, match='it takes none'):
        create_model('lite0_fpn', 7, size=8)
