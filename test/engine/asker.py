# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
A program that asks for an engine: ``asker.py FILE``, where FILE has the request.

It writes what is being done, a line each time.
"""

from pathlib import Path
import sys

from seg_node.engine.build_request import read_request
from seg_node.engine.engine_build import obtain_engine
from seg_node.engine.engine_cache import EngineCache


def main():
    with Path(sys.argv[1]).open('rb') as file:
        request, folder = read_request(file)
    obtain_engine(request, EngineCache(folder), lambda words: print(words, flush=True))


if __name__ == '__main__':
    main()
