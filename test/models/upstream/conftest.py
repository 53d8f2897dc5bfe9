# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The modules that these tests share with ``record.py``."""

from pathlib import Path
import sys

# With --import-mode=importlib nothing else makes them importable.
sys.path.append(str(Path(__file__).parent))
