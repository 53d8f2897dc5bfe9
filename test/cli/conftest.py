# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What verbs that run a recorded drive are asked for in tests."""

import pytest


@pytest.fixture
def model_options(colour_model):
    """Name a model whose answers are known, on one thread of the runtime that is always there."""
    return ['--model', str(colour_model), '--threads', '1', '--set', 'backend=onnxruntime']
