# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From the frames of a source to a page that shows a few of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tqdm import tqdm

from seg_node.core.label_set import LabelSet
from seg_node.core.pipeline import Pipeline, SegmentedFrame
from seg_node.evaluation.gallery.gallery_folder import GalleryFolder
from seg_node.evaluation.gallery.markup import Picture
from seg_node.evaluation.gallery.page import render_page
from seg_node.evaluation.gallery.pictures import draw_pictures
from seg_node.evaluation.gallery.ranking import Ranking
from seg_node.sources.frame_source import Frame, FrameSource
from seg_node.sources.spread_frames import read_frames

GROUP_SIZE = 6


class Gallery:
    """
    Ranks the frames of a source, then shows those at both ends and in the middle.

    Of the frames only scores are kept: those that are shown are read a second time.

    :param folder: that the page goes to, as ``GalleryFolder.check`` allows.
    :param labels: classes of model and truth.
    """

    def __init__(self, folder: Path, labels: LabelSet) -> None:
        self._folder = GalleryFolder(folder)
        self._labels = labels
        self._ranking = Ranking(labels)
        self._pictures: dict[int, list[Picture]] = {}

    def add(self, frame: Frame, segmented: SegmentedFrame) -> None:
        """Rank the source's next frame."""
        self._ranking.add(frame, segmented)

    def summary(self) -> dict[str, Any]:
        """Say what can be said without truth, under the names that reports use."""
        return self._ranking.to_dict()

    def draw(self, pipeline: Pipeline, source: FrameSource) -> None:
        """
        Write the pictures of the frames to be shown.

        :param pipeline: that segmented the frames.
        :param source: that they came from.
        :raises SourceError: if a frame cannot be read again.
        :raises BackendError: if the runtime fails.
        :raises OSError: if a picture cannot be written.
        """
        self._folder.begin()
        groups = self._ranking.groups(GROUP_SIZE)
        places = [score.place for group in groups for score in group.frames]
        frames = read_frames(source, places)
        for place, frame in tqdm(
            frames, desc='gallery', unit='frame', total=len(places), disable=None
        ):
            pictures = draw_pictures(frame, pipeline.process(frame.image), self._labels)
            self._pictures[place] = [
                self._folder.write_picture(place, *each) for each in pictures.items()
            ]

    def write_page(self, figures: dict[str, Any], diagram: Path | None) -> Path:
        """
        Write the page, when all that it shows is there.

        :param figures: as for ``score_table.table``.
        :param diagram: of reliability, if there is one.
        :returns: the page's path.
        :raises OSError: if it cannot be written.
        """
        page = render_page(
            figures,
            self._labels,
            self._ranking.groups(GROUP_SIZE),
            self._ranking.left_out_count,
            self._pictures,
            self._folder.add_diagram(diagram) if diagram else None,
        )
        return self._folder.write_page(page)
