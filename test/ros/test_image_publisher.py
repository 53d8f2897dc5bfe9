# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Messages are made once and filled in place."""

import numpy as np
import pytest

from seg_node.ros.image_publisher import create_image_message

pytestmark = pytest.mark.ros


@pytest.mark.parametrize(
    ('shape', 'encoding', 'step'), [((3, 5), 'mono8', 5), ((3, 5, 3), 'rgb8', 15)]
)
def test_message_has_tight_rows_and_is_written_through_its_view(shape, encoding, step):
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    message, view = create_image_message(pixels)
    assert (message.height, message.width, message.step) == (3, 5, step)
    assert message.encoding == encoding
    assert not any(message.data)
    view[:] = pixels
    assert message.data.tobytes() == pixels.tobytes()
