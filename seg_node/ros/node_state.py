# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""All that diagnostics tell of the node, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import time

from seg_node.core.frame_exchange import FrameCounts, Outcome
from seg_node.core.frame_loss import FrameLoss
from seg_node.core.rhythm import Pace
from seg_node.core.stamp_order import StampFault
from seg_node.ros.frame_processor import NewestFrame
from seg_node.ros.ground_outputs import GroundReport


@dataclass(frozen=True)
class NodeState:
    """
    What diagnostics are made from.

    :param lifecycle: label of the lifecycle state.
    :param lifecycle_failure: why the last transition failed, or None.
    :param is_enabled: False after ``~/enable`` was called with false.
    :param model: path of the model file.
    :param progress: what is done about an engine, in words; empty while nothing is.
    :param fallback: why the CPU has taken the GPU's place, or None.
    :param next_model: path of the one that is loaded to replace it, or empty.
    :param swap_failure: why the last one that was to replace it does not, or None.
    :param architecture: of the net in it.
    :param weights_digest: sha256 of its weights.
    :param backend: its description.
    :param topic: that frames come from.
    :param publisher_count: of that topic.
    :param input_pace: pace of frames that come in.
    :param output_pace: pace of frames that are published.
    :param loss: of frames on their way here.
    :param stamp_faults: since the node was configured.
    :param counts: of frames, since the node was configured.
    :param stage_ms: (median, 99th percentile) of each stage [ms].
    :param failure: why the backend is down, or None.
    :param next_try_s: until it is opened again [s].
    :param newest: the newest frame that was published.
    :param size_doubt: why masks may not lie on the depth camera's cloud, or None.
    :param subscribed: outputs that somebody hears.
    :param camera_info_fault: why the masks' camera_info is not published, or None.
    :param is_distorted: whether the camera's lens bends straight lines, None if not known.
    :param ground: the outputs on the ground.
    :param faults: why the last frame of an outcome was not published.
    :param time_s: of the steady clock when this was read [s].
    """

    lifecycle: str
    lifecycle_failure: str | None = None
    is_enabled: bool = True
    model: str = ''
    progress: str = ''
    fallback: str | None = None
    next_model: str = ''
    swap_failure: str | None = None
    architecture: str = ''
    weights_digest: str = ''
    backend: str = ''
    precision: str = ''
    topic: str = ''
    publisher_count: int = 0
    input_pace: Pace = field(default_factory=Pace)
    output_pace: Pace = field(default_factory=Pace)
    loss: FrameLoss = field(default_factory=FrameLoss)
    stamp_faults: Mapping[StampFault, int] = field(default_factory=dict)
    counts: FrameCounts = field(default_factory=FrameCounts)
    stage_ms: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    failure: str | None = None
    next_try_s: float = 0.0
    newest: NewestFrame = field(default_factory=NewestFrame)
    size_doubt: str | None = None
    subscribed: Sequence[str] = ()
    camera_info_fault: str | None = None
    is_distorted: bool | None = None
    ground: GroundReport = field(default_factory=GroundReport)
    faults: Mapping[Outcome, str] = field(default_factory=dict)
    time_s: float = field(default_factory=time.monotonic)
