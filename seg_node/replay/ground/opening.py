# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From what a user asks of a drive to what hears it."""

from __future__ import annotations

from collections.abc import Sequence

from seg_node.core.errors import ConfigurationError
from seg_node.parameters.parameters import Parameters
from seg_node.replay.ground.recorded_ground import RecordedGround
from seg_node.replay.ground.recorded_topics import (
    find_topics,
    needed_inputs,
    parse_remaps,
    RecordedTopics,
)
from seg_node.sources.bag import BagSource
from seg_node.sources.frame_source import FrameSource


def open_ground(
    source: FrameSource, parameters: Parameters, remaps: Sequence[str], is_wanted: bool
) -> RecordedGround:
    """
    Open what is recorded beside the frames.

    :param source: of the frames.
    :param parameters: of the node.
    :param remaps: each ``NAME:=TOPIC``.
    :param is_wanted: whether outputs on the ground are wanted.
    :raises ConfigurationError: if something that is needed is not recorded, or not clear.
    :raises SourceError: if the bag cannot be read.
    """
    topics = find_recorded(source, parameters, remaps, is_wanted)
    bag = source if isinstance(source, BagSource) else None
    return RecordedGround(parameters, is_wanted, bag, topics)


def find_recorded(
    source: FrameSource, parameters: Parameters, remaps: Sequence[str], is_wanted: bool
) -> RecordedTopics:
    """
    Find the topics that hold what is needed; the parameters are those of ``open_ground``.

    :raises ConfigurationError: if something that is needed is not recorded, or not clear.
    """
    topics = parse_remaps(remaps)
    if isinstance(source, BagSource):
        return find_topics(source.bag, source.topic, parameters, topics, is_wanted)
    # Frames bring no more than their camera with them.
    missing = (needed_inputs(parameters, is_wanted) | topics.keys()) - {'camera_info'}
    if missing:
        names = ' and '.join(sorted(missing))
        raise ConfigurationError(f'{source.name} is no bag and has no {names}: replay a bag')
    return RecordedTopics()
