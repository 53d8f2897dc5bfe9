# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What a live replay decides without ROS: when to send, what came back, and what is missing."""
