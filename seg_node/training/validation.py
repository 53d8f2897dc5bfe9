# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How good a net is on whole frames."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from seg_node.core.label_set import LabelSet
from seg_node.core.metrics import ConfusionMatrix, SegmentationScores
from seg_node.models import SegmentationNet
from seg_node.sources.folder import FolderSource


def normalise(images: Tensor, net: SegmentationNet) -> Tensor:
    """
    Turn pixels into what the net expects.

    :param images: (N, 3, H, W) uint8 RGB.
    :param net: whose mean and standard deviation are taken.
    :returns: (N, 3, H, W) float32, channels last in memory.
    """
    mean = torch.tensor(net.mean).view(3, 1, 1)
    std = torch.tensor(net.std).view(3, 1, 1)
    normalised = (images.float() - mean) / std
    return normalised.contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def validate(
    net: SegmentationNet, source: FolderSource, labels: LabelSet, network_size: tuple[int, int]
) -> SegmentationScores:
    """
    Score a net on whole frames, at the size of their truth.

    :param net: it is left in evaluation mode.
    :param source: labelled frames.
    :param labels: their classes.
    :param network_size: (width, height) that frames are resized to [px].
    """
    net.eval()
    matrix = ConfusionMatrix(len(labels))
    for frame in source:
        assert frame.labels is not None
        resized = cv2.resize(frame.image, network_size, interpolation=cv2.INTER_LINEAR)
        logits = net(normalise(torch.from_numpy(resized).permute(2, 0, 1)[None], net))
        logits = functional.interpolate(
            logits, size=frame.labels.shape, mode='bilinear', align_corners=False
        )
        matrix.update(logits[0].argmax(0).numpy().astype(np.uint8), frame.labels)
    return matrix.compute()
