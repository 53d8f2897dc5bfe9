# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Which frames a run draws, and that it draws them the same way every time."""

from collections import Counter
from dataclasses import replace
from itertools import islice
import pickle

import cv2
import numpy as np
import pytest
import torch
import yaml

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import load_label_set
from seg_node.training.augmentation import Augmentation
from seg_node.training.config import DataFolder
from seg_node.training.dataset import (
    class_frequencies,
    CropDataset,
    open_data,
    open_labelled_pictures,
)


@pytest.fixture(scope='module')
def labels(label_file):
    return load_label_set(str(label_file))


@pytest.fixture(scope='module')
def sources(make_frames, labels, tmp_path_factory):
    """One folder of four frames and one of two."""
    folders = [tmp_path_factory.mktemp(name) for name in ('four', 'two')]
    counts = (4, 2)
    return [
        open_labelled_pictures(str(make_frames(folder, count)), labels)
        for folder, count in zip(folders, counts, strict=True)
    ]


@pytest.fixture
def make_dataset(sources):
    def make(repeats=(1, 1), count=24, seed=0):
        return CropDataset(sources, repeats, count, Augmentation(32, (0.6, 1.8), (96, 64)), seed)

    return make


@pytest.mark.parametrize(
    ('repeats', 'draws', 'epoch'),
    [
        ((1, 1), {0: {1}, 1: {1}}, 6),
        ((2, 1), {0: {2}, 1: {1}}, 10),
        ((0.5, 3), {0: {0, 1}, 1: {3}}, 8),
        ((1.25, 0), {0: {1, 2}, 1: {0}}, 5),
    ],
)
def test_epoch_draws_each_folder_as_often_as_asked(make_dataset, repeats, draws, epoch):
    frames = [(0, index) for index in range(4)] + [(1, index) for index in range(2)]
    order = iter(make_dataset(repeats, count=10 * epoch)._order)
    for _ in range(10):
        drawn = Counter(islice(order, epoch))
        assert {s: {drawn[f] for f in frames if f[0] == s} for s in draws} == draws


def test_epochs_are_shuffled_each_in_its_own_way(make_dataset):
    order = make_dataset(count=12)._order
    assert sorted(order[:6]) == sorted(order[6:])
    assert order[:6] != sorted(order[:6])
    assert order[:6] != order[6:]


def test_run_may_end_within_an_epoch(make_dataset):
    assert len(make_dataset(count=7)) == 7


def test_repeats_that_draw_nothing_are_refused(make_dataset):
    with pytest.raises(ConfigurationError, match=r'\[0.1, 0\] draw no frame'):
        make_dataset(repeats=[0.1, 0])


def test_crop_is_that_of_the_seed_and_its_index(make_dataset):
    dataset = make_dataset()
    # A loader's process works on a pickled copy and asks in an order of its own.
    copy = pickle.loads(pickle.dumps(make_dataset()))
    for index in (5, 0, 23):
        for crop, expected in zip(copy[index], dataset[index], strict=True):
            assert torch.equal(crop, expected)
    assert make_dataset(seed=1)._order != dataset._order


def test_frame_that_is_drawn_again_is_seen_in_another_view(make_dataset):
    dataset = make_dataset(count=12)
    again = dataset._order.index(dataset._order[0], 6)
    assert not torch.equal(dataset[0][1], dataset[again][1])


def test_crop_is_channels_first_bytes(make_dataset):
    image, labels = make_dataset()[0]
    assert (image.shape, image.dtype) == ((3, 32, 32), torch.uint8)
    assert (labels.shape, labels.dtype) == ((32, 32), torch.uint8)


def pixel_counts(source):
    pixels = np.concatenate([frame.labels.ravel() for frame in source])
    return np.array([np.sum(pixels == label) for label in range(3)])


def test_frequencies_count_labelled_pixels_as_often_as_they_are_drawn(sources):
    counts = pixel_counts(sources[0]) + 2.5 * pixel_counts(sources[1])
    found = class_frequencies(sources, (1, 2.5), 3)
    np.testing.assert_allclose(found, counts / counts.sum())


def test_labels_that_are_never_drawn_are_not_read(sources, labels, make_frames, tmp_path):
    source = open_labelled_pictures(str(make_frames(tmp_path, 1)), labels)
    (tmp_path / 'label' / '0.png').unlink()
    found = class_frequencies([*sources, source], (1, 1, 0), 3)
    np.testing.assert_allclose(found, class_frequencies(sources, (1, 1), 3))


def test_frequencies_of_nothing_are_zero(tmp_path, labels):
    for kind, pixels in (('image', np.zeros((4, 4, 3))), ('label', np.full((4, 4), 255))):
        (tmp_path / kind).mkdir()
        cv2.imwrite(str(tmp_path / kind / '0.png'), pixels.astype(np.uint8))
    source = open_labelled_pictures(str(tmp_path), labels)
    assert class_frequencies([source], [1], 3).tolist() == [0, 0, 0]


def test_folder_without_labels_is_refused(make_frames, labels, tmp_path):
    folder = make_frames(tmp_path, 1)
    with pytest.raises(SourceError, match='image has no labels: give frames with truth'):
        open_labelled_pictures(str(folder / 'image'), labels)


def test_ids_of_other_classes_are_refused(make_frames, labels, tmp_path):
    folder = make_frames(tmp_path, 1)
    turned = replace(labels, classes=labels.classes[::-1])
    (folder / 'labels.yaml').write_text(yaml.safe_dump(turned.to_dict()))
    with pytest.raises(ConfigurationError, match='0 stands for'):
        open_labelled_pictures(str(folder), labels)


def test_source_with_an_order_of_its_own_is_refused():
    labels = load_label_set('camvid')
    with pytest.raises(SourceError, match='seg convert rendered:3 FOLDER'):
        open_labelled_pictures('rendered:3', labels)


@pytest.fixture
def kitti(tmp_path):
    """Give the text for a frame of KITTI with one car in it."""
    for kind, pixels in (('image_2', np.zeros((4, 6, 3))), ('semantic', np.full((4, 6), 26))):
        (tmp_path / kind).mkdir()
        cv2.imwrite(str(tmp_path / kind / '000000_10.png'), pixels.astype(np.uint8))
    return f'kitti:{tmp_path}'


def test_dataset_is_opened_by_its_name(kitti):
    source = open_labelled_pictures(kitti, load_label_set('cityscapes'))
    dataset = CropDataset([source], [1], 1, Augmentation(4, (1.0, 1.0), (6, 4)), seed=0)
    _, crop = dataset[0]
    assert set(crop.unique().tolist()) - {255} == {13}


def test_dataset_of_other_classes_is_refused(kitti, labels):
    with pytest.raises(ConfigurationError, match=r"kitti:\S* has .*'cityscapes' .*'three'"):
        open_labelled_pictures(kitti, labels)


def test_star_in_a_path_stands_for_every_folder(make_frames, labels, tmp_path):
    for name, count in (('b', 1), ('a', 3), ('other', 2)):
        make_frames(tmp_path / 'drives' / name, count)
    sources, repeats = open_data([DataFolder(f'{tmp_path}/drives/*', 0.5)], labels)
    assert [len(source) for source in sources] == [3, 1, 2]
    assert repeats == [0.5, 0.5, 0.5]
    with pytest.raises(SourceError, match=r'drives/x\* matches no folder: check the path'):
        open_data([DataFolder(f'{tmp_path}/drives/x*')], labels)
