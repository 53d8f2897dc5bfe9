# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Class names are there before the first mask, for whoever comes late."""

import json
from typing import Any

from lifecycle_msgs.msg import Transition
import pytest
from std_msgs.msg import String

from seg_node.core.label_set import LabelSet
from seg_node.ros.qos import LATCHED

pytestmark = pytest.mark.ros


@pytest.fixture(scope='module')
def node(start_node, peer):
    node = start_node(autostart=False)
    assert peer.transition(node, Transition.TRANSITION_CONFIGURE) == [True]
    return node


@pytest.fixture
def listen(peer, node):
    """Subscribe late and give the first message."""

    def listen(kind, topic):
        heard: list[Any] = []
        subscription = peer.node.create_subscription(
            kind, node.topic(topic), heard.append, LATCHED
        )
        peer.wait_for(lambda: heard, topic, node)
        peer.node.destroy_subscription(subscription)
        return heard[0]

    return listen


def test_a_late_subscriber_gets_the_label_set_of_a_node_that_saw_no_frame(listen, camvid):
    message = listen(String, 'segmentation/label_names')
    assert LabelSet.from_dict(json.loads(message.data)) == camvid


def test_label_info_holds_ids_and_names_where_vision_msgs_is_installed(listen, camvid):
    vision_msgs = pytest.importorskip('vision_msgs.msg')
    message = listen(vision_msgs.LabelInfo, 'segmentation/label_info')
    names = {entry.class_id: entry.class_name for entry in message.class_map}
    assert names == dict(enumerate(camvid.names))
