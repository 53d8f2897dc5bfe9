# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Replays for a test, each by ``seg replay`` in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
import json
import os
from pathlib import Path
import shutil
import subprocess
from typing import Any

import pytest

from seg_node.core.module_command import module_command
from seg_node.core.process_end import name_end
from seg_node.pytest_plugin.replayed import Replayed
from seg_node.replay.result_files import RESULT

WRITTEN = 'seg_replay_reference'
"""Property of a test that wrote a reference."""


class Replayer:
    """
    What the fixture ``seg_replay`` is.

    A replay that a runtime crashes in fails its test alone, because it is a process of its own.
    Relative paths are looked for beside the test's file, then in pytest's root folder.

    :param here: folder of the test's file.
    :param root: pytest's root folder.
    :param out: where results go.
    :param is_updating: whether references are to be written.
    :param properties: of the test, in reports; taken over and added to.
    """

    def __init__(
        self,
        here: Path,
        root: Path,
        out: Path,
        is_updating: bool,
        properties: list[tuple[str, Any]],
    ) -> None:
        self._here = here
        self._root = root
        self._out = out
        self._is_updating = is_updating
        self._properties = properties
        self._count = 0

    def __call__(
        self,
        source: str | os.PathLike[str],
        reference: str | os.PathLike[str] | None = None,
        *,
        model: str | os.PathLike[str] | None = None,
        params: str | os.PathLike[str] | None = None,
        parameters: Mapping[str, Any] | None = None,
        tolerance: str | os.PathLike[str] | Mapping[str, float] | None = None,
        options: Sequence[str] = (),
    ) -> Replayed:
        """
        Replay a drive, and compare it if there is a reference to compare it with.

        :param source: bag, or whatever else ``seg replay`` takes.
        :param reference: that ``pytest --seg-replay-update`` writes.
        :param model: model file; by default that of the parameters.
        :param params: the node's parameter file.
        :param parameters: values of single parameters, which win over the file.
        :param tolerance: what may differ: shares by name, or a file of them; nothing by default.
        :param options: further ones of ``seg replay``.
        :returns: what came out; the test fails if nothing did.
        """
        __tracebackhide__ = True
        self._count += 1
        out = self._out / str(self._count)
        shutil.rmtree(out, ignore_errors=True)  # that of an earlier run
        out.mkdir(parents=True)
        command = [self._located(source), '--out', str(out), *options]
        for name, path in (('--model', model), ('--params', params)):
            command += [name, self._located(path)] if path else []
        for name, value in (parameters or {}).items():
            command += ['--set', f'{name}={json.dumps(value)}']
        place = Path(self._root, self._located(reference)) if reference else None
        if place:
            command += self._comparison(place, tolerance, out)
        output = self._run(command, out / RESULT)
        result = json.loads((out / RESULT).read_text(encoding='utf-8'))
        if place and self._is_updating:
            change = result['verdict']['headline'] if result['verdict'] else 'new'
            self._properties.append((WRITTEN, f'{place}: {change}'))
        return Replayed(out, place, self._is_updating, result, output)

    def _located(self, path: str | os.PathLike[str]) -> str:
        """Give a path from the root, so that a reference has the same on each machine."""
        here, root = self._here / path, self._root / path
        found = here if here.exists() or not root.exists() else root
        if not found.exists() and ':' in str(path):  # rendered:7, or a dataset
            return str(path)
        return os.path.relpath(found, self._root) if self._root in found.parents else str(found)

    def _comparison(self, place: Path, tolerance: Any, out: Path) -> list[str]:
        """Give the options that compare with a reference, or write it."""
        __tracebackhide__ = True
        if not place.exists():
            if not self._is_updating:
                pytest.fail(f'no reference {place}: pytest --seg-replay-update writes it')
            return ['--record', str(place)]
        options = ['--update' if self._is_updating else '--compare', str(place)]
        if isinstance(tolerance, Mapping):
            path = out / 'tolerance.yaml'
            path.write_text(json.dumps(dict(tolerance)), encoding='utf-8')  # which is YAML too
            return [*options, '--tolerance', str(path)]
        return [*options, '--tolerance', self._located(tolerance)] if tolerance else options

    def _run(self, options: list[str], result: Path) -> str:
        """Give what the command says."""
        __tracebackhide__ = True
        done = subprocess.run(
            module_command('seg_node.cli.main', ['replay', *options]),
            cwd=self._root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding='utf-8',
            errors='replace',
        )
        if done.returncode not in (0, 1) or not result.exists():
            end = name_end(done.returncode)
            pytest.fail(f'seg replay of {options[0]} ended with {end}\n{done.stdout}')
        return done.stdout
