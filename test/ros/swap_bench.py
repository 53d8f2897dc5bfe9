# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A second model that never answers as the colour model does, and what tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
import json
from pathlib import Path
from typing import Any

from camera_messages import labelled_image, pixels_of
from diagnostic_msgs.msg import DiagnosticStatus
from node_process import NodeProcess
import numpy as np
from ros_peer import Peer, values
from sensor_msgs.msg import Image
from std_msgs.msg import String

from seg_node.backends.opened_model import OpenedModel
from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.backend import Backend
from seg_node.core.label_set import LabelClass, LabelSet
from seg_node.core.pipeline import PipelineSettings
from seg_node.ros.qos import LATCHED

OUTDOORS = LabelSet(
    'outdoors',
    (
        LabelClass('grass', (40, 160, 40)),
        LabelClass('stone', (90, 90, 90)),
        LabelClass('water', (20, 60, 200)),
        LabelClass('sand', (210, 190, 120)),
    ),
    {'drivable': ('grass', 'sand'), 'water': ('water',)},
)
"""Classes, colours and class sets other than those of CamVid."""


class Answers:
    """
    What a node must publish of frames in the colour of one class of CamVid each.

    :param path: of the model file.
    :param camvid: the classes.
    :param labels: ids of those that frames are coloured by.
    """

    def __init__(self, path: Path, camvid: LabelSet, labels: Iterable[int]) -> None:
        def open_again() -> Backend:
            return open_backend('onnxruntime', path, BackendOptions(threads=1))

        model = OpenedModel(path, open_again, 'as asked for', PipelineSettings())
        self.name = model.backend.spec.labels.name
        self._answers = {
            label: _outputs(model, pixels_of(labelled_image(camvid, label))) for label in labels
        }
        model.close()

    def fit(self, label: int, messages: Mapping[str, Image]) -> bool:
        """Tell whether all that was published of a frame, by topic, is this model's."""
        expected = self._answers[label]
        return all(
            topic in expected and np.array_equal(pixels_of(message), expected[topic])
            for topic, message in messages.items()
        )


class ModelListener:
    """
    Hears names of label sets and masks, with the time at which a node sent each.

    Times of one process tell the order in which it sent them.

    :param peer: whose node subscribes.
    :param node: under test.
    """

    def __init__(self, peer: Peer, node: NodeProcess) -> None:
        self._peer = peer
        self._node = node
        self._labels: list[tuple[int, str]] = []
        self._masks: list[tuple[int, tuple[int, int]]] = []
        names, mask = (node.topic(f'segmentation/{name}') for name in ('label_names', 'mask'))
        self._subscriptions = [
            peer.node.create_subscription(String, names, self._hear_labels, LATCHED),
            peer.node.create_subscription(Image, mask, self._hear_mask, 50),
        ]

    @property
    def names(self) -> list[str]:
        """Names of the label sets, in their order."""
        return [name for _, name in self._labels]

    def names_before_masks(self) -> dict[tuple[int, int], str]:
        """Give the label set that was sent last before each mask, by the mask's stamp."""
        return {
            stamp: max(labels for labels in self._labels if labels[0] < sent)[1]
            for sent, stamp in self._masks
        }

    def wait_for(self, name: str) -> None:
        """Wait until the newest label set has a name."""
        self._peer.wait_for(lambda: self.names[-1:] == [name], f'labels {name}', self._node)

    def close(self) -> None:
        """End the subscriptions."""
        for subscription in self._subscriptions:
            self._peer.node.destroy_subscription(subscription)

    def _hear_labels(self, message: String, info: Mapping[str, Any]) -> None:
        self._labels.append((info['source_timestamp'], json.loads(message.data)['name']))

    def _hear_mask(self, message: Image, info: Mapping[str, Any]) -> None:
        stamp = message.header.stamp
        self._masks.append((info['source_timestamp'], (stamp.sec, stamp.nanosec)))


def swap(peer: Peer, node: NodeProcess, path: Path) -> None:
    """Set the model of a node and wait until it runs."""
    reports = peer.follow(node)
    (result,) = peer.set_parameters(node, model=str(path))
    assert result.successful, result

    def is_served(report: DiagnosticStatus) -> bool:
        entries = values(report)
        return entries['model'] == str(path) and not entries['next_model']

    peer.wait_for_report(node, reports, is_served)


def _outputs(model: OpenedModel, image: np.ndarray) -> dict[str, np.ndarray]:
    frame = model.pipeline.process(image)
    images = {name: getattr(frame, name) for name in ('mask', 'confidence', 'drivable_area')}
    return images | {f'sets/{name}': frame.set_mask(name) for name in frame.set_names}
