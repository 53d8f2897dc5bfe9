# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Classes are merged and renamed, pixel by pixel as a dictionary would."""

import numpy as np
import pytest

from seg_node.core.errors import LabelSetError
from seg_node.core.label_set import LabelClass, LabelSet, UNLABELLED
from seg_node.core.published_classes import group_classes

LABELS = LabelSet(
    'street',
    (
        LabelClass('Sky', (1, 1, 1)),
        LabelClass('Road', (2, 2, 2)),
        LabelClass('Car', (3, 3, 3)),
        LabelClass('Pavement', (4, 4, 4)),
        LabelClass('Person', (5, 5, 5)),
    ),
    {'drivable': ('Road',)},
)
SKY, ROAD, CAR, PAVEMENT, PERSON = range(5)


def classes(published):
    return [(each.name, each.colour) for each in published.labels.classes]


def translated(published):
    """Give the published id of each of the model's, and of unlabelled."""
    ids = np.array([[SKY, ROAD, CAR, PAVEMENT, PERSON, UNLABELLED]], np.uint8)
    result = published.translate(ids)
    assert (result.shape, result.dtype) == (ids.shape, np.uint8)
    return result[0].tolist()


def test_without_groups_the_models_own_classes_are_published():
    published = group_classes(LABELS, {})
    image = np.zeros((3, 4), np.uint8)
    assert published.labels is LABELS
    assert published.translate(image) is image


def test_ids_follow_the_order_of_writing_and_colours_the_first_member():
    groups = {'obstacle, moving': ('Person', 'Car'), 'Ground': ('Road', 'Pavement')}
    published = group_classes(LABELS, groups)
    assert classes(published) == [('obstacle, moving', (5, 5, 5)), ('Ground', (2, 2, 2))]
    assert translated(published) == [255, 1, 0, 1, 0, 255]


@pytest.mark.parametrize(
    ('groups', 'expected_ids', 'expected_colours'),
    [
        ({'road': ('Road',), 'rest': ('*',)}, [1, 0, 1, 1, 1], [2, 1]),
        ({'rest': ('*',), 'road': ('Road',)}, [0, 1, 0, 0, 0], [1, 2]),
        ({'rest': ('Person', '*'), 'road': ('Road',)}, [0, 1, 0, 0, 0], [5, 2]),
        ({'all': ('*',)}, [0, 0, 0, 0, 0], [1]),
        ({'most': ('Sky', 'Road', 'Car', 'Pavement', 'Person'), 'rest': ('*',)}, [0] * 5, [1, 0]),
    ],
)
def test_the_star_is_all_that_no_group_names(groups, expected_ids, expected_colours):
    published = group_classes(LABELS, groups)
    assert translated(published) == [*expected_ids, 255]
    assert [colour for _, (colour, _, _) in classes(published)] == expected_colours


def test_255_classes_keep_their_ids_apart_from_unlabelled():
    names = [f'class {index}' for index in range(255)]
    labels = LabelSet('many', tuple(LabelClass(name, (0, 0, 0)) for name in names))
    published = group_classes(labels, {name: (name,) for name in reversed(names)})
    ids = np.arange(256, dtype=np.uint8).reshape(16, 16)
    expected = [*range(254, -1, -1), 255]
    assert published.translate(ids).ravel().tolist() == expected


@pytest.mark.parametrize(
    ('groups', 'reason'),
    [
        ({'road': ('Lane',)}, "'road' names the class 'Lane'.*choose from Sky, Road, Car"),
        ({'road': ()}, "'road' is empty: name at least one class"),
        ({'a': ('Road',), 'b': ('Car', 'Road')}, "'Road' is in the published classes 'a' and 'b'"),
        ({'a': ('Road', 'Road')}, "'Road' is in the published classes 'a' and 'a'"),
        ({'a': ('*',), 'b': ('*',)}, r"'\*' is in the published classes 'a' and 'b'"),
    ],
)
def test_groups_that_make_no_sense_are_refused_with_a_remedy(groups, reason):
    with pytest.raises(LabelSetError, match=reason):
        group_classes(LABELS, groups)
