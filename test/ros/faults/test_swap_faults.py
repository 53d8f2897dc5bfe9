# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Another model while frames come in: none is lost, and none has outputs of two models."""

from collections import defaultdict
from importlib.util import find_spec
import signal
from typing import Any

from colour_model import colour_spec, write_colour_model
from node_bench import Bench
from node_camera import Camera
import pytest
from ros_peer import values
from swap_bench import Answers, ModelListener, OUTDOORS, swap

pytestmark = pytest.mark.ros

BACKENDS = [
    pytest.param(name, marks=pytest.mark.skipif(not find_spec(name), reason=f'no {name}'))
    for name in ('onnxruntime', 'openvino')
]
RATE_HZ = 40
ROUNDS = 3


@pytest.fixture(autouse=True)
def cache_home(tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))


def settled_counts(peer, node, received=None):
    """Give a report's counts when no frame is under way, once so many were received."""

    def is_settled(report):
        counts = values(report)
        return counts['pending'] == '0' and received in (None, int(counts['received']))

    counts = values(peer.wait_for_report(node, peer.follow(node), is_settled))
    return {name: int(counts[name]) for name in ('received', 'processed', 'replaced')}


@pytest.mark.parametrize('backend', BACKENDS)
def test_another_model_under_load(
    peer, start_node, camvid, colour_model, outdoors, backend, fault_row
):
    node = start_node(backend=backend)
    listener = ModelListener(peer, node)
    bench = Bench(peer, node, 'mask', 'confidence', 'drivable_area')
    sets = Bench(peer, node, 'sets/person', 'sets/vehicle', 'sets/water')
    bench.connect()
    before = settled_counts(peer, node)
    camera = Camera(bench, camvid, RATE_HZ)
    masks = bench.heard['mask']
    for path in [outdoors, colour_model] * ROUNDS:
        swap(peer, node, path)
        heard = len(masks)
        peer.wait_for(lambda heard=heard: len(masks) > heard + 5, 'masks', node)
    camera.stop()
    after = settled_counts(peer, node, before['received'] + len(camera.sent))
    news = {name: after[name] - before[name] for name in after}
    assert news['processed'] + news['replaced'] == len(camera.sent)

    def answered(messages):
        return camera.sent.keys() & messages.keys()

    for name, messages in bench.heard.items():
        peer.wait_for(
            lambda messages=messages: len(answered(messages)) == news['processed'], name, node
        )
    outputs: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    for name, messages in (bench.heard | sets.heard).items():
        for stamp in answered(messages):
            outputs[stamp][name] = messages[stamp]
    models = [Answers(path, camvid, camera.labels) for path in (colour_model, outdoors)]
    names = listener.names_before_masks()
    for stamp, messages in outputs.items():
        fitting = [model.name for model in models if model.fit(camera.sent[stamp], messages)]
        assert fitting == [names[stamp]], (stamp, sorted(messages))
    assert listener.names == ['camvid', *['outdoors', 'camvid'] * ROUNDS]
    assert all(sets.heard.values())
    for each in (bench, sets, listener):
        each.close()
    fault_row(
        f'another model under load, {backend}',
        f'model set {2 * ROUNDS} times to one with other classes, colours and class sets, while '
        f'{RATE_HZ} frames of 64x48 a second come in',
        f'{len(camera.sent)} sent = {news["processed"]} processed + {news["replaced"]} replaced; '
        'all outputs of each frame are those of one model, the one whose label names were sent '
        'last before its mask',
    )


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_a_model_is_loaded(peer, start_node, tmp_path, number, fault_row):
    # The frame for warming up takes long at this size.
    slow = colour_spec(OUTDOORS, network_size=(2048, 1536))
    path = write_colour_model(tmp_path / 'slow.onnx', OUTDOORS, slow.to_json())
    node = start_node()
    bench = Bench(peer, node, 'mask')
    bench.connect()
    (result,) = peer.set_parameters(node, model=str(path))
    assert result.successful, result
    assert node.end(number) == 0, node.output()
    assert 'slow.onnx' not in node.output()
    assert not node.trouble()
    bench.close()
    fault_row(
        f'{number.name} while another model is loaded',
        'sent right after model was set, while its first frame is computed',
        'ends with code 0, with no warning or error',
    )
