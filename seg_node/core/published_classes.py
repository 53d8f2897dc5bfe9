# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A net's classes, merged and renamed to those that a costmap knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from seg_node.core.errors import LabelSetError
from seg_node.core.label_set import LabelClass, LabelSet, UNLABELLED

THE_REST = '*'
"""Stands for all classes that no group names."""

ClassGroups = Mapping[str, Sequence[str]]
"""The model's classes by the name that they are published under, in the order of the new ids."""

_BLACK = (0, 0, 0)


@dataclass(frozen=True)
class PublishedClasses:
    """
    What the ids of a published mask stand for, and how they are made.

    :param labels: the published classes; a group has the colour of its first member.
    :param id_table: (256,) uint8, published id by the model's; None where they are the same.
    """

    labels: LabelSet
    id_table: np.ndarray | None = None

    def translate(self, labels: np.ndarray) -> np.ndarray:
        """
        Give a label image its published ids.

        :param labels: (H, W) uint8 ids of the model's classes.
        :returns: (H, W) uint8; ``labels`` itself where the ids are the same.
        """
        return labels if self.id_table is None else cv2.LUT(labels, self.id_table)


def group_classes(labels: LabelSet, groups: ClassGroups) -> PublishedClasses:
    """
    Merge and rename classes.

    Class sets stay sets of the model's classes, so the published label set has none.

    :param labels: the model's classes.
    :param groups: members by published name, ``*`` for all that no group names;
        empty for the model's own classes. What is in no group becomes unlabelled.
    :raises LabelSetError: if a group is empty, or names a class that is unknown
        or in another group.
    """
    if not groups:
        return PublishedClasses(labels)
    _check(labels, groups)
    named = {member for members in groups.values() for member in members}
    rest = [name for name in labels.names if name not in named]
    table = np.full(256, UNLABELLED, np.uint8)
    classes = []
    for index, (group, members) in enumerate(groups.items()):
        ids = [labels.names.index(m) for name in members for m in _expand(name, rest)]
        table[ids] = index
        classes.append(LabelClass(group, labels.classes[ids[0]].colour if ids else _BLACK))
    return PublishedClasses(LabelSet(f'{labels.name} as published', tuple(classes)), table)


def _expand(name: str, rest: list[str]) -> list[str]:
    return rest if name == THE_REST else [name]


def _check(labels: LabelSet, groups: ClassGroups) -> None:
    group_of: dict[str, str] = {}
    for group, members in groups.items():
        if not members:
            raise LabelSetError(
                f"published class '{group}' is empty: name at least one class, "
                f"or '{THE_REST}' for all that are not named elsewhere"
            )
        for member in members:
            if member not in labels.names and member != THE_REST:
                raise LabelSetError(
                    f"published class '{group}' names the class '{member}', which is not in "
                    f"'{labels.name}': choose from {', '.join(labels.names)}"
                )
            if member in group_of:
                raise LabelSetError(
                    f"'{member}' is in the published classes '{group_of[member]}' and "
                    f"'{group}': name it once"
                )
            group_of[member] = group
