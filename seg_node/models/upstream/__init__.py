# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Weights as the authors of the nets publish them: their files, and their names for ours."""
