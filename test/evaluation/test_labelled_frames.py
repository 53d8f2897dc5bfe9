# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Parts of one source or several, in their order."""

import cv2
import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.label_set import LabelSet
from seg_node.evaluation.labelled_frames import LabelledFrames
from seg_node.sources.folder import FolderSource
from seg_node.sources.frame_source import Frame


class Memory:
    """Frames that are read one after the other; two have no labelled pixel."""

    name = 'memory'
    label_set: LabelSet | None = None
    rate_hz = 10.0

    def __len__(self):
        return 6

    def __iter__(self):
        image, labels = np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2), np.uint8)
        truths = (labels, labels, None, labels, labels, labels + np.uint8(255))
        return (Frame(image, i, f'm{i}', truth) for i, truth in enumerate(truths))


@pytest.fixture
def folder(tmp_path):
    for kind, shape in (('image', (2, 2, 3)), ('label', (2, 2))):
        (tmp_path / kind).mkdir()
        for index in range(4):
            assert cv2.imwrite(str(tmp_path / kind / f'f{index}.png'), np.zeros(shape, np.uint8))
    return FolderSource(tmp_path)


@pytest.mark.parametrize(
    ('part', 'names'),
    [
        (None, 'f0 f1 f2 f3 m0 m1 m3 m4'),
        ((0, 9), 'f0 f1 f2 f3 m0 m1 m3 m4'),
        ((1, 2), 'f1 f2'),
        ((3, 5), 'f3 m0 m1'),
        ((7, 7), 'm3'),
        ((9, 9), ''),
    ],
)
def test_a_part_is_counted_over_all_sources(folder, part, names):
    frames = LabelledFrames([folder, Memory()], part)
    for _ in range(2):
        assert ' '.join(frame.name for frame in frames) == names


def test_the_name_tells_sources_and_part(folder):
    both = f'{folder.name} + memory'
    assert LabelledFrames([folder, Memory()]).name == both
    part = LabelledFrames([folder, Memory()], (1, 5))
    assert (part.name, len(part)) == (f'frames 1 to 5 of {both}', 5)


@pytest.mark.parametrize('part', [(0, 10), (10, 10), (3, 2), (-1, 2)])
def test_a_part_that_is_not_there_is_refused(folder, part):
    with pytest.raises(ConfigurationError, match=r'the frames 0 to 9: frames .* are not there'):
        LabelledFrames([folder, Memory()], part)
