# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A recorded drive through the node itself, over DDS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from seg_node.backends.model_header import read_spec
from seg_node.core.errors import SegNodeError
from seg_node.core.label_set import LabelSet
from seg_node.core.model_spec import ModelSpec
from seg_node.evaluation.labelled_source import truth_classes
from seg_node.parameters.parameters import Parameters
from seg_node.replay.ground.recorded_topics import RecordedTopics
from seg_node.replay.live.answers import Answer
from seg_node.replay.live.published_frame import PublishedFrame
from seg_node.replay.measuring import Classes, measure_frame
from seg_node.replay.packed_map import pack, thumbnail
from seg_node.replay.step import Step
from seg_node.ros.dds_profile import apply_profile
from seg_node.ros.live_playback import LivePlayback, Peers
from seg_node.ros.live_player import LivePlayer
from seg_node.ros.node_costs import frame_counts, stage_times
from seg_node.ros.own_graph import own_graph
from seg_node.ros.recorded_messages import RecordedMessages
from seg_node.sources.frame_source import FrameSource


@dataclass(frozen=True)
class LiveOptions:
    """
    What to run.

    :param source: of the frames.
    :param recording: the same without the labels of a folder.
    :param parameters: of the node.
    :param rate: at which to play, in times of the recorded speed.
    :param logs: folder for the node's log and parameters, which exists.
    :param topics: that lie beside the frames in the recording and that the node needs.
    """

    source: FrameSource
    recording: FrameSource
    parameters: Parameters
    rate: float
    logs: Path
    topics: RecordedTopics = field(default_factory=RecordedTopics)

    @property
    def mode(self) -> str:
        """Say how it runs, for the description of the run."""
        return f'live at {self.rate:g} times the recorded speed'


class NodeModel(NamedTuple):
    """What a node tells of the model that it runs."""

    spec: ModelSpec
    description: str
    precision: str


@contextmanager
def live_drive(options: LiveOptions) -> Iterator[LiveDrive]:
    """
    Start the node for a drive, and end it at the end of a ``with``.

    :raises ModelFileError: if there is no such model.
    :raises SegNodeError: if the node does not start, with the end of its log.
    :raises KeyboardInterrupt: when a signal ends ROS.
    """
    spec = read_spec(options.parameters.model_path())
    problem = apply_profile()
    with own_graph('replay', LivePlayer, options.logs) as graph:
        beside = RecordedMessages(graph.listener, options.recording, options.topics)
        with graph.start_node(_node_parameters(options.parameters)) as node:
            graph.wait_for_start(node, lambda: graph.listener.is_node_ready and beside.are_heard)
            drive = LiveDrive(options, Peers(graph, node, beside), spec)
            if problem:
                drive.faults.note('large images', problem)
            try:
                yield drive
            finally:
                drive.stop()


def _node_parameters(parameters: Parameters) -> dict[str, Any]:
    """Give all parameters of the node; pictures go to it decoded, and time with them."""
    fixed = {'image_transport': 'raw', 'autostart': True, 'use_sim_time': True}
    return asdict(parameters) | fixed


class LiveDrive:
    """
    What ``Drive`` is for the pipeline: iterating plays all frames once and gives what came back.

    :param options: what to play.
    :param peers: whose node is ready.
    :param spec: of the node's model.
    """

    def __init__(self, options: LiveOptions, peers: Peers, spec: ModelSpec) -> None:
        self._source = options.source
        self._playback = LivePlayback(options.source, peers, options.rate)
        self._player = peers.graph.listener
        self._classes = _classes(options, self._player.labels, spec)
        self._spec = spec
        self.labels = self._classes.published
        """What the ids in masks stand for."""
        self.faults = self._playback.faults

    @property
    def end_fault(self) -> str:
        """Say why nothing could be read any more, if reading ended too early."""
        return self._playback.end_fault

    @property
    def model(self) -> NodeModel:
        """Give what the node tells of the model that it runs."""
        report = self._player.diagnostics
        return NodeModel(self._spec, report['backend'], report['precision'])

    def __len__(self) -> int:
        """Count the frames that the source states."""
        return len(self._source)

    def __iter__(self) -> Iterator[Step]:
        """
        Play the frames, and give them in the order of the source.

        :raises SegNodeError: if the node ends.
        """
        for settled in self._playback.settled():
            yield self._step(settled) if isinstance(settled, Answer) else Step(settled)

    def stop(self) -> None:
        """Play no more."""
        self._playback.stop()

    def more_figures(self) -> dict[str, Any]:
        """Give the node's own figures, once the replay is over."""
        self.stop()
        report = self._player.diagnostics
        stages = stage_times(report)
        node = {
            'rate': self._playback.rate,
            'sent': self._playback.sent_count,
            **frame_counts(report),
            'stage_ms': stages,
        }
        times = stages.get('infer', {'p50': 0.0, 'p99': 0.0})
        return {'node': node, 'infer_ms': {'median': times['p50'], 'p99': times['p99']}}

    def swapped_masks(self) -> dict[str, str]:
        """
        Find out what swapped channels would have given, once all else is over.

        :returns: packed thumbnails of masks, by the index of their frame.
        """
        masks = {}
        for number, (index, frame) in enumerate(self._playback.probes.items(), start=1):
            image = np.ascontiguousarray(frame.image[:, :, ::-1])
            stamp_ns = self._playback.free_stamp_ns(number)
            answer = self._playback.ask(replace(frame, image=image, stamp_ns=stamp_ns))
            if answer:
                masks[str(index)] = pack(thumbnail(answer.outputs['mask']))
        return masks

    def _step(self, answer: Answer) -> Step:
        frame = answer.frame
        published = PublishedFrame(frame.image, answer.outputs, self._classes.published)
        record = measure_frame(frame, published, answer.index, self._classes, infer_ms=0.0)
        return Step(replace(record, latency_ms=answer.latency_ms), frame, published)


def _classes(options: LiveOptions, published: LabelSet | None, spec: ModelSpec) -> Classes:
    """Say what ids stand for; masks of merged classes have no truth."""
    if published is None:
        raise SegNodeError('the node did not tell its classes')
    is_merged = bool(options.parameters.published_classes)
    return Classes(published, None if is_merged else truth_classes(options.source, spec.labels))
