# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""YAML that users write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from seg_node.core.errors import ConfigurationError

# A date that there is not is a ValueError, and so is text that is no UTF-8.
NO_YAML = (yaml.YAMLError, ValueError, RecursionError)
"""What is raised of text that is none."""


def read_yaml(path: Path) -> Any:
    """
    Read a file.

    :raises ConfigurationError: if it cannot be read.
    """
    try:
        return yaml.safe_load(path.read_text(encoding='utf-8'))
    except (OSError, *NO_YAML) as error:
        raise ConfigurationError(f'{path} cannot be read as YAML: {error}') from error
