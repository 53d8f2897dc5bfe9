# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The Fast DDS profile for large images, and whether the machine has room for it.

Fast DDS reads it when a process joins the graph, so it must be in the
environment before ``rclpy.init``. Our executables put it there themselves and
not the launch files: a variable set by a launch file reaches every process that
the user starts after it, and each would take 69 MB.
"""

from __future__ import annotations

from collections.abc import Mapping
import os
from pathlib import Path
from xml.etree import ElementTree

from seg_node.core.resources import share_directory

PROFILE_SWITCH = 'SEG_NODE_LARGE_IMAGE_PROFILE'
"""Environment variable that turns the profile off with ``false``."""

PROFILE_VARIABLE = 'FASTRTPS_DEFAULT_PROFILES_FILE'
"""Environment variable that names the file which Fast DDS reads."""
# Who set one of these has decided on transports, if only to have the default ones.
_DECISIONS = (PROFILE_VARIABLE, 'FASTDDS_DEFAULT_PROFILES_FILE', 'FASTDDS_BUILTIN_TRANSPORTS')
_SHARED_MEMORY = Path('/dev/shm')
# For the segment's own books, 5 %, and for ports.
_ROOM_PER_SEGMENT = 1.1
_REMEDY = (
    'start the container with --shm-size=1g or --ipc=host, or turn the profile off with '
    f'{PROFILE_SWITCH}=false'
)


def profile_path() -> Path:
    """Give the path of the profile that ships."""
    return share_directory() / 'config' / 'fastdds_large_images.xml'


def profile_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """
    Say what to add to an environment so that large images arrive.

    :param environment: of the process that will join the graph.
    :returns: nothing where the user has decided on transports, turned the profile
        off or runs another middleware.
    """
    is_off = environment.get(PROFILE_SWITCH, '').lower() in ('false', '0', 'off', 'no')
    middleware = environment.get('RMW_IMPLEMENTATION') or 'rmw_fastrtps'
    is_fast_dds = middleware.startswith('rmw_fastrtps')
    # rmw of Humble adds a UDP transport that keeps to this machine; ours would not.
    is_local = environment.get('ROS_LOCALHOST_ONLY') == '1'
    is_decided = any(variable in environment for variable in _DECISIONS)
    if is_off or is_local or is_decided or not is_fast_dds:
        return {}
    return {PROFILE_VARIABLE: str(profile_path())}


def apply_profile() -> str | None:
    """
    Use the profile in this process, unless the user wants something else.

    :returns: why it cannot work, with the remedy, or None if it can or is not used.
    """
    os.environ.update(profile_environment(os.environ))
    if os.environ.get(PROFILE_VARIABLE) != str(profile_path()):
        return None
    return shared_memory_problem()


def shared_memory_problem(folder: Path = _SHARED_MEMORY) -> str | None:
    """
    Say why two processes, a camera's and the node, have no room for the profile.

    :param folder: that shared memory is taken from.
    :returns: what was found and the remedy, or None if there is room.
    """
    try:
        found = os.statvfs(folder)
    except OSError as error:
        return f'no shared memory for large images: {error}; {_REMEDY}'
    needed = _ROOM_PER_SEGMENT * _segment_size()
    size, free = found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize
    if free >= needed and size >= 2 * needed:
        return None
    return (
        f'{folder} is too small for large images: {_mb(free)} of {_mb(size)} are free, and the '
        f'camera and the node need {_mb(needed)} each; images then go over UDP, where frames '
        f'are lost; {_REMEDY}'
    )


def _segment_size() -> int:
    """Read from the profile what each process takes [bytes]."""
    element = ElementTree.parse(profile_path()).find('.//{*}segment_size')
    assert element is not None and element.text
    return int(element.text)


def _mb(size: float) -> str:
    return f'{size / 1e6:.0f} MB'
