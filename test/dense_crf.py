# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Mean-field inference in a fully connected CRF by brute force, all pairs in one matrix."""

import numpy as np


def dense_crf(logits, image, parameters, radius=None):
    """
    Refine logits with all pairs of pixels.

    :param logits: (C, h, w).
    :param image: (h, w, 3), 0 to 255.
    :param parameters: ``CrfParameters``, of which all but ``radius`` count.
    :param radius: of the window outside which pixels do not see each other; by default
        all do.
    :returns: (C, h, w) float64 probabilities.
    """
    classes, height, width = logits.shape
    places = np.indices((height, width)).reshape(2, -1).T.astype(np.float64)
    colours = image.reshape(-1, 3).astype(np.float64)
    reach = np.abs(places[:, None] - places).max(axis=2)
    seen = reach <= (reach.max() if radius is None else radius)
    place = _squared_distances(places)
    colour = _squared_distances(colours)

    appearance = np.exp(
        -place / (2 * parameters.theta_alpha**2) - colour / (2 * parameters.theta_beta**2)
    )
    smoothness = np.exp(-place / (2 * parameters.theta_gamma**2))
    pull = parameters.appearance_weight * _normalised(appearance * seen)
    pull += parameters.smoothness_weight * _normalised(smoothness * seen)
    np.fill_diagonal(pull, 0)

    unary = -logits.reshape(classes, -1).T.astype(np.float64)
    potts = 1 - np.eye(classes)
    probability = _softmax(-unary)
    for _ in range(parameters.iterations):
        probability = _softmax(-unary - pull @ probability @ potts)
    return probability.T.reshape(logits.shape)


def _squared_distances(points):
    return sum((axis[:, None] - axis) ** 2 for axis in points.T)


def _normalised(kernel):
    degree = kernel.sum(axis=1)
    return kernel / np.sqrt(np.outer(degree, degree))


def _softmax(scores):
    exponential = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponential / exponential.sum(axis=1, keepdims=True)
