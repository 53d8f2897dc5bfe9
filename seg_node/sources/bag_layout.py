# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How bags are recognised, and on which topics they hold what; reader and writer share it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
import re

from seg_node.core.errors import ConfigurationError

ROS1_SUFFIX = '.bag'
BAG_SUFFIXES = frozenset({'.mcap', '.db3', ROS1_SUFFIX})

IMAGE = 'sensor_msgs/msg/Image'
COMPRESSED_IMAGE = 'sensor_msgs/msg/CompressedImage'
CAMERA_INFO = 'sensor_msgs/msg/CameraInfo'
STRING = 'std_msgs/msg/String'
TF = 'tf2_msgs/msg/TFMessage'

TF_TOPIC = '/tf'
STATIC_TF_TOPIC = '/tf_static'

LABEL_TOPIC = 'ground_truth/label'
"""True class ids as mono8, each with the stamp of its image."""
LABEL_NAMES_TOPIC = 'ground_truth/label_names'
"""Beside the labels, latched: their label set as JSON."""

_TOPIC = re.compile(r'(/[A-Za-z_][A-Za-z0-9_]*)+')


def bag_files(folder: Path) -> list[Path]:
    """List a folder's storage files in the order of their names."""
    return sorted(file for file in folder.iterdir() if file.suffix in BAG_SUFFIXES)


def is_bag(path: Path) -> bool:
    """Tell whether a path is that of a bag, be it whole or damaged."""
    if path.is_dir():
        return (path / 'metadata.yaml').is_file() or bool(bag_files(path))
    return path.suffix in BAG_SUFFIXES


def check_image_topic(topic: str) -> None:
    """
    Refuse a topic that readers, ROS's or ours, would not take for that of images.

    :raises ConfigurationError: if it is none.
    """
    if not _TOPIC.fullmatch(topic) or topic.endswith(f'/{LABEL_TOPIC}'):
        raise ConfigurationError(
            f'{topic} is no topic of images: give a full name, e.g. /front/image_raw'
        )


def camera_namespace(image_topic: str) -> str:
    """
    Name the namespace that a camera's topics share.

    :param image_topic: e.g. ``/camera/image_raw`` or ``/camera/image_raw/compressed``.
    :returns: with the slash at its end, e.g. ``/camera/``.
    """
    return image_topic.removesuffix('/compressed').rpartition('/')[0] + '/'


def find_label_topic(image_topic: str, topics: Iterable[str]) -> str | None:
    """
    Find the truth of a camera: in its namespace, or the nearest one around it.

    So one camera never gets the labels of another beside it.

    :param image_topic: e.g. ``/camera/image_raw``.
    :param topics: to choose from.
    :returns: e.g. ``/camera/ground_truth/label`` or ``/ground_truth/label``, if there.
    """
    around = [
        topic
        for topic in topics
        if topic.endswith(f'/{LABEL_TOPIC}')
        and image_topic.startswith(topic.removesuffix(LABEL_TOPIC))
    ]
    return max(around, key=len, default=None)
