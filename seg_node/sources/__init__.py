# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Frames from folders, videos, bags and the rendered drive; with truth where there is some."""
