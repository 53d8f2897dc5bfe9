# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Small nets in the forms in which the field's exporters write them."""

import warnings

import pytest


@pytest.fixture(scope='session')
def write_net(tmp_path_factory):
    """Write a torch module as an ONNX file, by torch's older exporter, since it is fast."""
    import torch

    def write_net(module, image, opset=17, open_axes=(), outputs=('scores',), dynamo=False):
        path = tmp_path_factory.mktemp('foreign') / 'net.onnx'
        layout = 'NHWC' if image.shape[-1] == 3 else 'NCHW'
        axes = [layout.index(axis) for axis in open_axes]
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            torch.onnx.export(
                module.eval(),
                (image,),
                path,
                input_names=['image'],
                output_names=list(outputs),
                opset_version=opset,
                dynamo=dynamo,
                verbose=False,
                dynamic_axes=None if dynamo else {'image': axes},
                dynamic_shapes=({axis: torch.export.Dim.DYNAMIC for axis in axes},)
                if dynamo
                else None,
            )
        return path

    return write_net


@pytest.fixture(scope='session')
def make_module():
    """Make a net of five classes in one of many forms; its scores vary from pixel to pixel."""
    import torch
    from torch import nn

    class ForeignModule(nn.Module):
        """
        Two convolutions at a quarter of the size, scores enlarged to half of it.

        :param form: of the output: logits, softmax, sigmoid, ids (N, H, W) or ids1 (N, 1, H, W).
        :param image_layout: of the input.
        :param map_layout: of scores.
        :param gain: of the first layer, by the range of the input.
        """

        def __init__(self, form, image_layout, map_layout, gain, with_auxiliary):
            super().__init__()
            self.form, self.image_layout, self.map_layout = form, image_layout, map_layout
            self.with_auxiliary = with_auxiliary
            self.encoder = nn.Conv2d(3, 12, 4, stride=4)
            self.classifier = nn.Conv2d(12, 5, 3, padding=1)
            nn.init.normal_(self.encoder.weight, std=gain)
            nn.init.normal_(self.classifier.weight, std=0.3)

        def forward(self, image):
            if self.image_layout == 'NHWC':
                image = image.permute(0, 3, 1, 2)
            features = torch.relu(self.encoder(image.to(self.encoder.weight.dtype)))
            scores = nn.functional.interpolate(
                self.classifier(features), scale_factor=2.0, mode='bilinear'
            )
            output = self._finish(scores)
            return (output, features) if self.with_auxiliary else output

        def _finish(self, scores):
            if self.form == 'ids':
                return scores.argmax(dim=1)
            if self.form == 'ids1':
                return scores.argmax(dim=1, keepdim=True).to(torch.uint8)
            if self.form == 'softmax':
                scores = scores.softmax(dim=1)
            if self.form == 'sigmoid':
                scores = scores.sigmoid()
            return scores.permute(0, 2, 3, 1) if self.map_layout == 'NHWC' else scores

    def make_module(
        form='logits', image_layout='NCHW', map_layout='NCHW', gain=0.1, with_auxiliary=False
    ):
        torch.manual_seed(0)
        return ForeignModule(form, image_layout, map_layout, gain, with_auxiliary)

    return make_module
