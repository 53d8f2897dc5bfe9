# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Class names are there before the first mask, for whoever comes late."""

import json
import re
from typing import Any

from camera_messages import image_message, pixels_of
from lifecycle_msgs.msg import Transition
from node_bench import Bench
import numpy as np
import pytest
from std_msgs.msg import String

from seg_node.core.image_files import decode_label_png
from seg_node.core.label_set import LabelSet
from seg_node.ros.qos import LATCHED

pytestmark = pytest.mark.ros

SKY, ROAD, PAVEMENT, PEDESTRIAN, BICYCLIST = 0, 3, 4, 9, 10


@pytest.fixture(scope='module')
def node(start_node, peer):
    node = start_node(autostart=False)
    assert peer.transition(node, Transition.TRANSITION_CONFIGURE) == [True]
    return node


@pytest.fixture(scope='module')
def renaming_node(start_node):
    return start_node(
        published_classes='ground = Road,Pavement; Living being=Pedestrian,Bicyclist; other=*'
    )


@pytest.fixture
def listen(peer):
    """Subscribe late and give the first message."""

    def listen(node, kind, topic):
        heard: list[Any] = []
        subscription = peer.node.create_subscription(
            kind, node.topic(topic), heard.append, LATCHED
        )
        peer.wait_for(lambda: heard, topic, node)
        peer.node.destroy_subscription(subscription)
        return heard[0]

    return listen


def test_a_late_subscriber_gets_the_label_set_of_a_node_that_saw_no_frame(listen, node, camvid):
    message = listen(node, String, 'segmentation/label_names')
    assert LabelSet.from_dict(json.loads(message.data)) == camvid


def test_label_info_holds_ids_and_names_where_vision_msgs_is_installed(listen, node, camvid):
    vision_msgs = pytest.importorskip('vision_msgs.msg')
    message = listen(node, vision_msgs.LabelInfo, 'segmentation/label_info')
    names = {entry.class_id: entry.class_name for entry in message.class_map}
    assert names == dict(enumerate(camvid.names))


def test_published_classes_are_those_of_label_names_and_mask(peer, renaming_node, listen, camvid):
    message = listen(renaming_node, String, 'segmentation/label_names')
    labels = LabelSet.from_dict(json.loads(message.data))
    assert labels.names == ('ground', 'Living being', 'other')
    colours = camvid.palette[[ROAD, PEDESTRIAN, SKY]]
    np.testing.assert_array_equal(labels.palette[:3], colours)

    bench = Bench(peer, renaming_node, 'mask', 'mask/compressed', 'sets/person')
    bench.connect()
    ids = np.resize(np.arange(len(camvid), dtype=np.uint8), (48, 64))
    outputs = bench.segment(image_message(camvid.palette[ids]))
    bench.close()
    grounds, beings = np.isin(ids, (ROAD, PAVEMENT)), np.isin(ids, (PEDESTRIAN, BICYCLIST))
    expected = np.select([grounds, beings], [0, 1], 2)
    np.testing.assert_array_equal(pixels_of(outputs['mask']), expected)
    png = outputs['mask/compressed'].data.tobytes()
    np.testing.assert_array_equal(decode_label_png(png), expected)
    np.testing.assert_array_equal(pixels_of(outputs['sets/person']), beings * 255)


@pytest.mark.parametrize(
    ('published', 'reason'),
    [
        ('ground=Lane', "published class 'ground' names the class 'Lane'.*choose from Sky"),
        ('a=Road; b=Road', "'Road' is in the published classes 'a' and 'b': name it once"),
        ('ground', "published_classes has the part 'ground': write each set once"),
    ],
)
def test_published_classes_that_do_not_fit_are_refused(peer, renaming_node, published, reason):
    down = Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_CLEANUP
    if peer.state(renaming_node) == 'active':
        assert peer.transition(renaming_node, *down) == [True, True]
    (result,) = peer.set_parameters(renaming_node, published_classes=published)
    assert result.successful
    assert peer.transition(renaming_node, Transition.TRANSITION_CONFIGURE) == [False]
    assert re.search(reason, renaming_node.last_lines())
