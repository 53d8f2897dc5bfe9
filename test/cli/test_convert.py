# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg convert`` from a folder to each kind, and what it says of wrong arguments."""

import cv2
import numpy as np
import pytest

from seg_node.cli.main import main
from seg_node.sources.open_source import open_source

COUNT = 5


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / 'pictures'
    folder.mkdir()
    for index in range(COUNT):
        cv2.imwrite(str(folder / f'{index}.png'), np.full((48, 64, 3), 40 * index, np.uint8))
    return folder


@pytest.mark.parametrize(
    ('name', 'options', 'count'),
    [
        ('folder', [], COUNT),
        ('folder', ['--every', '2'], 3),
        ('drive.mp4', ['--to', 'video'], COUNT),
        ('bag', ['--to', 'bag'], COUNT),
    ],
)
def test_frames_are_where_it_says(tmp_path, capsys, pictures, name, options, count):
    if 'bag' in options:
        pytest.importorskip('rosbags')
    out = tmp_path / name
    assert main(['convert', str(pictures), str(out), *options]) == 0
    assert capsys.readouterr().out == f'written: {out}\n'
    greys = [frame.image.mean() for frame in open_source(str(out))]
    step = 40 * (2 if '--every' in options else 1)
    np.testing.assert_allclose(greys, step * np.arange(count), atol=3)


@pytest.mark.parametrize(
    ('out', 'options', 'reason'),
    [
        ('pictures', [], 'pictures exists: give the path of a new folder'),
        ('new', ['--every', '0'], 'every is 0'),
        ('new', ['--topic', '/image'], 'is not a bag, so it has no topic /image'),
        ('no/drive.mp4', ['--to', 'video'], 'drive.mp4 cannot be written'),
        ('pictures/0.png', ['--to', 'video'], '0.png exists: give the path of a new file'),
        ('drive.mp4', ['--to', 'video', '--every', '2'], 'every is 2: only a folder'),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path, capsys, pictures, out, options, reason):
    assert main(['convert', str(pictures), str(tmp_path / out), *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg convert: ') and reason in line


def test_unknown_kind_is_answered_with_the_kinds(capsys):
    with pytest.raises(SystemExit) as end:
        main(['convert', 'rendered', 'out', '--to', 'film'])
    assert end.value.code == 2
    assert "'folder', 'bag', 'video'" in capsys.readouterr().err
