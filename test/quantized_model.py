# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The net that ships in int8, calibrated on a few rendered frames."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from seg_node.core.resources import default_model
from seg_node.export.quantization.quantizer import Quantizer
from seg_node.sources.open_source import open_source


def write_quantized_default(path: Path, frame_count: int = 2) -> Path:
    """Write the model file, all of whose layers are in int8, and give its path."""
    quantizer = Quantizer(default_model(), threads=1)
    frames = islice(open_source('rendered:0'), frame_count)
    quantizer.calibrate((frame.image for frame in frames), 'percentile')
    quantizer.save(path, {}, {})
    return path
