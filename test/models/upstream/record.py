# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Record what published nets are called inside and give, for tests without their code.

Usage: python test/models/upstream/record.py CHECKOUTS [NET ...]

CHECKOUTS has git checkouts of the repositories that checkouts.py names, each in a
folder named like its repository.
"""

from __future__ import annotations

import json
from pathlib import Path
import subprocess
import sys

from checkouts import CLASSES, PUBLICATIONS
from records import path_of_record
from seeded import digest, seeded_images, seeded_weights
import torch


def main(checkouts: str, *names: str) -> None:
    """Write a JSON file for each net beside this script."""
    for name in names or PUBLICATIONS:
        path = path_of_record(name)
        path.write_text(json.dumps(record(name, Path(checkouts)), indent=1) + '\n')
        print(path)


@torch.inference_mode()
def record(name: str, checkouts: Path) -> dict[str, object]:
    """Build a published net, give it its seeded weights and run it."""
    publication = PUBLICATIONS[name]
    folder = publication.folder(checkouts)
    commit = subprocess.check_output(['git', '-C', folder, 'rev-parse', 'HEAD'], text=True)
    published = publication.build_from(checkouts)
    shapes = {key: list(value.shape) for key, value in published.net.state_dict().items()}
    published.net.load_state_dict(seeded_weights(shapes))
    return {
        'repository': publication.repository,
        'commit': commit.strip(),
        'classes': CLASSES,
        'outputs': [digest(output) for output in published.outputs(seeded_images())],
        'shapes': {key: 'x'.join(map(str, shape)) for key, shape in shapes.items()},
    }


if __name__ == '__main__':
    main(*sys.argv[1:])
