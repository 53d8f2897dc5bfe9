# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The other rival: torch as it comes, with everything around the net in torch too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from seg_node.core.image_decoding import decode_message
from seg_node.evaluation.benchmark.camera_messages import CameraMessage
from seg_node.evaluation.benchmark.contestant import LabelMaps, MeteredNet
from seg_node.models import SegmentationNet


class TorchEager:
    """
    A net in eager mode between float32 tensors.

    :param net: of the architecture that all contestants run.
    :param network_size: (width, height) of its input [px].
    :param threads: of torch, for the whole process.
    """

    name = 'torch eager'

    def __init__(self, net: SegmentationNet, network_size: tuple[int, int], threads: int) -> None:
        torch.set_num_threads(threads)
        self.net = MeteredNet(net.eval())
        self._network_size = network_size[::-1]  # torch gives the height first
        self._mean = torch.tensor(net.mean).view(3, 1, 1)
        self._std = torch.tensor(net.std).view(3, 1, 1)
        self.bare_runs: Mapping[str, Callable[[], Any]] = {'net': self._run_bare}

    @torch.inference_mode()
    def segment(self, message: CameraMessage) -> LabelMaps:
        """Do all that lies between a message and its maps."""
        frame = torch.tensor(decode_message(message)).permute(2, 0, 1)[None]
        images = _resize(frame.float(), self._network_size)
        logits = self.net.run((images - self._mean) / self._std)
        probability = torch.softmax(_resize(logits, self._network_size), dim=1)
        confidence, labels = probability.max(dim=1)  # (1, H, W)
        maps = torch.stack([labels.byte(), (confidence * 255).byte()], dim=1)
        camera_size = message.height, message.width
        maps = functional.interpolate(maps, camera_size, mode='nearest')
        return LabelMaps(*maps[0].numpy())

    @torch.inference_mode()
    def _run_bare(self) -> Tensor:
        result: Tensor = self.net.run_bare()
        return result


def _resize(x: Tensor, size: tuple[int, ...]) -> Tensor:
    """Resize (N, C, H, W) float32 bilinearly to (height, width)."""
    return functional.interpolate(x, size, mode='bilinear')
