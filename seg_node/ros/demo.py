# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Camera, node and recorder as separate processes over DDS, and what came out.

Scores are computed from the messages that the recorder received.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
import json
from pathlib import Path
from typing import Any

from tqdm import tqdm

from seg_node.core.errors import ConfigurationError, SegNodeError
from seg_node.core.label_set import LabelSet
from seg_node.evaluation.accuracy import Accuracy
from seg_node.evaluation.album import Album
from seg_node.evaluation.labelled_source import check_classes
from seg_node.evaluation.recorded_frame import RecordedFrame
from seg_node.ros.node_costs import frame_counts, percentiles, stage_times
from seg_node.ros.own_graph import CameraReport, own_graph, OwnGraph
from seg_node.ros.recorder import Recorder
from seg_node.sources.frame_source import FrameSource


@dataclass(frozen=True)
class DemoOptions:
    """
    What to run.

    :param source: as a user names it; the camera's process opens it.
    :param topic: of the images in a bag that has several image topics, or None.
    :param out: folder for all files; made if missing.
    :param node_parameters: of the node, by name.
    """

    source: str
    topic: str | None
    out: Path
    node_parameters: dict[str, str]


class Demo:
    """
    One run.

    :param options: what to run.
    :param source: the same source, opened, to know its length, rate and classes.
    """

    def __init__(self, options: DemoOptions, source: FrameSource) -> None:
        self._options = options
        self._source = source
        self._accuracy: Accuracy | None = None
        self._album = Album(options.out, source.rate_hz)
        self._progress = tqdm(total=len(source), desc='masks', unit='frame', disable=None)

    def run(self) -> dict[str, Any]:
        """
        Run to the end of the source.

        :returns: the summary, which is in ``summary.json`` too.
        :raises SegNodeError: if node or camera do not start or end early.
        """
        try:
            self._options.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f'{self._options.out} cannot be made: {error}') from error
        create_recorder = partial(Recorder, self._source.label_set is not None, self._take)
        try:
            with own_graph('demo', create_recorder, self._options.out) as graph:
                played = self._play(graph)
        finally:
            self._progress.close()
        recorder = graph.listener
        if recorder.labels:
            self._album.close(recorder.labels)
        summary = self._summary(recorder, played)
        path = self._options.out / 'summary.json'
        path.write_text(json.dumps(summary, indent=2) + '\n', encoding='utf-8')
        return summary

    def _play(self, graph: OwnGraph[Recorder]) -> CameraReport:
        """Run all processes and give the camera's own report."""
        recorder = graph.listener
        with graph.start_node(self._options.node_parameters) as node:
            graph.wait_for_start(node, lambda: recorder.is_node_ready)
            if self._source.label_set and recorder.labels:
                check_classes(self._source.name, self._source.label_set, recorder.labels)
            with graph.start_camera(self._camera_arguments()) as camera:
                played = graph.wait_for_camera(node, camera)
            graph.settle(played.frames_sent)
        if not recorder.latencies_ms:
            raise SegNodeError(f'no mask came back:\n{node.last_lines()}')
        return played

    def _take(self, frame: RecordedFrame, labels: LabelSet) -> None:
        self._album.add(frame)
        if frame.truth is not None:
            self._accuracy = self._accuracy or Accuracy(labels)
            self._accuracy.update(frame.mask, frame.drivable_area, frame.truth)
        self._progress.update(1)

    def _camera_arguments(self) -> list[str]:
        arguments = [self._options.source, '--subscribers', '2']  # the node and the recorder
        if self._options.topic:
            arguments += ['--topic', self._options.topic]
        if self._source.label_set:
            # Every frame with truth is to be scored.
            arguments += ['--truth-subscribers', '1', '--wait-for', 'segmentation/mask']
        return arguments

    def _summary(self, recorder: Recorder, played: CameraReport) -> dict[str, Any]:
        report = recorder.diagnostics
        summary: dict[str, Any] = {
            'source': self._source.name,
            'frames_sent': played.frames_sent,
            **frame_counts(report),
            'masks_received': len(recorder.latencies_ms),
            'rate_hz': played.rate_hz,
            'latency_ms': percentiles(recorder.latencies_ms),
            'stage_ms': stage_times(report),
        }
        for name in ('backend', 'model', 'network_size', 'output_size'):
            summary[name] = report.get(name, '')
        if self._accuracy:
            summary |= {'frames_scored': self._accuracy.frame_count, **self._accuracy.to_dict()}
        return summary
