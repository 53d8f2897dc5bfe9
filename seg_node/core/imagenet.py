# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How the field normalises images, also for nets that never saw ImageNet."""

MEAN = (123.675, 116.28, 103.53)
"""Of ImageNet's red, green and blue, 0 to 255."""
STD = (58.395, 57.12, 57.375)
"""Likewise."""
