# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From what a user types to the source that reads it."""

from pathlib import Path
import re

from seg_node.core.errors import SourceError
from seg_node.core.image_size import parse_size
from seg_node.core.label_set import LabelSet
from seg_node.sources.bag_layout import BAG_SUFFIXES, is_bag
from seg_node.sources.colour_bars import ColourBars
from seg_node.sources.datasets.open_dataset import DATASETS, is_dataset, open_dataset
from seg_node.sources.folder import FolderSource
from seg_node.sources.frame_source import FrameSource
from seg_node.sources.video import VIDEO_SUFFIXES, VideoSource

_RENDERED = 'rendered'
_BARS = 'bars'
_ACCEPTED = (
    f"'{_RENDERED}' or '{_RENDERED}:SEED', '{_BARS}:WIDTHxHEIGHT', a dataset as NAME:PATH "
    f'({", ".join(DATASETS)}), a folder of pictures, a rosbag2 folder, or a file that ends in '
    f'{", ".join(sorted(BAG_SUFFIXES | VIDEO_SUFFIXES))}'
)


def open_source(
    text: str,
    topic: str | None = None,
    default_labels: LabelSet | None = None,
    rate_hz: float | None = None,
) -> FrameSource:
    """
    Open what a text names.

    :param text: ``rendered`` or ``rendered:SEED`` for the rendered drive,
        ``bars:WIDTHxHEIGHT`` or ``bars:WIDTHxHEIGHT:FRAMES`` for colour bars,
        ``NAME:PATH`` for a split of a dataset, else the path of a folder of
        pictures, a bag or a video.
    :param topic: of the images in a bag that has several image topics.
    :param default_labels: of a folder with labels but no ``labels.yaml``; CamVid's by default.
    :param rate_hz: of the stamps of a folder of pictures, which has none; 10 by default.
    :raises SourceError: if the text names none of these or it cannot be opened.
    :raises ConfigurationError: if the size of colour bars cannot be used.
    """
    path = Path(text)
    open_named = open_dataset if is_dataset(text) else _DRAWN.get(text.partition(':')[0])
    is_folder = not open_named and path.is_dir() and not is_bag(path)
    if rate_hz is not None and not is_folder:
        raise SourceError(f'{text} is no folder of pictures, which alone takes a rate: give none')
    if not open_named and is_bag(path):
        # rosbags is an extra: other sources must open without it.
        from seg_node.sources.bag import BagSource

        return BagSource(path, topic)
    if topic is not None:
        raise SourceError(f'{text} is not a bag, so it has no topic {topic}: give no topic')
    if open_named:
        return open_named(text)
    if is_folder:
        return FolderSource(path, 10.0 if rate_hz is None else rate_hz, default_labels)
    if path.suffix.lower() in VIDEO_SUFFIXES:
        return VideoSource(path)
    problem = 'is of an unknown kind' if path.exists() else 'does not exist'
    raise SourceError(f'{text} {problem}: give {_ACCEPTED}')


def _rendered_drive(text: str) -> FrameSource:
    seed = text.removeprefix(_RENDERED).removeprefix(':') or '0'
    if not seed.isdecimal():
        raise SourceError(f"{text}: the seed '{seed}' must be a whole number, as in {_RENDERED}:7")
    from seg_node.sources.rendered_drive.drive import RenderedDrive

    return RenderedDrive(seed=int(seed))


def _colour_bars(text: str) -> FrameSource:
    match = re.fullmatch(rf'{_BARS}:([^:]*)(?::([1-9]\d*))?', text)
    if not match:
        raise SourceError(f'{text}: give size and, if you like, number: {_BARS}:1280x720:300')
    width, height = parse_size(match[1], f'the size in {text}')
    return ColourBars(width, height, int(match[2] or '300'))


_DRAWN = {_RENDERED: _rendered_drive, _BARS: _colour_bars}
