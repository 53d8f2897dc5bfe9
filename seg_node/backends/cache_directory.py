# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where runtimes keep what took them time to make."""

from __future__ import annotations

import logging
import os
from pathlib import Path


def cache_base() -> Path:
    """
    Say where caches are kept: ``$XDG_CACHE_HOME/seg_node``, else ``~/.cache/seg_node``.

    :raises RuntimeError: if this user has no home.
    """
    configured = Path(os.environ.get('XDG_CACHE_HOME', ''))
    base = configured if configured.is_absolute() else Path.home() / '.cache'
    return base / 'seg_node'


def cache_directory(runtime: str) -> Path | None:
    """
    Find or make a runtime's cache, a folder in ``cache_base()``.

    :param runtime: name of the folder in there.
    :returns: the folder, or None, with a warning in the log, where there can be none.
    """
    try:
        folder = cache_base() / runtime
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: there is no home
        logging.getLogger(__name__).warning(
            'no cache for %s (%s): each start compiles anew; set XDG_CACHE_HOME to a folder '
            'that can be written',
            runtime,
            error,
        )
        return None
    return folder
