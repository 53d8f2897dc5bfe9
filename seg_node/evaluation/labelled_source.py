# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames whose truth has the classes of a model."""

from __future__ import annotations

from itertools import zip_longest

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import LabelSet
from seg_node.sources.frame_source import FrameSource
from seg_node.sources.open_source import open_source


def open_labelled_source(
    text: str, model: LabelSet, topic: str | None = None, *, must_have_labels: bool = True
) -> FrameSource:
    """
    Open labelled frames to train or score a model on.

    In a folder without ``labels.yaml``, ids stand for the model's classes.

    :param text: as for ``open_source``.
    :param model: the model's classes.
    :param topic: as for ``open_source``.
    :param must_have_labels: False where frames to look at will do.
    :raises SourceError: if the source cannot be opened or lacks the labels it must have.
    :raises ConfigurationError: if its classes are not those of the model.
    """
    source = open_source(text, topic, default_labels=model)
    if source.label_set is not None:
        check_classes(source.name, source.label_set, model)
    elif must_have_labels:
        raise SourceError(
            f'{text} has no labels: give frames with truth, e.g. a folder with image/ and label/'
        )
    return source


def check_classes(name: str, truth: LabelSet, model: LabelSet) -> None:
    """
    Refuse truth whose ids mean something else than the model's.

    :param name: of the source, for the error.
    :param truth: its classes.
    :param model: the model's classes.
    :raises ConfigurationError: if a class differs by name.
    """
    for class_id, (there, here) in enumerate(zip_longest(truth.names, model.names)):
        if there != here:
            raise ConfigurationError(
                f"{name} has truth for the classes of '{truth.name}' and the model has those of "
                f"'{model.name}': {class_id} stands for {there or 'nothing'} there and for "
                f'{here or "nothing"} here; bring both to the same classes in the same order'
            )


def truth_classes(source: FrameSource, labels: LabelSet) -> LabelSet | None:
    """Give a model's classes if the source's truth is of them."""
    if source.label_set is None:
        return None
    try:
        check_classes(source.name, source.label_set, labels)
    except ConfigurationError:
        return None
    return labels
