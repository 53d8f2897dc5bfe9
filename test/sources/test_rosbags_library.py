# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Message types that rosbags does not bring."""

import pytest

from seg_node.sources.rosbags_library import typestore


# As rosidl writes them into the code that it generates of vision_msgs.
@pytest.mark.parametrize(
    ('kind', 'type_hash'),
    [
        ('VisionClass', '1e4a11f0fed50b5623cb8ff26ca0e37952a48a9c074d16f804b44e9164c2037a'),
        ('LabelInfo', '3d37df4015cdf660cc851c51897f2acd957e1ca6205ba0a99aebffb9406b0783'),
    ],
)
def test_types_of_vision_msgs_are_those_of_ros(kind, type_hash):
    assert typestore().hash_rihs01(f'vision_msgs/msg/{kind}') == f'RIHS01_{type_hash}'
