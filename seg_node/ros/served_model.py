# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The model that frames go through, what is published of it, and how another takes its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from rclpy.lifecycle import LifecycleNode

from seg_node.backends.model_header import read_spec
from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.pipeline import fit_settings
from seg_node.core.pipeline_slot import PipelineSlot
from seg_node.parameters.parameters import Parameters
from seg_node.ros.engine_watch import EngineWatch
from seg_node.ros.label_publisher import LabelPublisher
from seg_node.ros.model_opening import (
    check_fit,
    check_risk,
    check_set_count,
    needs_engine,
    open_as_asked,
)
from seg_node.ros.model_swap import ModelSwap
from seg_node.ros.node_state import NodeState
from seg_node.ros.output_publishers import OutputPublishers


class ServedModel:
    """
    An open model with its publishers, and at times a second model that is to replace it.

    All calls come from the executor's thread; frames go through ``slot`` and
    ``publishers`` on another.

    :param node: that publishes.
    :param parameters: of the node.
    :param on_progress: takes what is being done while an engine is built for the first model.
    :raises SegNodeError: if model or parameters cannot be used; nothing stays open then.
    """

    def __init__(
        self,
        node: LifecycleNode,
        parameters: Parameters,
        on_progress: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._node = node
        self._logger = node.get_logger()
        self.parameters = parameters
        """Those that hold for frames now."""
        self._swap: ModelSwap | None = None
        self._swap_failure: str | None = None
        with ExitStack() as opened:
            self._watch = EngineWatch(node, on_progress)
            self._model = open_as_asked(parameters, self._watch)
            opened.callback(self._close_models)
            self._logger.info(str(self._model))
            check_set_count(self._model.pipeline.set_names, parameters)
            self._check_risk(parameters)
            if parameters.camera_size() or not needs_engine(parameters):
                self._model.warm_up(parameters.camera_size())
            labels = LabelPublisher(node)
            opened.callback(labels.destroy)
            self.publishers = OutputPublishers(node, self._model.pipeline.set_names)
            opened.callback(self.publishers.destroy)
            self.slot = PipelineSlot(
                self._model.pipeline, lambda pipeline: labels.publish(pipeline.labels)
            )
            self._opened = opened.pop_all()

    @property
    def is_swapping(self) -> bool:
        """Whether another model is to replace this one."""
        return self._swap is not None

    def let_build(self, is_wanted: bool) -> None:
        """Allow engines for frames that come, or end one that is being built."""
        self._watch.is_stopped = not is_wanted
        if self._swap and not self._swap.is_loading:
            self._swap.watch.is_stopped = not is_wanted  # frames may go through it already

    def close(self) -> None:
        """Give back everything, after a model that is being loaded; no frame may be under way."""
        self._opened.close()

    def change(self, changes: Mapping[str, Any], frame_size: tuple[int, int] | None) -> None:
        """
        Take live parameters from the next frame on, or once a new model is loaded.

        :param changes: new values by name. Those that come with another model hold for
            that one; others hold for both.
        :param frame_size: (width, height) of the camera's frames [px], if it is known.
        :raises SegNodeError: if a value cannot be used; nothing changes then.
        """
        parameters = self.parameters.changed(changes)
        if 'model' not in changes:
            self._change_both(changes, frame_size)
            return
        if self._swap:
            raise ConfigurationError(
                f'model {self._swap.path} is being loaded: set model again once diagnostics no '
                'longer tell so'
            )
        if self._model.is_in(parameters.model_path()):
            self._change_both(changes, frame_size)
        else:
            self._start_swap(parameters, frame_size)
        self._swap_failure = None

    def follow_swap(self) -> bool:
        """
        Let the second model take the place of the first, once it is loaded; call it often.

        :returns: whether it did.
        :raises ModelFileError: if it cannot be loaded; the first one goes on.
        """
        if self._swap is None or self._swap.is_loading:
            return False
        if self._swap.failure:
            self._give_up(self._swap, self._swap.failure)
        model = self._swap.take()
        if not self.slot.offer(model.pipeline):
            return False
        self._model.close()
        self._watch = self._swap.watch
        self._model, self.parameters, self._swap = model, self._swap.parameters, None
        self.publishers.change_sets(self._model.pipeline.set_names)
        self._logger.info(f'now {self._model}')
        return True

    def describe(self, state: NodeState) -> NodeState:
        """Add what diagnostics tell of the model to the state of its node."""
        backend = self._model.backend
        return replace(
            state,
            model=str(self._model.path),
            next_model=str(self._swap.path) if self._swap else '',
            swap_failure=self._swap_failure,
            architecture=backend.spec.architecture,
            weights_digest=backend.spec.weights_digest,
            backend=backend.description,
            precision=backend.precision,
            progress=self._watch.progress or (self._swap.watch.progress if self._swap else ''),
            fallback=self._watch.fallback,
            failure=backend.failure,
            next_try_s=backend.seconds_to_next_try,
            subscribed=self.publishers.subscribed,
            camera_info_fault=self.publishers.camera_info.fault,
            is_distorted=self.publishers.camera_info.is_distorted
            and not self.parameters.image_is_rectified,
        )

    def _change_both(self, changes: Mapping[str, Any], frame_size: tuple[int, int] | None) -> None:
        parameters = self.parameters.changed(changes)
        settings = parameters.pipeline_settings()
        names = fit_settings(self._model.backend.spec, settings).set_names
        check_set_count(names, parameters)
        # What else changes may leave a rate that was set uncalibrated; each frame tells then.
        if 'max_false_drivable_rate' in changes:
            self._check_risk(parameters, frame_size)
        if self._swap:
            later = self._swap.parameters.changed(changes)
            names += check_fit(self._swap.spec, later, frame_size)
        self.publishers.change_sets(names)
        self._model.pipeline.change_settings(settings)
        self.parameters = parameters
        if self._swap:
            self._swap.change(later)

    def _check_risk(
        self, parameters: Parameters, frame_size: tuple[int, int] | None = None
    ) -> None:
        backend = self._model.backend
        check_risk(backend.spec, parameters, backend.precision, frame_size)

    def _start_swap(self, parameters: Parameters, frame_size: tuple[int, int] | None) -> None:
        spec = read_spec(parameters.model_path())
        names = check_fit(spec, parameters, frame_size)
        self._model.check_room_for(parameters.model_path())
        # So early, because a subscriber needs a while to find a publisher.
        self.publishers.change_sets(self._model.pipeline.set_names + names)
        watch = EngineWatch(self._node)
        self._swap = ModelSwap(
            parameters, spec, frame_size, watch, lambda given: open_as_asked(given, watch)
        )

    def _give_up(self, swap: ModelSwap, reason: str) -> None:
        self._swap = None
        self.publishers.change_sets(self._model.pipeline.set_names)
        self._swap_failure = (
            f'model {swap.path} could not be loaded: {reason}; {self._model.path} still runs'
        )
        raise ModelFileError(self._swap_failure)

    def _close_models(self) -> None:
        if self._swap:
            self._swap.close()
        self._watch.is_stopped = True
        self._model.close()
