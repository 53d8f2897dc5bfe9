# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""How true the ground ahead is, against a world that is known to the millimetre."""
