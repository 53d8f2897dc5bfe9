# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Real-time semantic segmentation for ROS 2: camera frames in, drivable area out."""

__version__ = '0.1.0'
