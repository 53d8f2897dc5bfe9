# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Recorded drives as regression tests: run, kept as references and compared, without ROS."""
