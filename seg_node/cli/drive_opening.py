# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From the arguments of ``seg replay`` to a drive that can be replayed, offline or live."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from seg_node.core.errors import ConfigurationError

if TYPE_CHECKING:
    from seg_node.parameters.parameters import Parameters
    from seg_node.replay.drive import Drive
    from seg_node.replay.ground.recorded_ground import RecordedGround
    from seg_node.replay.run_description import RunDescription
    from seg_node.ros.live_replay import LiveDrive
    from seg_node.sources.frame_source import FrameSource


def open_drive(
    arguments: argparse.Namespace, parameters: Parameters
) -> AbstractContextManager[tuple[Drive | LiveDrive, RunDescription]]:
    """
    Open a drive within a ``with`` block: through the pipeline, or with ``--live`` the node.

    :returns: the drive, and what it is replayed with.
    :raises SegNodeError: if source, model or node cannot be opened.
    """
    if not arguments.live:
        return _open_offline(arguments, parameters)
    _check_live(arguments, parameters)
    return _open_live(arguments, parameters)


@contextmanager
def _open_offline(
    arguments: argparse.Namespace, parameters: Parameters
) -> Iterator[tuple[Drive, RunDescription]]:
    from seg_node.core.pipeline import Pipeline
    from seg_node.parameters.named_model import open_named_model
    from seg_node.replay.drive import Drive
    from seg_node.replay.run_description import describe_run
    from seg_node.sources.open_source import open_source

    source = open_source(arguments.source, arguments.topic)
    with closing(open_named_model(parameters)) as backend:
        pipeline = Pipeline(backend, parameters.pipeline_settings())
        ground = _open_ground(arguments, source, parameters)
        drive = Drive(_labelled(source, arguments, parameters), pipeline, ground)
        named = arguments.source, arguments.topic, parameters
        yield drive, describe_run(*named, backend, has_ground=arguments.ground)


@contextmanager
def _open_live(
    arguments: argparse.Namespace, parameters: Parameters
) -> Iterator[tuple[LiveDrive, RunDescription]]:
    from seg_node.replay.ground.opening import find_recorded
    from seg_node.replay.run_description import describe_run
    from seg_node.ros.live_replay import live_drive, LiveOptions
    from seg_node.sources.open_source import open_source

    recording = open_source(arguments.source, arguments.topic)
    source = _labelled(recording, arguments, parameters)
    with ExitStack() as opened:
        logs = arguments.out or Path(opened.enter_context(TemporaryDirectory()))
        rate = 1.0 if arguments.rate is None else arguments.rate
        topics = find_recorded(recording, parameters, arguments.remaps, is_wanted=False)
        options = LiveOptions(source, recording, parameters, rate, logs, topics)
        drive = opened.enter_context(live_drive(options))
        named = arguments.source, arguments.topic, parameters
        yield drive, describe_run(*named, drive.model, options.mode)


def _labelled(
    source: FrameSource, arguments: argparse.Namespace, parameters: Parameters
) -> FrameSource:
    """Give frames the labels of a folder, if there is one, which must be those of the model."""
    from seg_node.backends.model_header import read_spec
    from seg_node.evaluation.labelled_source import check_classes
    from seg_node.sources.truth_folder import TruthFolder

    if arguments.truth is None:
        return source
    classes = read_spec(parameters.model_path()).labels
    labelled = TruthFolder(source, arguments.truth, classes)
    check_classes(str(arguments.truth), labelled.labels, classes)
    return labelled


def _open_ground(
    arguments: argparse.Namespace, source: FrameSource, parameters: Parameters
) -> RecordedGround | None:
    """Open what is recorded beside the frames, if anything of it is needed."""
    is_wanted, remaps = arguments.ground, arguments.remaps
    if not (is_wanted or remaps or parameters.is_output_matched or parameters.footprint_width):
        return None
    from seg_node.replay.ground.opening import open_ground

    return open_ground(source, parameters, remaps, is_wanted)


def _check_live(arguments: argparse.Namespace, parameters: Parameters) -> None:
    """Find out whether something is asked for that only an offline replay gives."""
    if arguments.ground:
        raise ConfigurationError('--live gives no outputs on the ground: leave out one of both')
    if parameters.footprint_width and not parameters.camera_pose:
        raise ConfigurationError('--live plays no TF: footprint_width needs camera_pose')
