# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The profile is used unless the user wants something else, and asks for the room it takes."""

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from seg_node.ros import dds_profile
from seg_node.ros.dds_profile import (
    apply_profile,
    profile_environment,
    profile_path,
    PROFILE_SWITCH,
    PROFILE_VARIABLE,
    shared_memory_problem,
)

MIB = 1 << 20


@pytest.mark.parametrize(
    'environment',
    [
        {},
        {'RMW_IMPLEMENTATION': 'rmw_fastrtps_cpp'},
        {'RMW_IMPLEMENTATION': 'rmw_fastrtps_dynamic_cpp'},
        {PROFILE_SWITCH: 'true'},
        {'RMW_IMPLEMENTATION': ''},
        {'ROS_LOCALHOST_ONLY': '0', 'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST'},
    ],
)
def test_profile_is_used_by_default(environment):
    assert profile_environment(environment) == {PROFILE_VARIABLE: str(profile_path())}


@pytest.mark.parametrize(
    'environment',
    [
        {PROFILE_SWITCH: 'false'},
        {PROFILE_SWITCH: 'False'},
        {PROFILE_SWITCH: '0'},
        {PROFILE_SWITCH: 'off'},
        {PROFILE_VARIABLE: '/etc/mine.xml'},
        {PROFILE_VARIABLE: ''},
        {'FASTDDS_DEFAULT_PROFILES_FILE': '/etc/mine.xml'},
        {'FASTDDS_BUILTIN_TRANSPORTS': 'LARGE_DATA'},
        {'RMW_IMPLEMENTATION': 'rmw_cyclonedds_cpp'},
        {'ROS_LOCALHOST_ONLY': '1'},
    ],
)
def test_what_the_user_decided_stands(environment):
    assert profile_environment(environment) == {}


def test_the_profile_keeps_udp_beside_a_segment_that_holds_large_images():
    root = ElementTree.parse(profile_path()).getroot()
    transports = root.iterfind('.//{*}transport_descriptor')
    kinds = {each.findtext('{*}transport_id'): each.findtext('{*}type') for each in transports}
    used = root.iterfind('.//{*}userTransports/{*}transport_id')
    assert {kinds[each.text] for each in used} == {'SHM', 'UDPv4'}
    assert root.findtext('.//{*}segment_size') == str(64 * MIB)
    assert root.find('.//{*}participant[@is_default_profile="true"]') is not None


@pytest.fixture
def shared_memory(monkeypatch):
    """Let a file system have a size and free room [MiB]."""

    def set_room(size, free):
        found = SimpleNamespace(f_frsize=4096, f_blocks=size * 256, f_bavail=free * 256)
        monkeypatch.setattr(dds_profile.os, 'statvfs', lambda folder: found)

    return set_room


@pytest.mark.parametrize(('size', 'free'), [(64, 64), (128, 128), (1024, 60)])
def test_too_little_shared_memory_is_named_with_the_remedy(shared_memory, size, free):
    shared_memory(size, free)
    problem = shared_memory_problem() or ''
    assert problem.startswith('/dev/shm is too small for large images: ')
    assert f'{free * MIB / 1e6:.0f} MB of {size * MIB / 1e6:.0f} MB are free' in problem
    assert '--shm-size=1g or --ipc=host' in problem
    assert f'{PROFILE_SWITCH}=false' in problem


@pytest.mark.parametrize(('size', 'free'), [(148, 148), (1024, 74)])
def test_room_for_camera_and_node_is_enough(shared_memory, size, free):
    shared_memory(size, free)
    assert shared_memory_problem() is None


def test_no_shared_memory_at_all_is_named(tmp_path):
    assert 'no shared memory for large images' in str(shared_memory_problem(tmp_path / 'shm'))


@pytest.mark.parametrize('switch', ['true', 'false'])
def test_room_counts_only_where_the_profile_is_used(monkeypatch, shared_memory, switch):
    environment = {PROFILE_SWITCH: switch}
    monkeypatch.setattr(dds_profile.os, 'environ', environment)
    shared_memory(64, 64)
    assert (apply_profile() is None) == (switch == 'false')
    assert (PROFILE_VARIABLE in environment) == (switch == 'true')
