# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The folder that chosen frames are exported to, for annotators and then for training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
import csv
import io
import json
from pathlib import Path
from typing import Any

from seg_node.core.label_set import LabelSet
from seg_node.core.output_file import write_whole
from seg_node.core.pipeline import Pipeline, SegmentedFrame
from seg_node.replay.weak_spots.overview import Overview
from seg_node.replay.weak_spots.prelabel import prelabel
from seg_node.replay.weak_spots.scores import SCORES
from seg_node.replay.weak_spots.weak_spot import WeakSpot
from seg_node.sources.folder_writer import create_frame_folder, truth_of, write_png
from seg_node.sources.frame_source import Frame

PRELABEL = 'prelabel'
"""Not ``label``, so that nothing takes the model's own word for truth."""


class SpotFolder:
    """
    A new folder of frames with ``image/``, ``labels.yaml`` and label images.

    Truth goes to ``label/``, where training and evaluation look for it. What the model made of
    frames without truth goes to ``prelabel/``, until an annotator has corrected it.

    :param path: of the folder, which must not exist yet.
    :param pipeline: that segments.
    :param truth: the model's classes, if the source has truth of them.
    :param least_confidence: of a pixel that is prelabelled.
    :raises ConfigurationError: if the folder exists.
    :raises SourceError: if it cannot be made.
    """

    def __init__(
        self, path: Path, pipeline: Pipeline, truth: LabelSet | None, least_confidence: float
    ) -> None:
        self.path = path
        self._has_truth = truth is not None
        self._least_confidence = least_confidence
        self._pipeline = pipeline
        kinds = ('image', 'label') if self._has_truth else ('image',)
        create_frame_folder(path, kinds, pipeline.backend.spec.labels)

    def write(
        self,
        source: str,
        spots: Sequence[WeakSpot],
        frames: Iterable[tuple[int, Frame]],
        facts: Mapping[str, Any],
    ) -> None:
        """
        Write frames and labels, an overview and, once all else is there, the lists.

        :param source: name of the drive.
        :param spots: the weakest first.
        :param frames: theirs with their indices, in any order.
        :param facts: of the drive and how it was ranked.
        :raises SourceError: if a frame cannot be read or a picture not be written.
        :raises BackendError: if the runtime fails.
        :raises OSError: if a list cannot be written.
        """
        by_index = {spot.moment.frame: spot for spot in spots}
        overview, names = Overview(self._pipeline.labels), {}
        for index, frame in frames:
            segmented = self._pipeline.process(frame.image)
            self._write_frame(_file_name(index), frame, segmented)
            overview.add(by_index[index], frame, segmented)
            names[index] = frame.name
        overview.write(self.path / 'overview.png')
        entries = [_entry(source, names[spot.moment.frame], spot) for spot in spots]
        write_whole(self.path / 'weak_spots.csv', _table(entries))
        content = {**facts, 'weak_spots': entries}
        write_whole(self.path / 'weak_spots.json', f'{json.dumps(content, indent=2)}\n'.encode())

    def _write_frame(self, name: str, frame: Frame, segmented: SegmentedFrame) -> None:
        write_png(self.path / 'image' / name, frame.image)
        if self._has_truth:
            write_png(self.path / 'label' / name, truth_of(frame))
        if not self._has_truth or frame.labels is None:
            labels = prelabel(segmented, self._least_confidence)
            (self.path / PRELABEL).mkdir(exist_ok=True)
            write_png(self.path / PRELABEL / name, labels)


def _file_name(index: int) -> str:
    """Give a frame's files a number, so that the order of names is that of time."""
    return f'{index:06}.png'


def _entry(source: str, name: str, spot: WeakSpot) -> dict[str, Any]:
    return {
        'rank': spot.rank,
        'file': _file_name(spot.moment.frame),
        'source': source,
        'name': name,
        **spot.moment._asdict(),
        'weakness': spot.weakness,
        **{name: spot.scores.get(name) for name in SCORES},
        'reason': spot.reason,
    }


def _table(entries: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(entries[0]))
    writer.writeheader()
    writer.writerows(entries)
    return text.getvalue().encode()
