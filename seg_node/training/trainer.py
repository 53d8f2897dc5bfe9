# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A net in training: everything that one step changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import nn, Tensor
from torch.nn.parallel import DistributedDataParallel
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from seg_node.models import SegmentationNet, TrainingOutputs
from seg_node.training.config import TrainingConfig
from seg_node.training.freezing import freeze_encoder, rest_frozen_parts
from seg_node.training.losses import distillation_loss, TrainingLoss
from seg_node.training.optimisation import create_optimizer, create_schedule
from seg_node.training.validation import normalise
from seg_node.training.world import World

_PRECISIONS = {'fp32': torch.float32, 'bf16': torch.bfloat16, 'fp16': torch.float16}


class Trainer:
    """
    Takes steps of the optimiser.

    A step's random numbers are a function of seed, step and process, so a run
    that goes on from a saved state draws what an unbroken one draws.

    :param net: with the weights that the run starts from.
    :param config: of the run.
    :param loss: that each step lessens.
    :param world: all processes of the run, each with its share of every batch.
    :param teacher: whose probabilities it learns too, as ``load_teacher`` gives it.
    """

    def __init__(
        self,
        net: SegmentationNet,
        config: TrainingConfig,
        loss: TrainingLoss,
        world: World,
        teacher: SegmentationNet | None = None,
    ) -> None:
        self.step_count = 0
        self._config = config
        self._loss = loss.to(world.device)
        self._world = world
        self._net = net.to(world.device)
        self._net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        freeze_encoder(self._net, config)
        self._teacher = teacher.to(world.device) if teacher else None
        self._pass: nn.Module = _TrainingPass(self._net)
        if world.size > 1:
            # A boundary head learns nothing without its loss.
            may_idle = 'boundary' not in config.losses
            self._pass = DistributedDataParallel(self._pass, find_unused_parameters=may_idle)
        self._optimizer = create_optimizer(self._net, config)
        self._schedule = create_schedule(self._optimizer, config)
        # Without fp16 it passes gradients through as they are.
        self._scaler = torch.amp.GradScaler(world.device.type, enabled=config.precision == 'fp16')
        self._average = _average(self._net, config.ema_decay)

    @property
    def net(self) -> SegmentationNet:
        """Give the net whose weights the run is for: the average, where one is kept."""
        if self._average is None:
            return self._net
        average: SegmentationNet = self._average.module  # type: ignore[assignment]
        return average

    @property
    def learning_rate(self) -> float:
        """Rate of the parameters that were not pretrained, in the next step."""
        return float(self._optimizer.param_groups[-1]['lr'])

    def step(self, crops: Tensor, truth: Tensor) -> float:
        """
        Take one step.

        :param crops: (N, 3, S, S) uint8 RGB.
        :param truth: (N, S, S) uint8 class ids, 255 unlabelled.
        :returns: the loss before the step, the mean over all processes.
        """
        random = np.random.default_rng((self._config.seed, self.step_count, self._world.rank))
        torch.manual_seed(int(random.integers(1 << 62)))
        self._net.train()
        rest_frozen_parts(self._net, self._config)
        loss = self._compute_loss(crops.to(self._world.device), truth.to(self._world.device))
        self._optimizer.zero_grad()
        self._scaler.scale(loss).backward()
        if self._config.gradient_clip:
            self._scaler.unscale_(self._optimizer)
            nn.utils.clip_grad_norm_(self._net.parameters(), self._config.gradient_clip)
        self._scaler.step(self._optimizer)
        scale = self._scaler.get_scale()
        self._scaler.update()
        # It shrinks where a gradient of fp16 overflowed, and then no step was taken.
        if self._scaler.get_scale() >= scale:
            self._schedule.step()
        if self._average is not None:
            self._average.update_parameters(self._net)
        self.step_count += 1
        return float(self._world.add_up(loss.detach().cpu())) / self._world.size

    def _compute_loss(self, crops: Tensor, truth: Tensor) -> Tensor:
        dtype = _PRECISIONS[self._config.precision]
        images = normalise(crops, self._net)
        with torch.autocast(crops.device.type, dtype, enabled=dtype != torch.float32):
            outputs = self._pass(images)
            taught = self._ask_teacher(crops)
        loss = self._loss(outputs, truth)
        if taught is not None:
            loss = loss + self._config.teacher_weight * distillation_loss(outputs.logits, taught)
        return loss

    @torch.no_grad()
    def _ask_teacher(self, crops: Tensor) -> Tensor | None:
        if self._teacher is None:
            return None
        logits: Tensor = self._teacher(normalise(crops, self._teacher))
        return logits

    def state_dict(self) -> dict[str, Any]:
        """Give all that the following steps depend on."""
        return {
            'step_count': self.step_count,
            **{name: part.state_dict() for name, part in self._parts().items()},
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take back what ``state_dict`` gave."""
        self.step_count = state['step_count']
        for name, part in self._parts().items():
            part.load_state_dict(state[name])

    def _parts(self) -> dict[str, Any]:
        parts = {
            'net': self._net,
            'optimizer': self._optimizer,
            'schedule': self._schedule,
            'scaler': self._scaler,
        }
        return parts if self._average is None else parts | {'average': self._average}


class _TrainingPass(nn.Module):
    """What a net does in training, as the ``forward`` that data-parallel torch asks for."""

    def __init__(self, net: SegmentationNet) -> None:
        super().__init__()
        self._net = net

    def forward(self, images: Tensor) -> TrainingOutputs:
        return self._net.forward_training(images)


def _average(net: SegmentationNet, decay: float) -> AveragedModel | None:
    if not decay:
        return None
    # The buffers too, since they hold the statistics of batch norm.
    return AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True)
