# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that decides, as functions over numpy arrays: no ROS, no torch, no runtime."""
