# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Keys and engines for the cache, which looks into no plan."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from seg_node.core.frame_layout import FrameLayout
from seg_node.engine.engine_cache import Engine
from seg_node.engine.engine_key import EngineKey
from seg_node.engine.engine_record import EnginePort, EngineRecord

LAYOUT = FrameLayout((640, 480), (512, 384), (640, 480))
KEY = EngineKey(
    graph='0' * 64,
    flavour='tensorrt',
    version='10.3.0',
    gpu='Orin',
    compute_capability='8.7',
    driver='540.3.0, CUDA 12.6',
    precision='f16',
    layout=LAYOUT.to_dict(),
    flags={'workspace_mb': 1024, 'optimization_level': 3},
)
OTHER_KEYS = {
    'graph': replace(KEY, graph='1' + '0' * 63),
    'flavour': replace(KEY, flavour='tensorrt_rtx'),
    'version': replace(KEY, version='10.3.1'),
    'gpu': replace(KEY, gpu='AGX Orin'),
    'compute_capability': replace(KEY, compute_capability='8.9'),
    'driver': replace(KEY, driver='540.4.0, CUDA 12.6'),
    'cuda': replace(KEY, driver='540.3.0, CUDA 12.7'),
    'precision': replace(KEY, precision='f32'),
    'layout': replace(KEY, layout=replace(LAYOUT, encoding='bgr8').to_dict()),
    'flags': replace(KEY, flags={'workspace_mb': 1024, 'optimization_level': 4}),
}


def make_engine(key: EngineKey = KEY, plan: bytes = bytes(range(256)) * 40, **changes: Any):
    """Make what a build gives for a key."""
    record = EngineRecord(
        key=key.to_dict(),
        plan_digest=sha256(plan).hexdigest(),
        plan_bytes=len(plan),
        ports=(
            EnginePort('frame', 'uint8', (1, 480, 1920), True),
            EnginePort('labels', 'uint8', (1, 480, 640), False),
        ),
        layer_count=45,
        build_s=12.5,
        peak_memory_mb=1234,
        architecture='lite0_fpn',
        created='2026-11-01T12:00:00+00:00',
    )
    return Engine(plan, replace(record, **changes))


ENGINE = make_engine()
