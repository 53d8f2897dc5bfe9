# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The folder that a run fills, and from which it can go on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from seg_node.core.errors import ConfigurationError, ModelFileError
from seg_node.core.label_set import LabelSet
from seg_node.core.metrics import ConfusionMatrix, SegmentationScores
from seg_node.models import SegmentationNet
from seg_node.models.checkpoint import Checkpoint, load, save, save_checkpoint
from seg_node.sources.picture_source import PictureSource
from seg_node.training import plots
from seg_node.training.config import TrainingConfig
from seg_node.training.trainer import Trainer
from seg_node.training.training_log import score_columns, TrainingLog
from seg_node.training.world import World


class RunFolder:
    """
    All that a run leaves behind; of several processes the first alone writes.

    ``checkpoint.pt`` is the net of the last validation, ``state.pt`` what a run
    goes on from, ``metrics.csv`` and the event files its figures,
    ``learning_curve.png``, ``confusion_matrix.png`` and ``predictions.png`` its
    pictures.

    :param path: of the folder; made if missing.
    :param config: of the run.
    :param labels: the classes that are learned.
    :param resume: go on from the state in the folder, if there is one.
    :param world: processes of the run.
    :raises ConfigurationError: if the folder holds a run and ``resume`` is not
        set, or its run had another configuration or other classes.
    :raises ModelFileError: if its state cannot be read.
    """

    def __init__(
        self, path: Path, config: TrainingConfig, labels: LabelSet, resume: bool, world: World
    ) -> None:
        self.checkpoint = path / 'checkpoint.pt'
        self._path = path
        self._config = config
        self._labels = labels
        self._world = world
        self._state_path = path / 'state.pt'
        self._state = self._read_state(resume)
        # Nobody may write before all have read.
        world.wait()
        path.mkdir(parents=True, exist_ok=True)
        self.log = TrainingLog(path if world.is_first else None, self._state.get('log'))

    def _read_state(self, resume: bool) -> dict[str, Any]:
        if not self._state_path.exists():
            if self.checkpoint.exists():
                raise ConfigurationError(
                    f'{self._path} holds a checkpoint.pt and no state.pt to go on from: give '
                    'another folder'
                )
            return {}
        if not resume:
            raise ConfigurationError(
                f'{self._path} holds a run: go on with --resume, or give another folder'
            )
        state = self._load_state()
        config = self._settings()
        changed = [key for key in config if state['config'].get(key) != config[key]]
        if changed:
            raise ConfigurationError(
                f'{self._path} holds a run with another {", ".join(changed)}: resume it with its '
                'own configuration, or give another folder'
            )
        return state

    def _load_state(self) -> dict[str, Any]:
        try:
            state = load(self._state_path)
        except ModelFileError as error:
            raise ModelFileError(f'{error}; begin anew in another folder') from error
        if not state.keys() >= {'config', 'trainer', 'log'}:
            raise ModelFileError(
                f'{self._state_path} is no state of a run: begin anew in another folder'
            )
        return state

    def restore(self, trainer: Trainer) -> None:
        """Bring a new trainer to the state that the folder was opened with."""
        if self._state:
            trainer.load_state_dict(self._state['trainer'])
        self._state = {}  # as large as three nets

    def _settings(self) -> dict[str, Any]:
        # A label set's file can change and keep its path.
        return asdict(self._config) | {'labels': self._labels.to_dict()}

    def add_validation(self, trainer: Trainer, scores: SegmentationScores) -> None:
        """Log the scores of a validation, save the state and write the net."""
        columns = score_columns(scores, self._labels)
        self.log.add_row(trainer.step_count, trainer.learning_rate, columns)
        # Before the net: a run that ends in between measures and writes it again.
        self.save(trainer)
        self.write_checkpoint(trainer.net, scores)

    def write_checkpoint(self, net: SegmentationNet, scores: SegmentationScores) -> None:
        """Write a net and what a validation found."""
        if not self._world.is_first:
            return
        config = self._config
        checkpoint = Checkpoint(
            net,
            self._labels,
            config.network_size,
            ', '.join(f'{_short_name(each.path)} x {each.repeat:g}' for each in config.data),
            {f'{_short_name(config.validation).replace("/", "_")}_miou': scores.miou},
        )
        save_checkpoint(self.checkpoint, checkpoint)

    def save(self, trainer: Trainer) -> None:
        """Write the state that the run can go on from, and its figures."""
        if not self._world.is_first:
            return
        self.log.write()
        content = {
            'config': self._settings(),
            'trainer': trainer.state_dict(),
            'log': self.log.state_dict(),
        }
        save(self._state_path, content)

    def draw(
        self, net: SegmentationNet, validation: PictureSource, matrix: ConfusionMatrix
    ) -> None:
        """Draw the pictures of a finished run, whose last validation gave a matrix."""
        self.log.close()
        if not self._world.is_first:
            return
        plots.draw_learning_curve(self._path / 'learning_curve.png', self.log.rows)
        plots.draw_confusion_matrix(self._path / 'confusion_matrix.png', matrix, self._labels)
        plots.draw_predictions(
            self._path / 'predictions.png',
            net,
            validation,
            self._config.network_size,
            self._world.device,
        )


def _short_name(folder: str) -> str:
    """Name a data folder, e.g. ``camvid/train``, without the machine's folders above it."""
    return '/'.join(Path(folder).resolve().parts[-2:])
