# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The command ``seg``: one file per verb, and the front that finds them."""
