# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Model files as ONNX graphs: read, changed and written, without torch and without a runtime."""
