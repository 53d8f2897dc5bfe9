# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Tables from published names of modules to ours."""

from __future__ import annotations

from collections.abc import Mapping


def replace_module(published: str, modules: Mapping[str, str]) -> str:
    """
    Replace the module at the head of a parameter's name, the longest that the table has.

    :param published: e.g. ``layer3.0.conv1.weight``.
    :param modules: our module by the published one, e.g. ``{'layer3.0.conv1': 'context.0'}``.
    :returns: e.g. ``context.0.weight``; an unknown name as it is, so that it is seen.
    """
    parts = published.split('.')
    for end in range(len(parts), 0, -1):
        module = '.'.join(parts[:end])
        if module in modules:
            return '.'.join([modules[module], *parts[end:]])
    return published
