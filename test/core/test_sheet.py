# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Every picture, caption and class finds its place on the sheet."""

import numpy as np
import pytest

from seg_node.core.label_set import LabelClass, LabelSet, load_label_set
from seg_node.core.sheet import draw_sheet, spread_over

PAPER = 252
RED, GREEN, BLUE, BLACK = (250, 10, 20), (20, 250, 10), (10, 20, 250), (0, 0, 0)
LABELS = LabelSet('two', (LabelClass('road', (1, 2, 3)), LabelClass('sky', (4, 5, 6))))


def plain(colour, height=60, width=80):
    return np.full((height, width, 3), colour, np.uint8)


def extent(sheet, colour):
    """Give (top, bottom, left, right) of a colour's pixels, ends included."""
    rows, columns = np.nonzero((sheet == colour).all(axis=2))
    return rows.min(), rows.max(), columns.min(), columns.max()


def is_blank(area):
    return (area == PAPER).all()


def test_pictures_stand_in_a_grid_of_equal_cells():
    rows = [[plain(RED), plain(GREEN)], [plain(BLUE), plain(BLACK)]]
    sheet = draw_sheet(rows, ('left', 'right'), LABELS, width=601)
    assert sheet.shape[1] == 601 and sheet.dtype == np.uint8
    places = np.array([extent(sheet, colour) for colour in (RED, GREEN, BLUE, BLACK)])
    top, bottom, left, right = places.T.tolist()
    assert top[0] == top[1] < bottom[0] == bottom[1] < top[2] == top[3] < bottom[2] == bottom[3]
    assert left[0] == left[2] < right[0] == right[2] < left[1] == left[3] < right[1] == right[3]
    height, width = bottom[0] - top[0], right[0] - left[0]
    assert width / height == pytest.approx(80 / 60, rel=0.02)
    assert abs(left[0] - (600 - right[1])) <= 2


def test_other_sizes_and_grey_pictures_take_the_first_ones_shape():
    grey = np.full((30, 200), 77, np.uint8)
    sheet = draw_sheet([[plain(RED), grey]], ('a', 'b'), LABELS, width=600)
    red, other = extent(sheet, RED), extent(sheet, (77, 77, 77))
    assert red[:2] == other[:2]
    assert red[3] - red[2] == other[3] - other[2]


@pytest.mark.parametrize('width', [300, 600, 1920])
def test_captions_are_above_their_columns_and_nowhere_else(width):
    sheet = draw_sheet([[plain(RED), plain(GREEN)]], ('', 'drivable'), LABELS, width)
    top, _, left, _ = extent(sheet, GREEN)
    above = sheet[: top - 1]
    ink = np.nonzero((above < 200).all(axis=2))
    assert ink[0].size > 0
    assert ink[1].min() >= left - 2
    assert ink[0].max() < top - 1


def test_a_long_caption_shrinks_to_its_column():
    captions = ('a very long caption that would run into its neighbour' * 2, '')
    sheet = draw_sheet([[plain(RED), plain(GREEN)]], captions, LABELS, width=600)
    top, _, left, _ = extent(sheet, GREEN)
    above = sheet[: top - 1]
    assert not is_blank(above[:, : left - 1])
    assert is_blank(above[:, left:])


@pytest.mark.parametrize('name', ['camvid', 'cityscapes'])
@pytest.mark.parametrize('width', [400, 1000])
def test_the_legend_names_every_class_below_the_pictures(name, width):
    labels = load_label_set(name)
    sheet = draw_sheet([[plain(RED)]], ('',), labels, width)
    _, foot, _, _ = extent(sheet, RED)
    places = [extent(sheet, label_class.colour) for label_class in labels.classes]
    assert places == sorted(places, key=lambda place: (place[0], place[2]))
    for top, bottom, _, right in places:
        assert top > foot
        beside = sheet[top:bottom, right:][:, 2:40]
        assert (beside < 200).any(), 'the name is missing'


def test_a_long_class_name_shrinks_to_the_page():
    labels = LabelSet('long', (LabelClass('as long as its line is wide, ' * 6, (9, 9, 9)),))
    sheet = draw_sheet([[plain(RED)]], ('',), labels, width=500)
    _, _, _, right = extent(sheet, RED)
    top, bottom, _, swatch_right = extent(sheet, (9, 9, 9))
    line = sheet[top:bottom]
    assert not is_blank(line[:, swatch_right:][:, 3:])
    assert is_blank(line[:, right:])


def test_letters_of_the_last_line_keep_their_tails():
    labels = LabelSet('tails', (LabelClass('jumpy gypsy', (9, 9, 9)),))
    sheet = draw_sheet([[plain(RED)]], ('',), labels, width=960)
    _, bottom, _, _ = extent(sheet, (9, 9, 9))
    assert not is_blank(sheet[bottom:][2:])
    assert is_blank(sheet[-20:])


def test_a_bright_picture_is_framed():
    white = plain((PAPER, PAPER, PAPER))
    sheet = draw_sheet([[plain(RED), white]], ('', ''), LABELS, width=600)
    top, bottom, _, right = extent(sheet, RED)
    assert not is_blank(sheet[top:bottom, right:][:, 3:])


def test_as_many_pictures_as_captions():
    with pytest.raises(ValueError, match='a row has 1 pictures under 2 captions'):
        draw_sheet([[plain(RED), plain(RED)], [plain(RED)]], ('a', 'b'), LABELS)


def test_the_same_input_gives_the_same_sheet():
    rows = [[plain(RED), plain(GREEN)]]
    first, second = (draw_sheet(rows, ('a', 'b'), LABELS, 500) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ('count', 'most', 'chosen'), [(8, 4, [1, 3, 5, 7]), (101, 2, [25, 75]), (2, 4, [0, 1])]
)
def test_chosen_frames_are_spread_evenly(count, most, chosen):
    assert spread_over(count, most) == chosen
