# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A size on the command line."""

from __future__ import annotations

import argparse

from seg_node.core.errors import ConfigurationError
from seg_node.core.image_size import parse_size


def size_argument(text: str) -> tuple[int, int]:
    """
    Read ``WIDTHxHEIGHT``: a ``type`` of argparse.

    :raises argparse.ArgumentTypeError: if the text is no size; argparse shows the usage then.
    """
    try:
        return parse_size(text)
    except ConfigurationError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def output_size_argument(text: str) -> tuple[int, int] | str:
    """
    Read ``camera``, ``network`` or ``WIDTHxHEIGHT``: a ``type`` of argparse.

    :raises argparse.ArgumentTypeError: if the text is none of them.
    """
    return text if text in ('camera', 'network') else size_argument(text)
