# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whole pipelines, from camera message to published-ready maps, and what each costs."""
