# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Names of what a replay leaves in its folder."""

RESULT = 'report.json'
"""For programs."""
PAGE = 'report.html'
"""For people."""
JUNIT = 'junit.xml'
"""For CI."""
BAG = 'bag'
"""The outputs as a bag, where one is wanted."""
FRAMES = 'frames.jsonl'
"""All records, which can be a reference."""
