# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How good a net is on whole frames."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from seg_node.core.metrics import ConfusionMatrix
from seg_node.models import SegmentationNet
from seg_node.sources.picture_source import PictureSource
from seg_node.training.world import World


def normalise(images: Tensor, net: SegmentationNet) -> Tensor:
    """
    Turn pixels into what the net expects.

    :param images: (N, 3, H, W) uint8 RGB.
    :param net: whose mean and standard deviation are taken.
    :returns: (N, 3, H, W) float32, channels last in memory.
    """
    mean = torch.tensor(net.mean, device=images.device).view(3, 1, 1)
    std = torch.tensor(net.std, device=images.device).view(3, 1, 1)
    normalised = (images.float() - mean) / std
    return normalised.contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def predict(
    net: SegmentationNet,
    image: np.ndarray,
    network_size: tuple[int, int],
    device: torch.device,
) -> np.ndarray:
    """
    Label one frame.

    :param net: in evaluation mode.
    :param image: (H, W, 3) uint8 RGB.
    :param network_size: (width, height) that the frame is resized to [px].
    :param device: of the net.
    :returns: (H, W) uint8 class ids, from logits that are enlarged bilinearly.
    """
    resized = cv2.resize(image, network_size, interpolation=cv2.INTER_LINEAR)
    pixels = torch.from_numpy(resized).permute(2, 0, 1)[None].to(device)
    logits = net(normalise(pixels, net))
    logits = functional.interpolate(
        logits, size=image.shape[:2], mode='bilinear', align_corners=False
    )
    labels: np.ndarray = logits[0].argmax(0).to(torch.uint8).cpu().numpy()
    return labels


def validate(
    net: SegmentationNet, source: PictureSource, network_size: tuple[int, int], world: World
) -> ConfusionMatrix:
    """
    Compare a net with whole labelled frames, at their own size.

    :param net: it is left in evaluation mode.
    :param source: labelled frames.
    :param network_size: (width, height) that frames are resized to [px].
    :param world: whose processes share the frames and all get the sum.
    """
    net.eval()
    # Each process's batch norm has seen frames of its own; what is saved is the first's.
    world.copy_from_first(net.buffers())
    assert source.label_set is not None
    matrix = ConfusionMatrix(len(source.label_set))
    for index in range(world.rank, len(source), world.size):
        frame = source[index]
        assert frame.labels is not None
        predicted = predict(net, frame.image, network_size, world.device)
        matrix.update(predicted, frame.labels)
    matrix.counts = world.add_up(torch.from_numpy(matrix.counts)).numpy()
    return matrix
