# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the ground outputs are refused by name."""

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.core.ground_settings import GroundSettings


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        ('range_max', 0.0),
        ('range_max', float('nan')),
        ('bearing_count', 1),
        ('min_confidence', 1.5),
        ('clearance', -0.1),
    ],
)
def test_a_value_out_of_range_is_refused(name, value):
    with pytest.raises(ConfigurationError, match=f'{name} is {value}: give a value from'):
        GroundSettings(**{name: value})
