# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Files that torch.save wrote elsewhere."""

from __future__ import annotations

from pathlib import Path
import re

import torch
from torch import Tensor

from seg_node.core.errors import ModelFileError

_WRAPPERS = ('state_dict', 'model_state_dict', 'model')
"""Keys under which training scripts put the weights beside other things."""


def read_state_dict(path: Path) -> dict[str, Tensor]:
    """
    Read a net's weights; nothing in the file is executed.

    :returns: parameters and buffers by the names that they have in the file, on the CPU.
    :raises ModelFileError: if the file cannot be read, holds more than weights and plain
        values, or no weights.
    """
    content = _load(path)
    for _ in _WRAPPERS:
        if isinstance(content, dict):
            content = next((content[key] for key in _WRAPPERS if key in content), content)
    if not isinstance(content, dict) or not content:
        raise ModelFileError(f'{path} holds no weights: give a file with a state_dict')
    for name, value in content.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise ModelFileError(
                f'{path} holds no weights: its {name!r} is of type {type(value).__name__}; '
                'give a file with a state_dict'
            )
    return content


def _load(path: Path) -> object:
    try:
        return torch.load(path, map_location='cpu', weights_only=True)
    except OSError as error:
        raise ModelFileError(f'{path} cannot be read: {error}') from error
    except Exception as error:  # of any kind, if the file is not torch's or holds code
        code = re.search(r'GLOBAL (\S+)', str(error))
        if code is None:
            raise ModelFileError(f'{path} was not written by torch.save, or is damaged') from error
        raise ModelFileError(
            f'{path} holds more than weights, namely {code[1]}, and to read that would run code '
            'from the file: save its state_dict alone, where you trust it'
        ) from error
