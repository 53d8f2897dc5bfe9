# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An engine on an NVIDIA GPU: the camera's bytes go up, maps come back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seg_node.backends.gpu import Gpu
from seg_node.backends.tensorrt_flavour import Flavour
from seg_node.backends.tensorrt_runner import PlanRefusedError, TensorRtRunner
from seg_node.core.errors import BackendError
from seg_node.core.frame_layout import FrameLayout
from seg_node.core.image_size import format_size
from seg_node.core.maps import SegmentationMaps
from seg_node.core.model_spec import ModelSpec


class TensorRtBackend:
    """
    A plan that is open, for frames of one size.

    One frame after the other, since ``infer`` waits for its maps. They are copied out of pinned
    memory, which the next frame writes over.

    :param plan: that this very version of TensorRT built for this very GPU.
    :param spec: of the model that it was built from.
    :param layout: of frames and maps that it was built for.
    :param flavour: of TensorRT.
    :param gpu: that it runs on.
    :param precision: that it was built in, as ``Backend.precision`` names it.
    :raises PlanRefusedError: if the plan does not fit.
    :raises BackendError: if the GPU fails or has not enough memory.
    """

    def __init__(
        self,
        plan: bytes,
        spec: ModelSpec,
        layout: FrameLayout,
        flavour: Flavour,
        gpu: Gpu,
        precision: str,
    ) -> None:
        self.spec = spec
        self._layout = layout
        self.precision = precision
        self.description = f'{flavour.name} {flavour.version} on {gpu} in {precision}'
        self._runner: TensorRtRunner | None = TensorRtRunner(plan, flavour, gpu)
        shapes = {name: buffer.shape for name, buffer in self._runner.buffers.items()}
        if shapes != layout.port_shapes(spec):
            self.close()
            raise PlanRefusedError(
                f'the engine has the ports {shapes}, and should have {layout.port_shapes(spec)}'
            )

    def network_size(self, frame_size: tuple[int, int]) -> tuple[int, int]:
        """Give the only size that there is; see ``Backend.network_size``."""
        return self._layout.network_size

    def infer(
        self, frames: Sequence[np.ndarray], class_sets: np.ndarray
    ) -> list[SegmentationMaps]:
        """
        Segment frames; see ``Backend.infer``.

        :raises BackendError: if a frame is of another size than the engine is for, if there are
            more class sets, or the GPU fails.
        """
        if self._runner is None:
            raise BackendError('this TensorRT backend was closed: open it again')
        if len(class_sets) > self._layout.set_count:
            raise BackendError(
                f'there are {len(class_sets)} class sets, and the engine is for '
                f'{self._layout.set_count}: raise engine_sets'
            )
        return [self._segment(self._runner, frame, class_sets) for frame in frames]

    def close(self) -> None:
        """Give back what is on the GPU."""
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def _segment(
        self, runner: TensorRtRunner, frame: np.ndarray, class_sets: np.ndarray
    ) -> SegmentationMaps:
        height, width, _ = frame.shape
        if (width, height) != self._layout.frame_size:
            raise BackendError(
                f'a frame is {width}x{height}, and the engine is for '
                f'{format_size(self._layout.frame_size)}'
            )
        count = len(class_sets)
        buffers = runner.buffers
        self._fill(buffers['frame'].host[0], frame)
        buffers['class_sets'].host[:count] = class_sets
        buffers['class_sets'].host[count:] = 0
        sets = buffers['set_probability']
        runner.want('set_probability', sets.size_bytes // self._layout.set_count * count)
        runner.run()
        return SegmentationMaps(
            labels=buffers['labels'].host[0].copy(),
            confidence=buffers['confidence'].host[0].copy(),
            set_probability=sets.host[0, :count].copy(),
        )

    def _fill(self, rows: np.ndarray, frame: np.ndarray) -> None:
        """
        Copy a frame to where it is uploaded from.

        :param rows: (H, row_bytes) uint8.
        :param frame: (H, W, 3) uint8 RGB.
        """
        height, width, channels = frame.shape
        pixels: np.ndarray = rows[:, : width * channels].reshape(height, width, channels)
        if self._layout.encoding == 'bgr8':
            pixels = pixels[:, :, ::-1]
        np.copyto(pixels, frame)
