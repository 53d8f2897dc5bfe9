# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The diagram shows what was measured, also where nothing was."""

import cv2
import numpy as np
import pytest

from seg_node.core.calibration_error import CalibrationError

pytest.importorskip('matplotlib')


def draw(path, confidence, predicted, truth):
    from seg_node.evaluation.reliability_diagram import write_reliability_diagram

    calibration = CalibrationError()
    calibration.update(*(np.array([row], np.uint8) for row in (confidence, predicted, truth)))
    write_reliability_diagram(calibration.compute(), 'model on data', path)
    return cv2.imread(str(path))


def bar_heights(image):
    """Count, right of the legend, the pixels of each column that have the colour of accuracy."""
    is_bar = np.abs(image[:, 320:].astype(int) - (168, 110, 59)).max(axis=2) < 3
    return is_bar.sum(axis=0)


def test_bars_are_as_high_as_their_accuracy(tmp_path):
    # Bin 7 is right in 1 of 4 pixels and bin 14 in 3 of 4.
    confidence = [130] * 4 + [250] * 4
    image = draw(tmp_path / 'a.png', confidence, [0, 1, 1, 1, 0, 0, 0, 1], [0] * 8)
    heights = bar_heights(image)
    low, high = np.array_split(heights[heights > 0], 2)
    # The median leaves out the columns in which other lines lie over the bars.
    assert np.median(high) / np.median(low) == pytest.approx(3, abs=0.1)


def test_nothing_measured_is_drawn_without_bars(tmp_path):
    image = draw(tmp_path / 'a.png', [9], [0], [255])
    assert not bar_heights(image).any()


def test_any_name_is_a_png(tmp_path):
    assert draw(tmp_path / 'diagram', [9], [0], [0]) is not None


def test_folder_that_is_missing_is_an_oserror(tmp_path):
    with pytest.raises(OSError, match='nowhere'):
        draw(tmp_path / 'nowhere' / 'a.png', [9], [0], [0])
