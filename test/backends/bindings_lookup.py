# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A program that looks up uses of TensorRT in one version of its Python bindings.

``bindings_lookup.py MODULE [FOLDER]`` reads what ``tensorrt_uses`` found, as JSON, from standard
input and writes the version and what does not fit. One process loads one version.
"""

from __future__ import annotations

from importlib import import_module
import inspect
import json
import re
import sys
from typing import Any

_LATER = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD


def look_up(trt: Any, use: dict[str, Any]) -> tuple[str, str]:
    """
    Look one use up.

    :returns: what is wrong with it, and the name of the class of the result of a call.
    """
    owner = getattr(trt, use['owner']) if use['owner'] else trt
    for name in use['path']:
        if not hasattr(owner, name):
            return f'there is no {name}', ''
        owner, outer = getattr(owner, name), owner
    if use['is_set'] and not (isinstance(owner, property) and owner.fset):
        return 'it cannot be set', ''
    for name, count in use['overrides']:
        method = getattr(owner, name, None)
        if method is None or count not in [len(names) for names, *_ in signatures(method)]:
            return f'it calls no {name} with {count} arguments', ''
    if use['call'] is None:
        return '', ''
    if isinstance(owner, property):
        return 'it cannot be called', ''
    is_bound = isinstance(outer, type) and not isinstance(owner, type)
    for names, required, result in signatures(owner):
        own = 1 if is_bound or isinstance(owner, type) else 0  # self
        count, keywords = use['call']
        given = [*names[own : own + count], *keywords]
        is_fit = own + count <= len(names) and len({*given}) == len(given)
        if is_fit and {*given} <= {*names} and {*required[own:]} <= {*given}:
            return '', owner.__name__ if isinstance(owner, type) else result.rpartition('.')[2]
    return f'it takes {[names for names, *_ in signatures(owner)]}', ''


def signatures(function: Any) -> list[tuple[list[str], list[str], str]]:
    """Give for each overload the names of all arguments, of those required, and the result."""
    if inspect.isfunction(function):
        parameters = inspect.signature(function).parameters.values()
        required = [each.name for each in parameters if each.default is each.empty]
        return [([each.name for each in parameters], required, '')]
    if isinstance(function, type):
        function = vars(function)['__init__']
    found = []
    for line in function.__doc__.splitlines():
        match = re.fullmatch(r'(?:\d+\. )?\w+\((self: .*|\w+: .*|)\) -> (.+)', line)
        if match:
            # A default may be written as <Enum.NAME: 0>.
            arguments = re.split(r', (?=\w+: )', re.sub(r'<[^>]*>', '0', match[1]))
            names = [each.partition(':')[0] for each in arguments if each]
            required = [each.partition(':')[0] for each in arguments if each and ' = ' not in each]
            found.append((names, required, match[2]))
    return found


def main() -> None:
    """Look all of them up."""
    module, *folders = sys.argv[1:]
    sys.path[:0] = folders
    trt = import_module(module)
    found = [look_up(trt, use) for use in json.load(sys.stdin)]
    classes = [name for name in dir(trt) if isinstance(getattr(trt, name), type)]
    print(json.dumps({'version': trt.__version__, 'found': found, 'classes': classes}))


if __name__ == '__main__':
    main()
