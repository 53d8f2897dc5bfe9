# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Each drive has a name of its own, as short as it can be."""

import pytest

from seg_node.core.errors import ConfigurationError
from seg_node.replay.many.drive_names import name_drives


@pytest.mark.parametrize(
    ('sources', 'names'),
    [
        (['/bags/monday/', 'b.mcap'], ['monday', 'b.mcap']),
        (['/x/a/drive', '/x/b/drive', '/x/other'], ['a_drive', 'b_drive', 'other']),
        (['/x/a/drive', '/y/a/drive', '/a_drive'], ['x_a_drive', 'y_a_drive', 'a_drive']),
        (['rendered:7', 'camvid:/data/val'], ['rendered_7', 'val']),
        (['/x/fünf Straßen', '/x/..'], ['fünf_Straßen', '_']),
        (['/drive', '/x/drive'], ['drive', 'x_drive']),
    ],
)
def test_names_are_as_long_as_it_takes(sources, names):
    assert list(name_drives(sources).items()) == list(zip(names, sources, strict=True))


@pytest.mark.parametrize(
    ('sources', 'reason'),
    [
        (['a', 'b', './a'], 'a is given twice'),
        (['rendered:1', 'rendered:1'], 'rendered:1 is given twice'),
        (['/a b', '/a_b'], 'two drives would be called a_b'),
    ],
)
def test_drives_that_cannot_be_told_apart_are_refused(sources, reason):
    with pytest.raises(ConfigurationError, match=reason):
        name_drives(sources)
