# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Code that talks to ROS keeps to what ROS 2 Humble has.

The tests themselves run on Jazzy, where a newer name would pass. What Humble
lacks was found by comparing the sources of its rclpy (3.3.15), launch (1.0.7)
and launch_ros (0.19.8) with those of Jazzy (rclpy 7.1.6, launch 3.4.3,
launch_ros 0.26.6) and of Rolling in November 2024.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

NEWER_MODULES = """
    rclpy.clock_type rclpy.destroyable rclpy.event_handler rclpy.experimental
    rclpy.logging_service rclpy.parameter_client rclpy.parameter_event_handler
    rclpy.service_introspection rclpy.type_description_service rclpy.type_hash
""".split()

# Functions, classes, methods, attributes and values of enumerations.
NEWER_NAMES = """
    AsyncParameterClient BEST_AVAILABLE ClockHandle ContextHandle DeadlineBestAvailable
    EventHandler EventHandlerData EventsExecutor FutureState IncompatibleTypeInfo
    InitContextManager LoggingService ParameterCallbackHandle ParameterEventCallbackHandle
    ParameterEventHandler QoSPublisherMatchedInfo QoSSubscriptionMatchedInfo
    ServiceIntrospectionState TimeHandle TimerInfo TypeDescriptionService TypeHash
    add_post_set_parameters_callback add_pre_set_parameters_callback configure_introspection
    count_clients count_services get_fully_qualified_node_names get_logger_level
    get_publisher_count list_parameters logger_name parameter_dict_from_yaml_file
    qos_profile_best_available qos_profile_default remove_done_callback
    remove_post_set_parameters_callback remove_pre_set_parameters_callback
    topic_type_hash track_node wait_for_node

    AllSubstitution AnySubstitution EqualsSubstitution FileContent IfElseSubstitution
    LaunchLogDir LifecycleTransition NotEqualsSubstitution PushROSNamespace ROSTimer
    SetROSLogDir
""".split()

NEWER_ARGUMENTS = {
    'ExecuteProcess': ['respawn_max_retries'],
    'LifecycleNode': ['autostart', 'enable_logger_service', 'respawn_max_retries'],
    'Node': ['enable_logger_service', 'respawn_max_retries'],
    'PublisherEventCallbacks': ['incompatible_type', 'matched'],
    'PythonExpression': ['python_modules'],
    'SubscriptionEventCallbacks': ['incompatible_type', 'matched'],
    '__init__': ['enable_logger_service'],
    'call': ['timeout_sec'],
    'create_node': ['enable_logger_service'],
    'create_timer': ['autostart'],
    'set_logger_level': ['detailed_error'],
}


def newer_api(source: str) -> list[str]:
    """Name everything in a source that Humble does not have, with its line."""
    tree = ast.parse(source)
    fallbacks = set(imports_with_fallback(tree))
    return [
        f'line {node.lineno}: {name}'
        for node in ast.walk(tree)
        if isinstance(node, (ast.expr, ast.stmt)) and node not in fallbacks
        for name in newer_names(node)
    ]


def imports_with_fallback(tree: ast.Module) -> Iterator[ast.stmt]:
    """Give the imports whose ImportError is caught."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            caught = [ast.unparse(handler.type) for handler in node.handlers if handler.type]
            if {'ImportError', 'ModuleNotFoundError'} & set(caught):
                yield from node.body


def newer_names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names if each.name in NEWER_MODULES)
    elif isinstance(node, ast.ImportFrom):
        for each in node.names:
            if {node.module, f'{node.module}.{each.name}'} & set(NEWER_MODULES):
                yield f'{node.module}.{each.name}'
            elif each.name in NEWER_NAMES:
                yield each.name
    elif isinstance(node, ast.Attribute) and node.attr in NEWER_NAMES:
        yield node.attr
    elif isinstance(node, ast.Call):
        newer = NEWER_ARGUMENTS.get(last_name(node.func), [])
        yield from (f'{each.arg}=' for each in node.keywords if each.arg in newer)
    elif isinstance(node, ast.With):
        yield from (f'with {text}' for text in map(ast.unparse, node.items) if is_init(text))


def last_name(function: ast.expr) -> str:
    return ast.unparse(function).rpartition('.')[2]


def is_init(text: str) -> bool:
    return text.startswith('rclpy.init(')


@pytest.mark.parametrize(
    'path',
    [*sorted(ROOT.glob('seg_node/ros/**/*.py')), *sorted(ROOT.glob('launch/*.py'))],
    ids=lambda path: path.name,
)
def test_code_keeps_to_humble(path):
    assert newer_api(path.read_text(encoding='utf-8')) == []


@pytest.mark.parametrize(
    ('source', 'fault'),
    [
        ('with rclpy.init(args=args):\n    pass', 'with rclpy.init(args=args)'),
        ('import rclpy.event_handler', 'rclpy.event_handler'),
        ('from rclpy import event_handler', 'rclpy.event_handler'),
        ('from rclpy.experimental import EventsExecutor', 'rclpy.experimental.EventsExecutor'),
        ('from rclpy.qos import qos_profile_best_available', 'qos_profile_best_available'),
        ('self.add_post_set_parameters_callback(f)', 'add_post_set_parameters_callback'),
        ('ReliabilityPolicy.BEST_AVAILABLE', 'BEST_AVAILABLE'),
        ('rclpy.subscription.SubscriptionEventCallbacks(matched=f)', 'matched='),
        ('node.create_timer(1.0, f, autostart=False)', 'autostart='),
        ('super().__init__(name, enable_logger_service=True)', 'enable_logger_service='),
        ("LifecycleNode(name='seg_node', autostart=True)", 'autostart='),
        ('from launch.substitutions import IfElseSubstitution', 'IfElseSubstitution'),
    ],
)
def test_newer_api_is_found(source, fault):
    assert newer_api(source) == [f'line 1: {fault}']


def test_import_with_a_fallback_is_allowed():
    source = """
try:
    from rclpy.event_handler import SubscriptionEventCallbacks
except ImportError:
    from rclpy.qos_event import SubscriptionEventCallbacks
"""
    assert newer_api(source) == []
    assert newer_api(source.replace('qos_event', 'type_hash')) != []
