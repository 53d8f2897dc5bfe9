# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Replays of a drive whose maps are known."""

from contextlib import closing

from box_drive import BoxDrive
import pytest

from seg_node.backends.selection import open_backend
from seg_node.core.pipeline import Pipeline
from seg_node.parameters.parameter_file import make_parameters
from seg_node.replay.drive import Drive
from seg_node.replay.reference import Reference
from seg_node.replay.replaying import replay
from seg_node.replay.run_description import describe_run


@pytest.fixture
def run(colour_model, camvid):
    """Replay and give the result."""
    pytest.importorskip('onnxruntime')
    defaults = {'model': str(colour_model), 'threads': 1, 'network_size': '128x96'}

    def replay_once(
        places=(),
        reference=None,
        source=None,
        fault=lambda backend: backend,
        watch=lambda pipeline: (),
        **values,
    ):
        parameters = make_parameters(defaults | values)
        source = source or BoxDrive(camvid)
        model, options = parameters.model_path(), parameters.backend_options()
        with closing(open_backend('onnxruntime', model, options)) as backend:
            pipeline = Pipeline(fault(backend), parameters.pipeline_settings())
            drive = Drive(source, pipeline)
            description = describe_run(source.name, None, parameters, backend)
            watchers = watch(pipeline)
            return replay(drive, drive, description, places, reference, watchers=watchers)

    return replay_once


@pytest.fixture
def reference(run, tmp_path):
    """Give that of an unchanged run."""
    run([tmp_path / 'ref.jsonl'])
    return Reference(tmp_path / 'ref.jsonl')
