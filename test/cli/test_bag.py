# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg bag make`` from pictures and videos."""

import cv2
import numpy as np
import pytest

from seg_node.cli.main import main
from seg_node.sources.bag import BagSource
from seg_node.sources.bag_reader import Bag

SECOND = 10**9
CALIBRATION = """\
image_width: 64
image_height: 48
camera_matrix: {data: [50, 0, 31.5, 0, 50, 23.5, 0, 0, 1]}
distortion_model: plumb_bob
distortion_coefficients: {data: [0, 0, 0, 0, 0]}
rectification_matrix: {data: [1, 0, 0, 0, 1, 0, 0, 0, 1]}
projection_matrix: {data: [50, 0, 31.5, 0, 0, 50, 23.5, 0, 0, 0, 1, 0]}
"""


@pytest.fixture
def drive(tmp_path):
    """Draw a folder of labelled pictures."""
    for kind in ('image', 'label'):
        (tmp_path / 'drive' / kind).mkdir(parents=True)
    for index in range(3):
        picture = np.full((48, 64, 3), 40 * index, np.uint8)
        cv2.imwrite(str(tmp_path / 'drive' / 'image' / f'{index}.png'), picture)
        cv2.imwrite(str(tmp_path / 'drive' / 'label' / f'{index}.png'), picture[:, :, 0] // 40)
    return tmp_path / 'drive'


def test_a_folder_becomes_a_bag_with_labels_and_calibration(tmp_path, capsys, drive):
    (tmp_path / 'camera.yaml').write_text(CALIBRATION)
    out = tmp_path / 'bag'
    options = ['--topic', '/front/image', '--rate', '4', '--storage', 'sqlite3']
    options += ['--camera-info', str(tmp_path / 'camera.yaml')]
    assert main(['bag', 'make', str(drive), str(out), *options]) == 0
    assert capsys.readouterr().out == f'written: {out}\n'
    source = BagSource(out)
    assert (source.topic, source.rate_hz) == ('/front/image', 4.0)
    readings = list(source.readings())
    assert [reading.stamp_ns for reading in readings] == [
        SECOND + index * SECOND // 4 for index in range(3)
    ]
    for index, reading in enumerate(readings):
        frame = reading.whole_frame()
        assert frame.image[0, 0, 0] == 40 * index
        np.testing.assert_array_equal(frame.labels, np.full((48, 64), index))
        assert frame.camera is not None and frame.camera.fx == 50
    assert (out / 'bag.db3').is_file()


def test_a_video_becomes_a_bag_of_jpeg(tmp_path):
    writer = cv2.VideoWriter(
        str(tmp_path / 'drive.mp4'), cv2.VideoWriter.fourcc(*'mp4v'), 20.0, (64, 48)
    )
    for index in range(4):
        writer.write(np.full((48, 64, 3), 40 * index, np.uint8))
    writer.release()
    assert main(['bag', 'make', str(tmp_path / 'drive.mp4'), str(tmp_path / 'bag'), '--jpeg']) == 0
    assert list(Bag(tmp_path / 'bag').topics) == ['/camera/image_raw/compressed']
    source = BagSource(tmp_path / 'bag')
    assert source.rate_hz == pytest.approx(20.0)
    greys = [frame.image.mean() for frame in source]
    np.testing.assert_allclose(greys, 40 * np.arange(4), atol=4)


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (['--camera-info', 'none.yaml'], 'none.yaml cannot be read'),
        (['--rate', '0'], 'frames need a rate above 0'),
        (['--rate', 'nan'], 'rate_hz nan'),
        (['--rate', 'inf'], 'rate_hz inf'),
        (['--rate', '1e-300'], 'rate_hz 1e-300'),
        (['--topic', 'image'], 'image is no topic of images: give a full name'),
        (['--topic', '/front//image'], 'no topic of images'),
        (['--topic', '/front/ground_truth/label'], 'no topic of images'),
    ],
)
def test_what_cannot_be_made_is_one_line(tmp_path, capsys, drive, options, reason):
    assert main(['bag', 'make', str(drive), str(tmp_path / 'bag'), *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg bag: ') and reason in line
    assert not (tmp_path / 'bag').exists()


def test_bag_without_an_action_tells_the_usage(capsys):
    with pytest.raises(SystemExit) as end:
        main(['bag'])
    assert end.value.code == 2
    assert 'ACTION' in capsys.readouterr().err
