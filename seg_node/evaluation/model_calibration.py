# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""From a model file to one whose confidence is calibrated, with thresholds of a stated risk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from seg_node.backends.options import BackendOptions
from seg_node.core.calibration_error import Reliability
from seg_node.core.label_set import ClassSets
from seg_node.core.model_spec import ModelSpec
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.risk_table import RiskTable
from seg_node.engine.opening import open_model
from seg_node.evaluation.labelled_frames import LabelledFrames
from seg_node.evaluation.risk_calibration import (
    check_precision,
    find_tables,
    join_tables,
    make_tables,
)
from seg_node.evaluation.risk_observation import observe, RiskObservation
from seg_node.evaluation.risk_tables import thresholds_of
from seg_node.export.temperature import find_temperature, FoundTemperature
from seg_node.model_files.onnx_file import load_model, save_model
from seg_node.sources.frame_source import Frame

Progress = Callable[[str, LabelledFrames], Iterable[Frame]]
"""Shows how far a pass over frames is: takes its name and gives the frames."""


@dataclass(frozen=True)
class Operation:
    """
    How a model is run.

    :param backend: name of the runtime.
    :param options: threads, sizes and precision.
    :param class_sets: empty for the model's own.
    """

    backend: str = 'auto'
    options: BackendOptions = field(default_factory=BackendOptions)
    class_sets: ClassSets = field(default_factory=dict)

    @contextmanager
    def pipeline(self, model: Path) -> Iterator[Pipeline]:
        """
        Open a model file.

        :raises SegNodeError: if it cannot be run like this, or no longer is at the end.
        """
        with closing(open_model(self.backend, model, self.options)) as backend:
            pipeline = Pipeline(backend, PipelineSettings(class_sets=self.class_sets))
            check_precision(pipeline, self.options.precision)
            yield pipeline
            check_precision(pipeline, self.options.precision)


@dataclass(frozen=True)
class CalibratedModel:
    """
    What became of a model.

    :param spec: that the new file holds.
    :param tables: those of its tables that were made now, or checked.
    :param observed: the frames, with the model as it is now.
    :param backend: that ran it, for people.
    :param temperature: that was found; None if it was kept.
    :param before: reliability with the temperature before; None likewise.
    """

    spec: ModelSpec
    tables: tuple[RiskTable, ...]
    observed: RiskObservation
    backend: str
    temperature: FoundTemperature | None = None
    before: Reliability | None = None


def calibrate_model(
    source: Path,
    out: Path,
    frames: LabelledFrames,
    operation: Operation,
    rates: Sequence[float],
    keep_temperature: bool,
    progress: Progress,
) -> CalibratedModel:
    """
    Write a model file with a new temperature and risk tables.

    :param source: the model file.
    :param out: the file to write.
    :param frames: with truth of the model's classes.
    :param operation: how the model is run.
    :param rates: that thresholds are tabulated for, rising.
    :param keep_temperature: leave it, and the tables that were found with it, as they are.
    :param progress: follows each pass over the frames.
    :raises SegNodeError: if the model cannot be run or calibrated; nothing is written then.
    """
    model, spec = load_model(source)
    before, temperature = None, None
    if not keep_temperature:
        with operation.pipeline(source) as pipeline:
            before = observe(pipeline, progress('before', frames), frames.name).reliability
        temperature = find_temperature(
            model, spec, progress('temperature', frames), len(frames), operation.options
        )
        spec = replace(spec, temperature=temperature.temperature, risk_tables=())
    with TemporaryDirectory() as folder:
        draft = Path(folder, out.name)
        save_model(model, spec, draft)
        with operation.pipeline(draft) as pipeline:
            found = observe(pipeline, progress('risk', frames), frames.name)
            tables = make_tables(pipeline, found, rates, frames.name)
            # Again, because areas can be measured only at thresholds that are known.
            measured = observe(
                pipeline, progress('measuring', frames), frames.name, thresholds_of(tables)
            )
            backend = pipeline.backend.description
    spec = replace(spec, risk_tables=join_tables(spec.risk_tables, tables))
    save_model(model, spec, out)
    return CalibratedModel(spec, tables, measured, backend, temperature, before)


def check_model(
    source: Path, frames: LabelledFrames, operation: Operation, progress: Progress
) -> CalibratedModel:
    """
    Measure a calibrated model on frames.

    :param source: the model file.
    :param frames: with truth of the model's classes; others than it was calibrated on.
    :param operation: how the model is run.
    :param progress: follows the pass over the frames.
    :raises SegNodeError: if the model cannot be run, or is not calibrated for how it runs.
    """
    with operation.pipeline(source) as pipeline:
        spec = pipeline.backend.spec
        measured = observe(
            pipeline, progress('measuring', frames), frames.name, thresholds_of(spec.risk_tables)
        )
        tables = find_tables(pipeline, measured.network_size)
        return CalibratedModel(spec, tables, measured, pipeline.backend.description)
