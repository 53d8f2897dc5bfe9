# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where the files that ship beside the code are: config, launch and weights."""

from functools import lru_cache
from pathlib import Path

from seg_node.core.errors import ConfigurationError


@lru_cache(maxsize=1)
def share_directory() -> Path:
    """
    Find the folder that holds ``config/``, ``launch/`` and ``weights/``.

    The first parent of this file that fits is taken: the root of a checkout
    (also behind an editable or symlink install), else ``share/seg_node`` under
    the prefix of a pip or colcon install. So no environment variable and no
    ROS are needed.

    :raises ConfigurationError: if the package was installed without its data files.
    """
    here = Path(__file__).resolve()
    for parent in here.parents:
        if (parent / 'package.xml').is_file() and (parent / 'config').is_dir():
            return parent
        if (parent / 'share' / 'seg_node' / 'config').is_dir():
            return parent / 'share' / 'seg_node'
    raise ConfigurationError(
        f'no share/seg_node beside {here}: install the package with pip or colcon, '
        'or run it from a checkout'
    )


def default_model() -> Path:
    """Give the path of the model file that ships."""
    return share_directory() / 'weights' / 'lite0_fpn.onnx'
