# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A bag of what the node would have published of a drive, with what its camera sent beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack
import json
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import DRIVABLE, LabelSet
from seg_node.core.pipeline import SegmentedFrame
from seg_node.replay.ground.ground_frame import GroundFrame
from seg_node.replay.input_copy import copy_of
from seg_node.replay.step import Step
from seg_node.sources.bag_layout import STATIC_TF_TOPIC, STRING
from seg_node.sources.bag_recording import BagRecording, purpose_of
from seg_node.sources.bag_writer import OffZero
from seg_node.sources.frame_source import Frame, FRAME_ID, FrameSource
from seg_node.sources.message_making import (
    make,
    make_header,
    make_image,
    make_jpeg,
    make_label_info,
    make_static_transform,
)

MASKS = ('mask', 'confidence', 'drivable_area')
SETS, OVERLAY, GROUND = 'sets', 'overlay', 'ground'
OUTPUTS = (*MASKS, SETS, OVERLAY, GROUND)
"""What can be chosen."""
_NAMESPACE = '/segmentation/'
_PURPOSE = 'outputs of seg replay'


class OutputBag:
    """
    Watches a replay within a ``with`` block, at whose end the bag is whole, however it ends.

    Messages are those of the node but for the overlay, which is JPEG. Each has the header of its
    frame's message, and lies in the bag at that one's time.

    :param path: of the folder that is made; it must not be there yet.
    :param labels: what the ids of the mask stand for.
    :param outputs: those of ``OUTPUTS`` that are written; none for all.
    :param source: whose camera's topics are copied too; None for none.
    :raises ConfigurationError: if the folder is there, or an output unknown.
    """

    def __init__(
        self,
        path: Path,
        labels: LabelSet,
        outputs: Collection[str] = (),
        source: FrameSource | None = None,
    ) -> None:
        unknown = ', '.join(sorted({*outputs} - {*OUTPUTS}))
        if unknown:
            raise ConfigurationError(f'no output {unknown}: choose from {", ".join(OUTPUTS)}')
        self.path = path
        self._new_labels: LabelSet | None = labels
        self._outputs = frozenset(outputs or OUTPUTS)
        # Masks are large areas of one value: zstd makes them as small as PNG does.
        self._recording = BagRecording(path, is_compressed=True, purpose=_PURPOSE)
        self._copy = copy_of(self._recording, source) if source else None
        self._off_zero = OffZero()
        self._scan_place: tuple[Any, ...] = ()
        self._opened = ExitStack()

    @property
    def copy_fault(self) -> str:
        """Why the source's own topics could not be copied to their end; empty if they could."""
        return self._copy.fault if self._copy else ''

    def __enter__(self) -> OutputBag:
        """Make the folder."""
        self._opened.enter_context(self._recording)
        if self._copy:
            self._opened.callback(self._copy.close)
        return self

    def __exit__(self, *unused: object) -> None:
        """Write what makes the bag whole."""
        self._opened.close()

    def look_at(self, step: Step) -> None:
        """Write a frame's outputs, after what was recorded up to its image."""
        if step.frame:
            step = step._replace(frame=self._off_zero(step.frame))
        if self._copy:
            self._copy.look_at(step)
        if step.frame and step.segmented:
            self._write(step.frame, step.segmented, step.ground)

    def _write(self, frame: Frame, segmented: SegmentedFrame, ground: GroundFrame | None) -> None:
        time_ns = frame.stamp_ns if frame.recorded_ns is None else frame.recorded_ns
        if self._new_labels:
            self._write_labels(self._new_labels, frame.stamp_ns, time_ns)
            self._new_labels = None
        header = make_header(frame.stamp_ns, frame.frame_id or FRAME_ID)
        for topic, message in self._messages(segmented, header):
            self._recording.write(_NAMESPACE + topic, time_ns, message)
        if ground and GROUND in self._outputs:
            self._write_ground(ground, segmented.mask, header.stamp, time_ns)

    def _write_labels(self, labels: LabelSet, stamp_ns: int, time_ns: int) -> None:
        names = make(STRING, data=json.dumps(labels.to_dict()))
        info = make_label_info(make_header(stamp_ns, ''), labels.names)
        for name, message in (('label_names', names), ('label_info', info)):
            self._recording.write(_NAMESPACE + name, time_ns, message, is_latched=True)

    def _write_ground(
        self, ground: GroundFrame, mask: np.ndarray, stamp: Any, time_ns: int
    ) -> None:
        if ground.scan_place != self._scan_place:
            self._scan_place = ground.scan_place
            message = make_static_transform(*self._scan_place, stamp)
            self._recording.write(STATIC_TF_TOPIC, time_ns, message, is_latched=True)
        for topic, message in ground.messages(make, mask, stamp).items():
            is_latched = topic == 'drivable_grid'
            self._recording.write(f'/{topic}', time_ns, message, is_latched)

    def _messages(self, segmented: SegmentedFrame, header: Any) -> Iterator[tuple[str, Any]]:
        for name in MASKS:
            if name in self._outputs:
                yield name, make_image(header, getattr(segmented, name))
        if SETS in self._outputs:
            for name in segmented.set_names:
                if name != DRIVABLE:
                    yield f'{SETS}/{name}', make_image(header, segmented.set_mask(name))
        if OVERLAY in self._outputs:
            yield f'{OVERLAY}/compressed', make_jpeg(header, segmented.overlay)


def take_away_outputs(path: Path) -> None:
    """Delete the bag at a path if it is an output bag: nobody's recording."""
    if purpose_of(path) == _PURPOSE:
        rmtree(path)
