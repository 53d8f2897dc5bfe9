# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
All that we call of TensorRT is in each version that we name, with these arguments.

TensorRT itself is on no machine of ours in more than one version. Its bindings are, for
reading: scripts/fetch_tensorrt_bindings brings them.
"""

from functools import lru_cache
from importlib.util import find_spec
import json
import os
from pathlib import Path
import subprocess
import sys

import pytest
from tensorrt_uses import files_of_tensorrt, OBJECTS, PACKAGE, uses_in

from seg_node.backends.tensorrt_flavour import _LOG_LEVELS

LOOKUP = Path(__file__).with_name('bindings_lookup.py')
BINDINGS = os.environ.get('SEG_NODE_TENSORRT_BINDINGS', '')
CLASSIC = ('10.3.0', '10.16.1.11', '11.4.0.106')

# What only the TensorRT of RTX cards has, and is asked for only there.
ONLY_RTX = {'ComputeCapability', 'num_compute_capabilities', 'set_compute_capability'}


@lru_cache
def our_uses():
    """Give each use with the file that it is in."""
    severities = [
        {'line': 0, 'owner': 'ILogger', 'path': ['Severity', name], 'call': None}
        | {'is_set': False, 'target': None, 'overrides': []}
        for name in _LOG_LEVELS
    ]
    return severities + [
        use | {'file': file}
        for file, objects in OBJECTS.items()
        for use in uses_in((PACKAGE / file).read_text(encoding='utf-8'), objects)
    ]


def look_up(uses, version):
    """Look uses up in TensorRT of a version, or of the name of an installed one."""
    if version in CLASSIC:
        if not BINDINGS:
            pytest.skip('SEG_NODE_TENSORRT_BINDINGS is not set: scripts/fetch_tensorrt_bindings')
        arguments = ['tensorrt_bindings', str(Path(BINDINGS) / version)]
    else:
        pytest.importorskip(version, reason=f'{version} is not installed')
        arguments = [version]
    result = subprocess.run(
        [sys.executable, str(LOOKUP), *arguments],
        input=json.dumps(uses),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert version not in CLASSIC or answer['version'] == version
    return answer


def test_every_file_that_uses_tensorrt_is_looked_at():
    assert set(files_of_tensorrt()) <= OBJECTS.keys()
    assert len(our_uses()) > 40


VERSIONS = [*CLASSIC, 'tensorrt_rtx', *(['tensorrt'] if find_spec('tensorrt') else [])]


@pytest.mark.parametrize('version', VERSIONS)
def test_what_we_use_is_there(version):
    uses = [
        use for use in our_uses() if version == 'tensorrt_rtx' or not ONLY_RTX & {*use['path']}
    ]
    answer = look_up(uses, version)
    for use, (fault, result) in zip(uses, answer['found'], strict=True):
        place = f'{use.get("file")}:{use["line"]}: {use["owner"]}.{".".join(use["path"])}'
        assert not fault, f'{place}: {fault}'
        if use['target'] and result in answer['classes']:
            known = OBJECTS[use['file']].get(use['target'])
            assert known == result, f'{place} gives a {result}: name {use["target"]} in OBJECTS'


def test_what_only_rtx_has_is_used():
    """Else it should not be spared by the other versions."""
    assert {name for use in our_uses() for name in use['path']} >= ONLY_RTX


@pytest.mark.parametrize(
    ('source', 'fault'),
    [
        ('trt.Bilder(log)', 'there is no Bilder'),
        ('trt.Builder()', "it takes [['self', 'logger']]"),
        ('trt.Builder(log, log)', "it takes [['self', 'logger']]"),
        ('trt.Builder(lager=log)', "it takes [['self', 'logger']]"),
        ('trt.BuilderFlag.INT8_AND_A_HALF', 'there is no INT8_AND_A_HALF'),
        ('config.set_timing_cache(cache)', 'it takes [['),
        ('config.set_timing_cache(cache, mismatch=False)', 'it takes [['),
        ('config.set_timing_cache(cache, False, ignore_mismatch=False)', 'it takes [['),
        ('self._config.max_workspace_size = 1', 'there is no max_workspace_size'),
        ('network.num_layers = 1', 'it cannot be set'),
        ('network.num_layers()', 'it cannot be called'),
        ('trt.nptype()', "it takes [['trt_type']]"),
        ('class A(trt.IProgressMonitor):\n    def phase_begin(self): ...', 'calls no phase_begin'),
        ('class A(trt.ILogger):\n    def log(self, text): ...', 'calls no log with 2 arguments'),
    ],
)
def test_what_is_not_there_is_found(source, fault):
    (use,) = uses_in(source, OBJECTS['engine/builder.py'])
    (found,) = look_up([use], 'tensorrt_rtx')['found']
    assert fault in found[0]


@pytest.mark.parametrize(
    'source',
    [
        'trt.Builder(log)',
        'trt.Builder(logger=log)',
        'flavour.trt.Builder(log)',
        'config.set_timing_cache(cache, False)',
        'self._config.builder_optimization_level = 1',
        'trt.nptype(dtype)',
        'trt.nptype(trt_type=dtype)',
        'class A(trt.ILogger):\n    def log(self, severity, text): ...',
    ],
)
def test_what_is_there_is_no_fault(source):
    uses = list(uses_in(source, OBJECTS['engine/builder.py']))
    assert uses
    assert all(not fault for fault, _ in look_up(uses, 'tensorrt_rtx')['found'])
