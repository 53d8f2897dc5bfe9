# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""``seg import-checkpoint`` from a published file to a model file."""

import json
from pathlib import Path

import pytest

from seg_node.cli.main import main

NAMES = Path(__file__).parents[1] / 'models' / 'upstream' / 'ddrnet23_slim.json'


@pytest.fixture(autouse=True, scope='module')
def torch():
    return pytest.importorskip('torch')


@pytest.fixture
def weights(torch):
    """Random weights for 19 classes and those of the loss, named as upstream saves them."""
    torch.manual_seed(0)
    shapes = json.loads(NAMES.read_text(encoding='utf-8'))['shapes']
    weights = {
        f'model.{name}': torch.rand([int(side) for side in text.split('x') if side])
        for name, text in shapes.items()
    }
    return {**weights, 'loss.criterion.weight': torch.ones(19)}


@pytest.fixture
def published(torch, weights, tmp_path):
    path = tmp_path / 'published.pth'
    torch.save({'state_dict': weights, 'epoch': 484}, path)
    return path


def output(published):
    return published.parent / 'new' / 'out.pt'


def import_(published, *options, architecture='ddrnet23_slim', labels='cityscapes'):
    files = [str(published), str(output(published))]
    arguments = [architecture, *files, '--labels', labels, *options]
    return main(['import-checkpoint', *arguments])


def refusal(capsys, published, *options, **arguments):
    """Line that says why nothing was written."""
    assert import_(published, *options, **arguments) == 2
    assert not output(published).exists()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('seg import-checkpoint: ')
    return line


def test_checkpoint_holds_the_published_weights(published, weights, capsys):
    from seg_node.models.checkpoint import load_checkpoint

    assert import_(published, '--network-size', '640x480') == 0
    checkpoint = load_checkpoint(output(published))
    assert checkpoint.net.architecture == 'ddrnet23_slim'
    assert (checkpoint.labels.name, checkpoint.network_size) == ('cityscapes', (640, 480))
    assert checkpoint.training_data == 'imported from published.pth'
    found = checkpoint.net.state_dict()['classifier.1.2.weight']
    assert found.equal(weights['model.final_layer.conv2.weight'])
    counters = sum(name.endswith('num_batches_tracked') for name in weights)
    assert capsys.readouterr().out.splitlines()[1] == (
        '  skipped, as only training needs them: '
        f'loss.criterion.weight, {counters} x num_batches_tracked'
    )


def test_checkpoint_lies_beside_the_published_one_by_default(published):
    command = ['import-checkpoint', 'ddrnet23_slim', str(published), '--labels', 'cityscapes']
    assert main(command) == 0
    assert published.with_name('published_seg_node.pt').is_file()


@pytest.mark.parametrize('architecture', ['ddrnet39', 'fast_scnn'])
def test_net_that_nobody_published_is_refused(published, capsys, architecture):
    line = refusal(capsys, published, architecture=architecture)
    assert f"'{architecture}': choose from" in line and 'pidnet_s' in line


def test_weights_of_another_net_are_refused(published, capsys):
    line = refusal(capsys, published, architecture='pidnet_s')
    assert 'published.pth: not a published checkpoint of pidnet_s' in line
    assert 'model.down3.0.weight' in line and 'integral.0.2.layers.0.0.weight' in line


def test_other_classes_are_refused(published, capsys):
    line = refusal(capsys, published, labels='camvid')
    assert 'published.pth: it is for 19 classes and the label set has 11' in line


def test_left_over_key_is_refused(torch, published, weights, capsys):
    torch.save({**weights, 'model.fc.weight': torch.ones(2)}, published)
    assert 'it holds model.fc.weight, which' in refusal(capsys, published)


def test_missing_file_is_refused(tmp_path, capsys):
    assert 'no.pth cannot be read' in refusal(capsys, tmp_path / 'no.pth')


def test_file_of_another_kind_is_refused(published, capsys):
    published.write_text('quota exceeded')
    assert 'was not written by torch.save' in refusal(capsys, published)


def test_code_is_refused(torch, published, capsys):
    torch.save(torch.nn.Linear(2, 2), published)
    line = refusal(capsys, published)
    assert 'holds more than weights, namely torch.nn.modules.linear.Linear' in line


def test_size_that_the_net_cannot_take_is_refused(published, capsys):
    line = refusal(capsys, published, '--network-size', '960x720')
    assert '--network-size is 960x720' in line and 'multiples of 32' in line
