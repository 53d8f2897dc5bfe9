# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Measure how much of the true free space costmaps by Nav2's rules have, and how much more.

python test/measure_costmap.py 0 3 13 --every 10

Of frames of 1280x720 of rendered drives that do not sway, with the files in config/nav2.
"""

from __future__ import annotations

import argparse

from costmap_truth import cells_by_grid, cells_by_scan, scan_settings, TrueCells
from drive_view import create_drive, look_at
from nav2_costmap import FREE
import numpy as np

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.resources import default_model
from seg_node.evaluation.ground.looks import MapsOf, segmented_maps, true_maps

CAMERA = PinholeCamera(1280, 720, 900.0, 900.0, 639.5, 359.5)
LAYERS = {'obstacle layer, scan': cells_by_scan, 'static layer, grid': cells_by_grid}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument('seeds', type=int, nargs='+', help='of drives')
    parser.add_argument('--every', type=int, default=10, help='th of 100 frames (default: 10)')
    arguments = parser.parse_args()
    backend = open_backend('auto', default_model(), BackendOptions(threads=1))
    net = segmented_maps(Pipeline(backend, PipelineSettings()))
    print(
        '| labels | layer | free is free | not near an end | is lethal | true | beyond | blind |'
    )
    print('|---|---|---|---|---|---|---|---|')
    for labels, maps_of in (('true', true_maps), ("the net's", net)):
        for layer, cells in _all_cells(arguments.seeds, arguments.every, maps_of).items():
            shares = np.mean([each.figures() for each in cells], axis=0)
            blind = sum(int((each.costs[each.is_blind] == FREE).sum()) for each in cells)
            columns = ' | '.join(f'{100 * share:.1f} %' for share in shares)
            print(f'| {labels} | {layer} | {columns} | {blind} |')


def _all_cells(seeds: list[int], every: int, maps_of: MapsOf) -> dict[str, list[TrueCells]]:
    """Make the costmaps of all frames, by layer."""
    views = [
        look_at(drive, index, scan_settings(), maps_of)
        for drive in (create_drive(seed, CAMERA) for seed in seeds)
        for index in range(0, 100, every)
    ]
    return {layer: [cells_of(view) for view in views] for layer, cells_of in LAYERS.items()}


if __name__ == '__main__':
    main()
