# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Two nets learn four frames by heart, those that need the least time; scripts/zoo asks all."""

from pathlib import Path
import sys

import pytest

sys.path.append(str(Path(__file__).parent))


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize('name', ['fast_scnn', 'ddrnet23_slim'])
def test_net_overfits_four_frames(name):
    from overfitting import GOAL, load_frames, overfit

    assert overfit(name, *load_frames()).accuracy >= GOAL
