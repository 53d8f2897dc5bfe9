# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a live replay may lose and take is kept in its reference, and held against later ones."""

from contextlib import closing
from dataclasses import replace

from box_drive import BoxDrive
import pytest

from seg_node.backends.selection import open_backend
from seg_node.core.pipeline import Pipeline
from seg_node.parameters.parameter_file import make_parameters
from seg_node.replay.drive import Drive
from seg_node.replay.live.budget import LiveBudget
from seg_node.replay.records import LostFrame
from seg_node.replay.reference import Reference
from seg_node.replay.replaying import replay
from seg_node.replay.run_description import describe_run
from seg_node.replay.tolerances import Tolerances

LIVE = 'live at 1 times the recorded speed'


@pytest.fixture
def play(colour_model, camvid):
    """Replay as if it were live, with a latency of 40 ms and each fourth frame lost."""
    pytest.importorskip('onnxruntime')
    parameters = make_parameters({'model': str(colour_model), 'threads': 1})

    def play(places=(), reference=None, mode=LIVE, **budget):
        options = parameters.backend_options()
        with closing(open_backend('onnxruntime', colour_model, options)) as backend:
            drive = Drive(BoxDrive(camvid, 8), Pipeline(backend, parameters.pipeline_settings()))
            run = describe_run('boxes', None, parameters, backend, mode)
            tolerances = Tolerances(live=LiveBudget(**budget))
            return replay(drive, map(as_live, drive), run, places, reference, tolerances)

    return play


def as_live(step):
    record = step.record
    if record.index % 4 == 3:
        return step._replace(record=LostFrame(record.index, record.stamp_ns, 'replaced'))
    return step._replace(record=replace(record, latency_ms=40.0))


@pytest.fixture
def reference(play, tmp_path):
    """Give one with a budget."""
    play([tmp_path / 'ref.jsonl'], lost=0.2, latency_p99_ms=50)
    return Reference(tmp_path / 'ref.jsonl')


def test_losses_and_times_are_figures(play):
    figures = play().figures
    assert (figures['frames'], figures['lost_frames'], figures['lost_share']) == (6, 2, 0.25)
    assert figures['latency_ms'] == {'median': 40.0, 'p99': 40.0}


def test_the_budget_of_the_reference_fails_a_run_that_is_above_it(play, reference):
    verdict = play((), reference).verdict
    assert not verdict.is_same
    assert verdict.headline == ('OVER BUDGET: lost is 0.25, and may be 0.2; maps: same: 6 frames')
    assert 'frame to mask took 40.0 ms in the median, 40.0 ms at p99 before' in verdict.findings


def test_another_budget_takes_its_place(play, reference):
    assert play((), reference, lost=0.25).verdict.is_same
    assert not play((), reference, latency_median_ms=39).verdict.is_same


def test_an_offline_run_is_held_to_none(play, reference):
    assert play((), reference, mode='offline').verdict.is_same


def test_an_update_keeps_the_budget(play, reference, tmp_path):
    play([tmp_path / 'new.jsonl'], reference)
    kept = Reference(tmp_path / 'new.jsonl').live_budget
    assert kept == LiveBudget(lost=0.2, latency_p99_ms=50)
