# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What pytest gets from here: the fixture ``seg_replay``."""
