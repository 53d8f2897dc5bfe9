# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Figures of a run, in a table and for TensorBoard."""

import csv
import time

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from seg_node.training.training_log import TrainingLog


def read_rows(folder):
    with (folder / 'metrics.csv').open(newline='') as file:
        return list(csv.DictReader(file))


def fill(log, steps, scores=None):
    for step in steps:
        log.add_loss(2.0 * step)
        log.add_row(step, 0.1, scores or {})


def test_row_has_the_mean_loss_since_the_last(tmp_path):
    log = TrainingLog(tmp_path)
    for loss in (1.0, 2.0, 6.0):
        log.add_loss(loss)
    log.add_row(3, 0.5, {})
    log.add_loss(7.0)
    log.add_row(4, 0.25, {'miou': 0.125})
    log.write()
    log.close()
    assert read_rows(tmp_path) == [
        {'step': '3', 'loss': '3.0', 'learning_rate': '0.5', 'miou': ''},
        {'step': '4', 'loss': '7.0', 'learning_rate': '0.25', 'miou': '0.125'},
    ]


def test_tensorboard_reads_every_figure(tmp_path):
    log = TrainingLog(tmp_path)
    fill(log, [1, 2], {'miou': 0.5})
    log.close()
    events = EventAccumulator(str(tmp_path)).Reload()
    assert set(events.Tags()['scalars']) == {'loss', 'learning_rate', 'miou'}
    assert [(each.step, each.value) for each in events.Scalars('loss')] == [(1, 2), (2, 4)]


def test_log_goes_on_and_forgets_what_came_after_its_state(tmp_path):
    log = TrainingLog(tmp_path)
    fill(log, [1, 2])
    log.add_loss(1.0)
    state = log.state_dict()
    fill(log, [4, 5])
    log.close()
    time.sleep(1.1)  # TensorBoard orders event files by the second in their names.
    again = TrainingLog(tmp_path, state)
    again.add_loss(3.0)
    again.add_row(4, 0.5, {})
    again.write()
    again.close()
    assert [(row['step'], row['loss']) for row in read_rows(tmp_path)] == [
        ('1', '2.0'),
        ('2', '4.0'),
        ('4', '2.0'),
    ]
    events = EventAccumulator(str(tmp_path)).Reload().Scalars('loss')
    assert [(each.step, each.value) for each in events] == [(1, 2), (2, 4), (4, 2)]


def test_state_is_that_of_its_moment(tmp_path):
    log = TrainingLog(tmp_path)
    fill(log, [1])
    state = log.state_dict()
    fill(log, [2])
    log.close()
    assert [row['step'] for row in state['rows']] == [1]
    assert state['losses'] == []


def test_log_of_another_process_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    log = TrainingLog(None)
    fill(log, [1])
    log.write()
    log.close()
    assert log.rows == [pytest.approx({'step': 1, 'loss': 2.0, 'learning_rate': 0.1})]
    assert not list(tmp_path.iterdir())
