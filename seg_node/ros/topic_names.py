# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Names of topics that follow from other topics."""

from rclpy.node import Node


def compressed_topic(node: Node, topic: str) -> str:
    """
    Say where the compressed form of an image topic is.

    It follows a remapping of the topic, as with image_transport, unless it is
    remapped itself.

    :param node: whose namespace and remappings count.
    :param topic: relative name of the image.
    :returns: the full name.
    """
    compressed: str = node.resolve_topic_name(f'{topic}/compressed')
    is_remapped = compressed != node.resolve_topic_name(f'{topic}/compressed', only_expand=True)
    return compressed if is_remapped else f'{node.resolve_topic_name(topic)}/compressed'
