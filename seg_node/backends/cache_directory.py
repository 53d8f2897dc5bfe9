# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Where runtimes keep what took them time to make."""

from __future__ import annotations

import logging
import os
from pathlib import Path


def cache_directory(runtime: str) -> Path | None:
    """
    Find or make a runtime's cache: ``$XDG_CACHE_HOME/seg_node``, else ``~/.cache/seg_node``.

    :param runtime: name of the folder in there.
    :returns: the folder, or None, with a warning in the log, where there can be none.
    """
    configured = Path(os.environ.get('XDG_CACHE_HOME', ''))
    try:
        base = configured if configured.is_absolute() else Path.home() / '.cache'
        folder = base / 'seg_node' / runtime
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
