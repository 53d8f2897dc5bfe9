# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What our code uses of TensorRT's Python API, read from the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

PACKAGE = Path(__file__).parents[2] / 'seg_node'

# Variables and attributes of these names hold TensorRT's module ('') or an object of a class.
OBJECTS = {
    'backends/tensorrt_flavour.py': {'module': ''},
    'backends/tensorrt_runner.py': {
        'context': 'IExecutionContext',
        'engine': 'ICudaEngine',
        'module': '',
        'runtime': 'Runtime',
        'trt': '',
    },
    'engine/builder.py': {
        'trt': '',
        'builder': 'Builder',
        'cache': 'ITimingCache',
        'config': 'IBuilderConfig',
        'content': 'IHostMemory',
        'error': 'ParserError',
        'errors': 'ParserError',
        'inputs': 'ITensor',
        'network': 'INetworkDefinition',
        'outputs': 'ITensor',
        'parser': 'OnnxParser',
        'plan': 'IHostMemory',
        'tensor': 'ITensor',
    },
}


def files_of_tensorrt() -> list[str]:
    """Give the files that take TensorRT's module from a ``Flavour``."""
    return [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob('*.py'))
        if {'Flavour', '.module'} <= {*re.findall(r'\bFlavour\b|\.module\b', path.read_text())}
    ]


def uses_in(source: str, objects: dict[str, str]) -> Iterator[dict[str, Any]]:
    """
    Give each use of TensorRT in a source.

    :param source: of a file.
    :param objects: names of variables that hold TensorRT's objects, with their classes.
    :returns: of each use ``owner``, a class or '' for the module; ``path``, the names behind it;
        ``call``, the count of its positional and the names of its other arguments, or None;
        ``is_set``, whether a value is given to it; ``target``, the variable that takes its
        result; ``overrides``, of a class of ours that derives from it.
    """
    tree = ast.parse(source)
    calls = {call.func: call for call in ast.walk(tree) if isinstance(call, ast.Call)}
    targets = dict(_results(tree))
    inner = {node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    bases = {base: node for node in classes for base in node.bases}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node in inner:
            continue
        found = _resolve(node, objects)
        if found:
            owner, path = found
            call = calls.get(node)
            yield {
                'line': node.lineno,
                'owner': owner,
                'path': path,
                'call': call and [len(call.args), [each.arg for each in call.keywords]],
                'is_set': isinstance(node.ctx, ast.Store),
                'target': targets.get(call) if call else None,
                'overrides': list(_methods(bases[node])) if node in bases else [],
            }


def _resolve(node: ast.Attribute, objects: dict[str, str]) -> tuple[str, list[str]] | None:
    """Find the object that a chain of attributes begins with."""
    path: list[str] = []
    each: ast.expr = node
    while isinstance(each, ast.Attribute):
        if path and each.attr.lstrip('_') in objects:
            return objects[each.attr.lstrip('_')], path
        path.insert(0, each.attr)
        each = each.value
    if isinstance(each, ast.Name) and each.id in objects:
        return objects[each.id], path
    return None


def _results(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Give calls with the name of the variable that takes their result, also one by one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Name, ast.Attribute)):
            name = ast.unparse(node.targets[0]).rpartition('.')[2].lstrip('_')
            values = [node.value]
            if isinstance(node.value, ast.ListComp):
                values = [node.value.elt]
            elif isinstance(node.value, ast.IfExp):
                values = [node.value.body, node.value.orelse]
            yield from ((value, name) for value in values)


def _methods(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and not each.name.startswith('_'):
            yield each.name, len(each.args.args)
