# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Each pipeline gives the maps that a straightforward one gives."""

import cv2
import numpy as np
import pytest
import torch
from torch.nn import functional

from seg_node.backends.options import BackendOptions
from seg_node.evaluation.benchmark.agreement import Agreement
from seg_node.evaluation.benchmark.camera_messages import create_message
from seg_node.evaluation.benchmark.line_up import ComparedModel, line_up

SIZE = (64, 48)


@pytest.fixture(scope='module')
def contestants(tiny):
    threads = torch.get_num_threads()
    options = BackendOptions(threads=1, network_size=SIZE)
    competition = line_up(ComparedModel(tiny.path, tiny.net), tiny.spec, options)
    assert (competition.strangers, competition.notes) == (frozenset(), [])
    yield {each.name: each for each in competition.contestants}
    torch.set_num_threads(threads)


@pytest.fixture(scope='module')
@torch.inference_mode()
def reference(tiny, image):
    """Labels and confidence, with the net in double precision and no resizing but OpenCV's."""
    pixels = torch.tensor(cv2.resize(image, SIZE)).double().permute(2, 0, 1)[None]
    mean, std = (torch.tensor(each).view(3, 1, 1) for each in (tiny.net.mean, tiny.net.std))
    net = functional.conv2d(
        (pixels - mean) / std,
        tiny.net.layers.weight.double(),
        tiny.net.layers.bias.double(),
        stride=8,
    )
    logits = functional.interpolate(net, SIZE[::-1], mode='bilinear')
    confidence, labels = torch.softmax(logits, 1).max(1)
    return labels[0].numpy().astype(np.uint8), confidence[0].numpy()


def enlarge(values, image):
    return cv2.resize(values, image.shape[1::-1], interpolation=cv2.INTER_NEAREST)


def test_ours_comes_first(contestants):
    assert list(contestants) == ['seg_node', 'Nav2 example', 'torch eager']


@pytest.mark.parametrize('name', ['seg_node', 'Nav2 example', 'torch eager'])
def test_maps_have_the_size_of_the_camera(contestants, image, name):
    maps = contestants[name].segment(create_message(image))
    assert maps.labels.shape == maps.confidence.shape == image.shape[:2]
    assert maps.labels.dtype == maps.confidence.dtype == np.uint8


def test_nav2_example_gives_the_maps_of_the_reference(contestants, image, reference):
    maps = contestants['Nav2 example'].segment(create_message(image))
    labels, confidence = reference
    assert (maps.labels == enlarge(labels, image)).mean() > 0.999
    expected = enlarge(confidence, image) * 255  # cut off, not rounded, by the example
    assert np.abs(maps.confidence + 0.5 - expected).max() < 0.52


@pytest.mark.parametrize('name', ['seg_node', 'torch eager'])
def test_labels_are_those_of_the_nav2_example_but_for_borders(contestants, image, name):
    message = create_message(image)
    agreement = Agreement(margin=2 * 2.5)
    agreement.update(
        contestants[name].segment(message).labels,
        contestants['Nav2 example'].segment(message).labels,
    )
    shares = agreement.to_dict()
    least = {'all': 0.9, 'away_from_borders': 0.995, 'share_away_from_borders': 0.1}
    assert all((shares[name] or 0) > share for name, share in least.items())


@pytest.mark.parametrize('name', ['seg_node', 'Nav2 example', 'torch eager'])
def test_bare_run_is_the_net_of_the_last_frame(contestants, image, name):
    contestant = contestants[name]
    contestant.segment(create_message(image))
    assert contestant.net.cpu_ms > 0
    first, second = (np.asarray(contestant.bare_runs['net']()[0]) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.shape[-1] in (8, 32, 64)


def test_frame_of_the_networks_size_is_not_resized(contestants, image, reference):
    small = cv2.resize(image, SIZE)
    maps = contestants['Nav2 example'].segment(create_message(small))
    assert (maps.labels == reference[0]).mean() > 0.999


def test_without_its_net_torch_is_a_stranger(tiny):
    options = BackendOptions(threads=1, network_size=SIZE)
    competition = line_up(ComparedModel(tiny.path), tiny.spec, options)
    assert [each.name for each in competition.contestants] == ['seg_node', 'Nav2 example']
    assert competition.notes == ['torch eager is left out: there is no torch net tiny']
