# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
The command ``seg``.

A verb is a module of this package with ``SUMMARY``, ``add_arguments(parser)``
and ``run(arguments)``, which returns the exit code. Every call imports all of
them, so what takes long to import (torch, ROS, a runtime) a verb imports in
``run``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
import signal
import sys

from seg_node import __version__
from seg_node.core.errors import SegNodeError
from seg_node.core.process_end import INTERRUPTED

VERBS = (
    'simulate',
    'demo',
    'transport',
    'convert',
    'bag',
    'models',
    'train',
    'export',
    'quantize',
    'calibrate',
    'build',
    'engines',
    'import-checkpoint',
    'import',
    'evaluate',
    'evaluate-ground',
    'replay',
    'replay-diff',
    'weak-spots',
    'benchmark',
)
"""In the order of ``seg --help``."""

# Of verbs that no module can be named after: a keyword of Python, or with a dash.
_MODULES = {
    'import': 'import_net',
    'import-checkpoint': 'import_checkpoint',
    'evaluate-ground': 'evaluate_ground',
    'replay-diff': 'replay_diff',
    'weak-spots': 'weak_spots',
}


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one verb.

    :param arguments: of the command line; by default those of this process.
    :returns: the exit code: that of the verb, 2 after an error that the user can
        mend, or 130 after Ctrl-C.
    """
    return run_verb(_create_parser().parse_args(arguments))


def run_verb(parsed: argparse.Namespace) -> int:
    """
    Run a verb whose arguments have been read.

    :param parsed: with the verb's name and ``run``.
    :returns: as ``main``.
    """
    # A terminal that closes would else leave a verb's processes running; nohup keeps its word.
    if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        code: int = parsed.run(parsed)
    except SegNodeError as error:
        return _refuse(parsed.verb, str(error))
    except ModuleNotFoundError as error:
        if str(error.name).startswith('seg_node'):
            raise
        remedy = 'scripts/setup_env train installs what all verbs need'
        return _refuse(parsed.verb, f'{error.name} is not installed: {remedy}')
    except OSError as error:  # no permission, no such folder, a full disk
        return _refuse(parsed.verb, str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _create_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='seg', description='Tools around the ROS 2 node seg_node.'
    )
    parser.add_argument('--version', action='version', version=f'%(prog)s {__version__}')
    verbs = parser.add_subparsers(dest='verb', metavar='VERB', required=True)
    for name in VERBS:
        verb = import_module(f'seg_node.cli.{_MODULES.get(name, name)}')
        verb_parser = verbs.add_parser(name, help=verb.SUMMARY, description=verb.SUMMARY)
        verb.add_arguments(verb_parser)
        verb_parser.set_defaults(run=verb.run)
    return parser


def _refuse(verb: str, reason: str) -> int:
    """Say in one line on stderr why a verb did not run."""
    print(f'seg {verb}: {" ".join(reason.split())}', file=sys.stderr)
    return 2


if __name__ == '__main__':
    sys.exit(main())
