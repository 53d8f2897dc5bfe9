# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Offered and requested quality of service fit together."""

import pytest
from rclpy.qos import (
    qos_check_compatible,
    qos_profile_sensor_data,
    QoSCompatibility,
    QoSProfile,
    ReliabilityPolicy,
)

from seg_node.ros.qos import image_input, IMAGE_OUTPUT, LATCHED

pytestmark = pytest.mark.ros

RELIABLE, BEST_EFFORT = ReliabilityPolicy.RELIABLE, ReliabilityPolicy.BEST_EFFORT


@pytest.mark.parametrize(
    ('setting', 'offered', 'chosen'),
    [
        ('auto', [], RELIABLE),
        ('auto', [RELIABLE], RELIABLE),
        ('auto', [BEST_EFFORT], BEST_EFFORT),
        ('auto', [RELIABLE, BEST_EFFORT], BEST_EFFORT),
        ('reliable', [BEST_EFFORT], RELIABLE),
        ('best_effort', [RELIABLE], BEST_EFFORT),
    ],
)
def test_reliability_of_the_input(setting, offered, chosen):
    assert image_input(setting, offered).reliability == chosen


@pytest.mark.parametrize('offered', [RELIABLE, BEST_EFFORT])
def test_auto_hears_every_publisher(offered):
    publisher = QoSProfile(depth=1, reliability=offered)
    compatibility, reason = qos_check_compatible(publisher, image_input('auto', [offered]))
    assert compatibility != QoSCompatibility.ERROR, reason


@pytest.mark.parametrize('subscription', [QoSProfile(depth=1), qos_profile_sensor_data])
def test_images_are_heard_by_reliable_and_by_best_effort_subscribers(subscription):
    compatibility, reason = qos_check_compatible(IMAGE_OUTPUT, subscription)
    assert compatibility != QoSCompatibility.ERROR, reason


def test_labels_are_heard_by_latched_and_by_plain_subscribers():
    for subscription in (LATCHED, QoSProfile(depth=1)):
        compatibility, reason = qos_check_compatible(LATCHED, subscription)
        assert compatibility != QoSCompatibility.ERROR, reason
