# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""What frames show of the ground, from the messages around them, be they heard or recorded."""
