# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a node published is seen as what a pipeline made."""

import numpy as np

from seg_node.replay.live.published_frame import PublishedFrame


def test_maps_are_those_that_came_and_the_overlay_shows_them(camvid):
    image = np.zeros((8, 16, 3), np.uint8)
    outputs = {
        'mask': np.full((4, 8), 3, np.uint8),
        'confidence': np.full((4, 8), 200, np.uint8),
        'drivable_area': np.zeros((4, 8), np.uint8),
    }
    outputs['drivable_area'][2:] = 255
    frame = PublishedFrame(image, outputs, camvid)
    for name, values in outputs.items():
        assert (getattr(frame, name) == values).all()
    assert (frame.frame_size, frame.output_size, frame.set_names) == ((16, 8), (8, 4), ())
    assert frame.seed_is_drivable
    assert frame.overlay.shape == image.shape and frame.overlay.any()
