# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which class each id stands for, its colour, and named sets of classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
import re
from typing import Any

import numpy as np
import yaml

from seg_node.core.errors import ConfigurationError, LabelSetError
from seg_node.core.resources import share_directory

UNLABELLED = 255
"""Id of a pixel that has no class, in truth and in every label image."""

DRIVABLE = 'drivable'
"""Name of the class set that the drivable area is made from."""

VEHICLE = 'vehicle'
"""Name of the class set of what stands on wheels."""

# Set names become topic names, so they keep to what ROS allows in one: 247 characters in all.
_SET_NAME = re.compile(r'[a-z][a-z0-9_]{0,63}')

ClassSets = Mapping[str, Sequence[str]]
"""Class names by the name of the set that they belong to."""


@dataclass(frozen=True)
class LabelClass:
    """One class: a unique name, and the RGB colour that it is drawn in."""

    name: str
    colour: tuple[int, int, int]


@dataclass(frozen=True)
class LabelSet:
    """
    The classes of a net or data set; a class's id is its index.

    :param name: of the label set, e.g. ``camvid``.
    :param classes: at most 255, with unique names; id 255 stays free for unlabelled.
    :param class_sets: default class sets, e.g. ``{'drivable': ('Road',)}``.
    :raises LabelSetError: if names repeat, a colour is no RGB triple, or a
        class set is misnamed or names an unknown class.
    """

    name: str
    classes: tuple[LabelClass, ...]
    class_sets: ClassSets = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < len(self.classes) <= UNLABELLED:
            raise LabelSetError(
                f"label set '{self.name}' has {len(self.classes)} classes: give 1 to {UNLABELLED}"
            )
        names = self.names
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise LabelSetError(
                f"label set '{self.name}' repeats {repeated}: names must be unique"
            )
        for label_class in self.classes:
            _check_colour(self.name, label_class)
        class_set_matrix(self, self.class_sets)

    def __len__(self) -> int:
        """Count the classes."""
        return len(self.classes)

    @property
    def names(self) -> tuple[str, ...]:
        """Class names in the order of their ids."""
        return tuple(label_class.name for label_class in self.classes)

    @property
    def palette(self) -> np.ndarray:
        """Colours by id, (256, 3) uint8 RGB; ids without a class are black."""
        palette = np.zeros((256, 3), np.uint8)
        palette[: len(self)] = [label_class.colour for label_class in self.classes]
        return palette

    def set_ids(self, name: str) -> list[int]:
        """Give the ids of a class set's classes; none if there is no such set."""
        return [self.names.index(member) for member in self.class_sets.get(name, ())]

    def ids_of(self, names: Sequence[str], parameter: str) -> list[int]:
        """
        Give the ids of classes.

        :param parameter: that an error names.
        :raises LabelSetError: if a class is unknown.
        """
        if unknown := [name for name in names if name not in self.names]:
            raise LabelSetError(
                f"{parameter} names the class '{unknown[0]}', which is not in '{self.name}': "
                f'choose from {", ".join(self.names)}'
            )
        return [self.names.index(name) for name in names]

    def to_dict(self) -> dict[str, Any]:
        """Give the form that label set files and model specs hold."""
        return {
            'name': self.name,
            'classes': [{'name': c.name, 'colour': list(c.colour)} for c in self.classes],
            'class_sets': {name: list(members) for name, members in self.class_sets.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LabelSet:
        """
        Read the form that ``to_dict`` gives.

        :raises LabelSetError: if a key is missing or a value is not of its form.
        """
        try:
            _check_keys(data, {'name', 'classes', 'class_sets'})
            return cls(
                name=_read_text(data['name']),
                classes=tuple(_read_class(entry) for entry in data['classes']),
                class_sets={
                    _read_text(name): _read_members(name, members)
                    for name, members in data.get('class_sets', {}).items()
                },
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise LabelSetError(
                f'not a label set: {error!r}; give name, classes (each with name and colour) '
                'and, if wanted, class_sets, as in config/label_sets/camvid.yaml'
            ) from error


def class_set_matrix(labels: LabelSet, class_sets: ClassSets) -> np.ndarray:
    """
    Build the ``class_sets`` input of a model file.

    :param labels: the K sets' classes are looked up here.
    :param class_sets: K sets of class names.
    :returns: (K, C) float32, 1 where a class is in the set and 0 elsewhere.
    :raises LabelSetError: if a set is misnamed, or names a class that is unknown.
    """
    matrix = np.zeros((len(class_sets), len(labels)), np.float32)
    for row, (set_name, members) in zip(matrix, class_sets.items(), strict=True):
        if not _SET_NAME.fullmatch(set_name):
            raise LabelSetError(
                f"class set '{set_name}': a name is up to 64 lower-case letters, digits and "
                'underscores, beginning with a letter, since it becomes a topic'
            )
        row[labels.ids_of(members, f"class set '{set_name}'")] = 1
    return matrix


def parse_class_sets(text: str, parameter: str = 'class_sets') -> ClassSets:
    """
    Read sets of classes from their one-line form.

    :param text: ``name=Class,Class; name=Class``.
    :param parameter: that an error names.
    :raises ConfigurationError: if the text is not of that form or repeats a set.
    """
    class_sets: dict[str, tuple[str, ...]] = {}
    for part in filter(None, map(str.strip, text.split(';'))):
        name, equals, members = (piece.strip() for piece in part.partition('='))
        if not equals or not name or name in class_sets:
            raise ConfigurationError(
                f"{parameter} has the part '{part}': write each set once, as in "
                "'drivable=Road,Pavement; person=Pedestrian'"
            )
        class_sets[name] = tuple(filter(None, map(str.strip, members.split(','))))
    return class_sets


def load_label_set(name_or_path: str) -> LabelSet:
    """
    Load a label set that ships with the package, or a user's file.

    :param name_or_path: of a file in ``config/label_sets``, e.g. ``camvid``, or the
        path of a YAML file of the same form.
    :raises LabelSetError: if there is no such file or it is not a label set.
    """
    shipped = share_directory() / 'config' / 'label_sets'
    path = Path(name_or_path)
    if path.suffix not in ('.yaml', '.yml'):
        path = shipped / f'{name_or_path}.yaml'
    if not path.is_file():
        known = ', '.join(sorted(file.stem for file in shipped.glob('*.yaml')))
        raise LabelSetError(
            f"no label set '{name_or_path}': choose from {known}, or give the path of a YAML file"
        )
    try:
        data = yaml.safe_load(path.read_text(encoding='utf-8'))
        return LabelSet.from_dict(data)
    except LabelSetError as error:
        raise LabelSetError(f'{path}: {error}') from error
    # A date that there is not is a ValueError.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise LabelSetError(f'{path} is not YAML: {error}') from error


def _check_keys(data: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(str(key) for key in data.keys() - known):
        raise ValueError(f'unknown keys {unknown}')


def _read_class(entry: Mapping[str, Any]) -> LabelClass:
    _check_keys(entry, {'name', 'colour'})
    colour: Any = tuple(entry['colour'])
    if not all(type(value) is int for value in colour):
        raise TypeError(f'colour {colour} is not of whole numbers')
    return LabelClass(_read_text(entry['name']), colour)


def _read_members(name: str, members: Any) -> tuple[str, ...]:
    if isinstance(members, str):  # whose letters would pass for names
        raise TypeError(f"class set '{name}' is the text '{members}', not a list of names")
    return tuple(_read_text(member) for member in members)


def _read_text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        # YAML takes no, yes and 3 for other things than text.
        raise TypeError(f'{value!r} is no name: put it in quotes')
    return value


def _check_colour(set_name: str, label_class: LabelClass) -> None:
    colour = label_class.colour
    if len(colour) != 3 or not all(0 <= value <= 255 for value in colour):
        raise LabelSetError(
            f"label set '{set_name}': the colour of '{label_class.name}' is {list(colour)}: "
            'give three numbers from 0 to 255 (RGB)'
        )
