# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Only truth of the model's own classes is taken, and nothing is remapped."""

import cv2
import numpy as np
import pytest
import yaml

from seg_node.core.errors import ConfigurationError, SourceError
from seg_node.core.label_set import LabelClass, LabelSet
from seg_node.evaluation.labelled_source import open_labelled_source


def label_set(name, *names):
    return LabelSet(name, tuple(LabelClass(each, (0, 0, 0)) for each in names))


MODEL = label_set('three', 'road', 'grass', 'sky')


@pytest.fixture
def folder(tmp_path):
    for kind, shape in (('image', (4, 6, 3)), ('label', (4, 6))):
        (tmp_path / kind).mkdir()
        assert cv2.imwrite(str(tmp_path / kind / 'a.png'), np.full(shape, 2, np.uint8))
    return tmp_path


def open_with(folder, own):
    (folder / 'labels.yaml').write_text(yaml.safe_dump(own.to_dict()))
    return open_labelled_source(str(folder), MODEL)


def test_ids_of_a_folder_without_names_are_the_models(folder):
    source = open_labelled_source(str(folder), MODEL)
    assert source.label_set == MODEL
    (frame,) = source
    np.testing.assert_array_equal(frame.labels, np.full((4, 6), 2))


def test_id_beyond_the_models_classes_names_the_file(folder):
    source = open_labelled_source(str(folder), label_set('two', 'road', 'grass'))
    with pytest.raises(SourceError, match=r"a\.png: class ids \[2\].*'two'.*or write 255"):
        list(source)


def test_label_set_of_another_name_with_the_same_classes_is_taken(folder):
    own = label_set('mine', 'road', 'grass', 'sky')
    assert open_with(folder, own).label_set == own


@pytest.mark.parametrize(
    ('names', 'said'),
    [
        (('road', 'sky', 'grass'), '1 stands for sky there and for grass here'),
        (('road', 'grass'), '2 stands for nothing there and for sky here'),
        (('road', 'grass', 'sky', 'car'), '3 stands for car there and for nothing here'),
    ],
)
def test_other_classes_are_refused(folder, names, said):
    with pytest.raises(ConfigurationError, match=f"classes of 'mine'.*of 'three': {said}"):
        open_with(folder, label_set('mine', *names))


def test_frames_without_truth_are_taken_where_they_will_do(folder):
    (folder / 'label').rename(folder / 'other')
    source = open_labelled_source(str(folder), MODEL, must_have_labels=False)
    assert source.label_set is None and len(source) == 1


def test_other_classes_are_refused_also_where_no_truth_is_needed(folder):
    (folder / 'labels.yaml').write_text(yaml.safe_dump(label_set('mine', 'sky').to_dict()))
    with pytest.raises(ConfigurationError, match='0 stands for sky there'):
        open_labelled_source(str(folder), MODEL, must_have_labels=False)


def test_frames_without_truth_are_refused(folder):
    (folder / 'label').rename(folder / 'other')
    with pytest.raises(SourceError, match='has no labels: give frames with truth'):
        open_labelled_source(str(folder), MODEL)
    with pytest.raises(SourceError, match='bars:8x8 has no labels'):
        open_labelled_source('bars:8x8', MODEL)
