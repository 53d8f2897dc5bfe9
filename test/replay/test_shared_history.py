# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Outputs with a memory are compared only where both runs remember the same frames."""
