# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Our own pipeline, as the node runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from seg_node.backends.onnxruntime_backend import create_session, OnnxRuntimeBackend
from seg_node.backends.options import BackendOptions
from seg_node.core.image_decoding import decode_message
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.evaluation.benchmark.camera_messages import CameraMessage
from seg_node.evaluation.benchmark.contestant import LabelMaps, MeteredNet


class SegNodePipeline:
    """
    From message to maps through the node's own decoding, backend and pipeline.

    :param model: path of the model file.
    :param logits_model: path of its part that ends at the logits.
    :param options: threads and network size.
    """

    name = 'seg_node'

    def __init__(self, model: Path, logits_model: Path, options: BackendOptions) -> None:
        backend = _MeteredBackend(model, options)
        self.net = backend.net
        self._logits = create_session(logits_model, options)
        self._pipeline = Pipeline(backend, PipelineSettings())
        self.bare_runs: Mapping[str, Callable[[], Any]] = {
            'net': self.net.run_bare,
            'logits': self._run_to_logits,
        }

    def segment(self, message: CameraMessage) -> LabelMaps:
        """Do all that lies between a message and its maps."""
        frame = self._pipeline.process(decode_message(message))
        return LabelMaps(frame.mask, frame.confidence)

    def _run_to_logits(self) -> Any:
        """Run the net without what our model files have behind the logits."""
        _, batch, _ = self.net.arguments
        return self._logits.run(None, {'frame': batch})


class _MeteredBackend(OnnxRuntimeBackend):
    """Notes what each run of the net takes."""

    def __init__(self, model: Path, options: BackendOptions) -> None:
        super().__init__(model, options)
        self.net = MeteredNet(super()._run)

    def _run(self, *arguments: Any) -> Any:
        return self.net.run(*arguments)
