# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which topics of a bag the node would be remapped to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seg_node.core.errors import ConfigurationError
from seg_node.parameters.parameters import Parameters
from seg_node.sources.bag_layout import CAMERA_INFO, camera_namespace
from seg_node.sources.bag_reader import Bag

IMU, ODOMETRY = 'sensor_msgs/msg/Imu', 'nav_msgs/msg/Odometry'
_KINDS = {
    'camera_info': CAMERA_INFO,
    'depth/camera_info': CAMERA_INFO,
    'imu': IMU,
    'odometry': ODOMETRY,
}


@dataclass(frozen=True)
class RecordedTopics:
    """
    Topics of a bag by the node's names for them; empty where nothing is needed.

    :param camera_info: of the camera.
    :param depth: CameraInfo of the depth camera.
    :param imu: that tells how the robot leans.
    :param odometry: of the robot.
    """

    camera_info: str = ''
    depth: str = ''
    imu: str = ''
    odometry: str = ''


def parse_remaps(assignments: Sequence[str]) -> dict[str, str]:
    """
    Read remaps as ROS has them.

    :param assignments: each ``NAME:=TOPIC``.
    :raises ConfigurationError: if one is of another form, or the node has no such input.
    """
    remaps = {}
    for assignment in assignments:
        name, separator, topic = assignment.partition(':=')
        if not (separator and topic.startswith('/') and name in _KINDS):
            raise ConfigurationError(
                f"'{assignment}' is no remap: give NAME:=/TOPIC with one of {', '.join(_KINDS)}"
            )
        remaps[name] = topic
    return remaps


def find_topics(
    bag: Bag, image_topic: str, parameters: Parameters, remaps: Mapping[str, str], is_ground: bool
) -> RecordedTopics:
    """
    Find what is needed, by its type where it is not remapped.

    :param bag: that holds it.
    :param image_topic: of the camera.
    :param parameters: that say what is needed.
    :param remaps: topics by the node's names.
    :param is_ground: whether outputs on the ground are wanted.
    :raises ConfigurationError: if a topic is missing, of another type, or one of several.
    """
    finding = _Finding(bag, image_topic, remaps)
    needs = needed_inputs(parameters, is_ground)
    return RecordedTopics(
        camera_info=finding.of_camera() if 'camera_info' in needs else '',
        depth=finding.one('depth/camera_info') if 'depth/camera_info' in needs else '',
        imu=finding.one('imu') if 'imu' in needs else '',
        odometry=finding.one('odometry') if 'odometry' in needs else '',
    )


def needed_inputs(parameters: Parameters, is_ground: bool) -> set[str]:
    """
    Name the node's inputs beside the images that parameters make it need.

    :param is_ground: whether outputs on the ground are wanted.
    """
    needs = {
        'camera_info': is_ground or parameters.footprint_width > 0,
        'depth/camera_info': parameters.is_output_matched,
        'imu': is_ground and parameters.needs_imu,
        'odometry': is_ground and parameters.needs_odometry,
    }
    return {name for name, is_needed in needs.items() if is_needed}


class _Finding:
    """Looks through a bag's topics."""

    def __init__(self, bag: Bag, image_topic: str, remaps: Mapping[str, str]) -> None:
        self._bag, self._remaps = bag, remaps
        self._camera_info = camera_namespace(image_topic) + 'camera_info'

    def of_camera(self) -> str:
        """Find the CameraInfo that lies beside the images."""
        found = self._bag.topics_of(CAMERA_INFO)
        if 'camera_info' in self._remaps or self._camera_info not in found:
            return self._remapped('camera_info', found)
        return self._camera_info

    def one(self, name: str) -> str:
        """Find the one topic of an input's type."""
        found = [
            topic for topic in self._bag.topics_of(_KINDS[name]) if topic != self._camera_info
        ]
        is_clear = len(found) == 1 and name not in self._remaps
        return found[0] if is_clear else self._remapped(name, found)

    def _remapped(self, name: str, found: Sequence[str]) -> str:
        topic = self._remaps.get(name, '')
        if topic in found:
            return topic
        problem = f'{topic} is none' if topic else f'the bag has {len(found)} of them'
        names = f': give --remap {name}:=TOPIC with one of {", ".join(found)}' if found else ''
        raise ConfigurationError(f'{name} needs a topic of {_KINDS[name]}, and {problem}{names}')
