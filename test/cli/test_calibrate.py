# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg calibrate`` as a user runs it, on a model that errs where frames are noisy."""

from itertools import islice
import json
from pathlib import Path
import re
import shutil

import cv2
from full_disk import full_disk
import numpy as np
import pytest

from seg_node.backends.options import BackendOptions
from seg_node.cli.main import main
from seg_node.core.resources import default_model
from seg_node.sources.rendered_drive.drive import RenderedDrive

for module in ('onnx', 'onnxruntime'):
    pytest.importorskip(module)

SKY, ROAD, PAVEMENT = 0, 3, 4
FRAMES = 24


@pytest.fixture(autouse=True)
def _working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write_frames(folder, frames):
    """Write pictures and labels, given as pairs."""
    for index, (image, labels) in enumerate(frames):
        bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
        for kind, pixels in (('image', bgr), ('label', labels)):
            path = folder / kind / f'{index:02}.png'
            path.parent.mkdir(parents=True, exist_ok=True)
            assert cv2.imwrite(str(path), pixels)


@pytest.fixture
def data(tmp_path, camvid):
    """Streets of road, pavement and sky under noise, with truth."""
    random = np.random.default_rng(0)

    def street(index):
        labels = np.full((48, 64), SKY, np.uint8)
        labels[20:] = PAVEMENT
        labels[20:, 10 : 40 + index] = ROAD
        noisy = camvid.palette[labels] + random.normal(0, 40, (48, 64, 3))
        labels[:4] = 255
        return np.clip(noisy, 0, 255).astype(np.uint8), labels

    write_frames(tmp_path / 'data', map(street, range(FRAMES)))
    return tmp_path / 'data'


def calibrate(model, *options, data='data', out='out.onnx'):
    places = [model, data, *([out] if out else [])]
    return main([str(each) for each in ('calibrate', *places, '--threads', '1', *options)])


def read_spec(name='out.onnx'):
    from seg_node.backends.model_header import read_spec

    return read_spec(Path(name))


def figures(path):
    return json.loads(path.read_text())


def error_line(capsys):
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg calibrate: ')
    return line


def test_temperature_and_tables_are_in_the_file_and_printed(colour_model, data, tmp_path, capsys):
    pytest.importorskip('matplotlib')
    assert calibrate(colour_model, '--json', 'a.json') == 0
    printed = capsys.readouterr().out
    found = figures(tmp_path / 'a.json')
    spec = read_spec()
    assert spec.temperature == found['temperature'] > 1.2
    assert found['nll'] < found['nll_before']
    assert found['ece'] < found['ece_before']
    assert f'ECE {found["ece"]:.4f} (before {found["ece_before"]:.4f})' in printed
    for name in ('reliability.png', 'reliability_before.png'):
        assert cv2.imread(name) is not None

    table = {table.set_name: table for table in spec.risk_tables}['drivable']
    assert table.class_ids == (ROAD,)
    assert (table.network_size, table.precision, table.frames) == ((64, 48), 'f32', FRAMES)
    assert table.data == 'data'
    rates = dict(table.thresholds)
    assert list(rates) == [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
    assert rates[0.02] is None and rates[0.05] >= rates[0.1] > rates[0.2]
    assert '0.02 needs ≥ 49 frames, has 24' in printed

    (shown,) = (each for each in found['tables'] if each['set'] == 'drivable')
    for row in shown['thresholds']:
        assert row['false_rate'] <= row['loss'] <= row['rate'] - (1 - row['rate']) / FRAMES + 1e-4
        assert row['interval'][0] <= row['loss'] <= row['interval'][1]
        assert 0 < row['area_recall'] <= 1 and 0 <= row['area_false_rate'] < 1
        assert f'{row["threshold"]:.4f}' in printed
    recall = [row['recall'] for row in shown['thresholds']]
    assert recall == sorted(recall)
    assert 'measured, and no rate is stated of it' in printed


def test_the_rate_is_that_of_the_masks_that_are_published(colour_model, data, camvid, tmp_path):
    from seg_node.backends.selection import open_backend
    from seg_node.core.pipeline import Pipeline, PipelineSettings
    from seg_node.sources.folder import FolderSource

    sets = 'drivable=Sky; road=Road'
    assert calibrate(colour_model, '--class-sets', sets, '--json', 'a.json') == 0
    _, shown = figures(tmp_path / 'a.json')['tables']
    spec = read_spec()
    backend = open_backend('onnxruntime', tmp_path / 'out.onnx', BackendOptions(threads=1))
    for row in shown['thresholds']:
        (threshold,) = (t for rate, t in spec.risk_tables[1].thresholds if rate == row['rate'])
        settings = PipelineSettings(
            {'drivable': ('Sky',), 'road': ('Road',)}, set_threshold=threshold
        )
        pipeline = Pipeline(backend, settings)
        rates = []
        for frame in FolderSource(data):
            assert frame.labels is not None
            truth = frame.labels[pipeline.process(frame.image).set_mask('road') > 0]
            truth = truth[truth != 255]
            rates.append(np.mean(truth != ROAD) if truth.size else 0)
        assert row['false_rate'] == round(np.mean(rates), 4)
    backend.close()


def test_one_half_calibrates_and_the_other_is_measured(colour_model, data, tmp_path, capsys):
    assert calibrate(colour_model, '--frames', '0:9') == 0
    before = (tmp_path / 'out.onnx').read_bytes()
    capsys.readouterr()
    options = ['--check', '--frames', '12:23', '--json', 'b.json', '--block', '2']
    assert calibrate('out.onnx', *options, out=None) == 0
    assert 'out.onnx on frames 12 to 23 of data: 12 frames' in capsys.readouterr().out
    found = figures(tmp_path / 'b.json')
    (shown,) = (each for each in found['tables'] if each['set'] == 'drivable')
    assert (found['model'], found['frames'], shown['n']) == ('out.onnx', 12, 10)
    assert shown['calibrated_on'] == 'frames 0 to 9 of data'
    assert [row['rate'] for row in shown['thresholds']] == [0.1, 0.2]
    assert {row['block_length'] for row in shown['thresholds']} == {2}
    assert (tmp_path / 'out.onnx').read_bytes() == before


def test_further_sources_count(colour_model, data):
    shutil.copytree(data, 'more')
    assert calibrate(colour_model, '--also', 'more', '--rates', '0.02', '0.3') == 0
    table, *_ = read_spec().risk_tables
    assert (table.frames, table.data) == (2 * FRAMES, 'data + more')
    assert [rate for rate, _ in table.thresholds] == [0.02, 0.3]


def test_tables_are_added_only_to_a_temperature_that_stays(colour_model, data):
    assert calibrate(colour_model) == 0
    first = read_spec()
    options = ['--class-sets', 'drivable=Road,Pavement']
    assert calibrate('out.onnx', '--keep-temperature', *options, out='both.onnx') == 0
    both = read_spec('both.onnx')
    assert both.temperature == first.temperature
    assert both.risk_tables[:-1] == first.risk_tables
    assert both.risk_tables[-1].class_ids == (ROAD, PAVEMENT)
    # The same once more takes the place of what was there.
    assert calibrate('both.onnx', '--keep-temperature', *options, out='same.onnx') == 0
    assert read_spec('same.onnx') == both
    assert calibrate('both.onnx', *options, out='new.onnx') == 0
    assert [table.class_ids for table in read_spec('new.onnx').risk_tables] == [(ROAD, PAVEMENT)]


def test_a_precision_is_calibrated_on_its_own(colour_model, data, capsys):
    openvino = pytest.importorskip('openvino')
    if 'BF16' not in openvino.Core().get_property('CPU', 'OPTIMIZATION_CAPABILITIES'):
        pytest.skip('this CPU has no bf16')
    assert calibrate(colour_model) == 0
    options = ['--keep-temperature', '--backend', 'openvino', '--precision', 'bf16']
    assert calibrate('out.onnx', *options, out='both.onnx') == 0
    assert {table.precision for table in read_spec('both.onnx').risk_tables} == {'f32', 'bf16'}


def test_a_cpu_in_the_place_of_a_gpu_is_not_calibrated(colour_model, data, capsys, monkeypatch):
    from seg_node.engine import opening

    def fall_back(name, model, options):
        return opening.open_backend('onnxruntime', model, BackendOptions(options.threads))

    monkeypatch.setattr('seg_node.evaluation.model_calibration.open_model', fall_back)
    assert calibrate(colour_model, '--precision', 'f16') == 2
    assert 'runs in f32, since what was asked for in f16 does not' in error_line(capsys)


def test_quantising_drops_the_tables(colour_model, data):
    assert calibrate(colour_model) == 0
    command = ['quantize', 'out.onnx', 'data', 'int8.onnx', '--frames', '4', '--threads', '1']
    assert main(command) == 0
    assert read_spec('int8.onnx').temperature == read_spec().temperature
    assert read_spec('int8.onnx').risk_tables == ()
    assert calibrate('int8.onnx', '--keep-temperature', out='calibrated.onnx') == 0
    assert {table.precision for table in read_spec('calibrated.onnx').risk_tables} == {'int8'}


def test_the_net_that_ships_is_calibrated_on_rendered_frames(tmp_path):
    frames = islice(RenderedDrive(seed=3), 4)
    write_frames(tmp_path / 'data', ((frame.image, frame.labels) for frame in frames))
    options = ['--rates', '0.2', '--network-size', '256x192', '--json', 'a.json']
    assert calibrate(default_model(), *options) == 0
    found = figures(tmp_path / 'a.json')
    assert 0.5 < found['temperature'] < 2
    (shown,) = (each for each in found['tables'] if each['set'] == 'drivable')
    assert shown['network_size'] == '256x192'
    (row,) = shown['thresholds']
    assert row['loss'] < 0.2 and row['recall'] > 0.5


@pytest.mark.parametrize(
    ('options', 'said'),
    [
        (['--frames', '0:24'], 'data has the frames 0 to 23: frames 0:24 are not there'),
        (['--block', '0'], 'block is 0: give a number above 0'),
        (['--backend', 'abacus'], "no backend 'abacus'"),
        (['--precision', 'bf16', '--backend', 'onnxruntime'], "precision is 'bf16', and onnx"),
        (['--network-size', '60x48'], 'both must be multiples of 8'),
        (['--class-sets', 'road=Road'], "class_sets has no set named 'drivable'"),
        (['--class-sets', 'Road'], "--class-sets has the part 'Road'"),
        (['--also', 'nowhere'], 'nowhere does not exist'),
        (['--json', 'out.onnx'], 'out.onnx is to be written twice'),
        (['--diagram', 'data/image/00.png'], 'is what is read'),
        (['--check'], 'give MODEL DATA OUT.onnx to calibrate, or --check MODEL DATA'),
    ],
)
def test_what_cannot_be_done_is_one_line(colour_model, data, tmp_path, capsys, options, said):
    assert calibrate(colour_model, *options) == 2
    assert said in error_line(capsys)
    assert {path.name for path in tmp_path.iterdir()} == {'data'}


@pytest.mark.parametrize('options', [['--frames', '3'], ['--frames', '5:2'], ['--rates', '1']])
def test_arguments_that_make_no_sense_are_answered_with_the_usage(colour_model, options):
    with pytest.raises(SystemExit) as end:
        calibrate(colour_model, *options)
    assert end.value.code == 2


def test_model_and_data_are_not_written_over(colour_model, data, tmp_path, capsys):
    model = shutil.copy(colour_model, tmp_path / 'model.onnx')
    before = model.read_bytes()
    for out in (model, 'data/image/00.png', 'data'):
        assert calibrate(model, out=out) == 2
        assert re.search('is what is read|is a folder', error_line(capsys))
    assert model.read_bytes() == before


def test_a_check_without_fitting_tables_says_what_there_is(colour_model, data, capsys):
    assert calibrate(colour_model, '--check', out=None) == 2
    assert 'calibrated for no risk, and runs at 64x48 in f32' in error_line(capsys)
    assert calibrate(colour_model) == 0
    capsys.readouterr()
    assert calibrate('out.onnx', '--check', '--network-size', '32x24', out=None) == 2
    line = error_line(capsys)
    assert 'drivable=Road at 64x48 in f32 or ' in line and 'and runs at 32x24 in f32' in line


def test_frames_of_two_cameras_are_refused(colour_model, data, capsys):
    for kind, shape in (('image', (32, 96, 3)), ('label', (32, 96))):
        assert cv2.imwrite(str(data / kind / '99.png'), np.zeros(shape, np.uint8))
    assert calibrate(colour_model) == 2
    assert 'segmented at 64x48 and at 96x32, and a risk holds for one size' in error_line(capsys)
    assert calibrate(colour_model, '--network-size', '64x48') == 0


def test_truth_without_a_labelled_pixel_is_one_line(colour_model, data, capsys):
    for path in (data / 'label').iterdir():
        assert cv2.imwrite(str(path), np.full((48, 64), 255, np.uint8))
    assert calibrate(colour_model) == 2
    assert 'data has no frame with labels' in error_line(capsys)


def test_full_disk_is_one_line_and_leaves_nothing(colour_model, data, tmp_path, capsys):
    with full_disk(1000):
        assert calibrate(colour_model) == 2
    assert 'File too large' in error_line(capsys)
    assert {path.name for path in tmp_path.iterdir()} == {'data'}
