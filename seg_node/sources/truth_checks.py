# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a true label image fits its label set and its picture."""

import numpy as np

from seg_node.core.errors import SourceError
from seg_node.core.label_set import LabelSet, UNLABELLED


def check_ids(labels: np.ndarray, label_set: LabelSet, where: str) -> None:
    """
    Refuse ids that stand for no class.

    :param labels: (H, W) uint8 class ids, 255 unlabelled.
    :param label_set: whose ids are valid.
    :param where: begins the error's message, e.g. the label file's path.
    :raises SourceError: if there is an id beyond the label set, other than 255.
    """
    strange = labels[(labels >= len(label_set)) & (labels != UNLABELLED)]
    if strange.size:
        raise SourceError(
            f'{where}: class ids {np.unique(strange).tolist()} are not in the label set '
            f"'{label_set.name}', whose last id is {len(label_set) - 1}: name the label set that "
            f'the labels were made with, or write {UNLABELLED} for unlabelled pixels'
        )


def check_size(labels: np.ndarray, image: np.ndarray, where: str) -> None:
    """
    Refuse labels of another size than their picture's.

    :param labels: (H, W) uint8 class ids.
    :param image: (H, W, 3) uint8 RGB.
    :param where: begins the error's message, e.g. the label file's path.
    :raises SourceError: if the sizes differ.
    """
    if labels.shape != image.shape[:2]:
        (height, width), (image_height, image_width) = labels.shape, image.shape[:2]
        raise SourceError(
            f'{where}: labels of {width}x{height} for an image of {image_width}x{image_height}: '
            'both must have one size'
        )
