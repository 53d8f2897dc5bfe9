# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a net can learn four frames by heart."""

from __future__ import annotations

from pathlib import Path
import time
from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch.optim.swa_utils import update_bn

from seg_node.core.label_set import load_label_set, UNLABELLED
from seg_node.core.sheet import spread_over
from seg_node.models import create_model, SegmentationNet
from seg_node.sources.open_source import open_source
from seg_node.training.losses import pixel_cross_entropy
from seg_node.training.validation import normalise

CAMVID = Path(__file__).parents[3] / 'shared' / 'data' / 'camvid' / 'train'
SIZE = (160, 128)
GOAL = 0.95
_FRAME_COUNT = 4
_CHECK_EVERY = 5
_MAX_STEPS = 400
_LEARNING_RATE = 1e-3
_OWN_LEARNING_RATE = {
    'attention_unet': 3e-3,
    'fcn': 2e-4,
    'twinlitenet': 4e-3,
    'unet': 3e-3,
}
# At full width a step of these takes about ten times as long.
_OPTIONS = {'attention_unet': {'width': 16}, 'unet': {'width': 16}}


class Outcome(NamedTuple):
    """
    How far a net came.

    :param net: as it is then, in evaluation mode.
    :param accuracy: right pixels / labelled pixels, on the net's own output grid, in
        evaluation mode.
    :param steps: of AdamW.
    :param seconds: that they took.
    """

    net: SegmentationNet
    accuracy: float
    steps: int
    seconds: float


def load_frames() -> tuple[torch.Tensor, torch.Tensor]:
    """
    Read four frames, far apart in CamVid's train split, or in the rendered drive without it.

    :returns: (4, 3, 128, 160) uint8 images and (4, 128, 160) uint8 class ids.
    """
    source = open_source(str(CAMVID) if CAMVID.is_dir() else 'rendered')
    chosen = spread_over(len(source), _FRAME_COUNT)
    frames = [frame for index, frame in enumerate(source) if index in chosen]
    images = [cv2.resize(frame.image, SIZE, interpolation=cv2.INTER_AREA) for frame in frames]
    labels = [
        cv2.resize(np.asarray(frame.labels), SIZE, interpolation=cv2.INTER_NEAREST_EXACT)
        for frame in frames
    ]
    return (
        torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2),
        torch.from_numpy(np.stack(labels)),
    )


def overfit(name: str, images: torch.Tensor, labels: torch.Tensor) -> Outcome:
    """
    Train a net on all frames at once until it reaches the goal.

    Weights start at random, and those of the EfficientNet-Lite encoders from ImageNet's.

    :param name: of the net, built with its default options but for the two U-Nets, which
        are narrow.
    :param images: (4, 3, H, W) uint8 RGB.
    :param labels: (4, H, W) uint8 class ids; reduced to the net's own grid by nearest.
    """
    torch.manual_seed(0)
    class_count = len(load_label_set('camvid'))
    net = create_model(name, class_count, pretrained=True, **_OPTIONS.get(name, {}))
    inputs = normalise(images, net)
    stride = net.logit_stride
    truth = labels[:, stride // 2 :: stride, stride // 2 :: stride]
    optimizer = torch.optim.AdamW(net.parameters(), _OWN_LEARNING_RATE.get(name, _LEARNING_RATE))
    start = time.monotonic()
    accuracy, step = 0.0, 0
    while accuracy < GOAL and step < _MAX_STEPS:
        net.train()
        for _ in range(_CHECK_EVERY):
            outputs = net.forward_training(inputs)
            loss = pixel_cross_entropy(outputs.logits, truth)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        step += _CHECK_EVERY
        # Batch norm's running averages lag behind weights that change this fast.
        update_bn([inputs], net)
        accuracy = _accuracy(net.eval(), inputs, truth)
    return Outcome(net, accuracy, step, time.monotonic() - start)


@torch.inference_mode()
def _accuracy(net: SegmentationNet, inputs: torch.Tensor, truth: torch.Tensor) -> float:
    is_right = net(inputs).argmax(dim=1) == truth
    return float(is_right[truth != UNLABELLED].float().mean())
