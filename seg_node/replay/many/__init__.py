# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Several drives at once, on one machine or a cluster.

Each drive is replayed by a process of its own, which runs ``seg replay`` for this drive alone.
Processes of a pool would be started once for all, but when one of them is killed, Python gives
up the whole pool; and threads, or a process for several drives, would share what a runtime
leaves behind. Starting Python and opening the model costs a second or two, where a drive takes
minutes. So a drive's maps cannot depend on what runs beside it or ran before, whatever ends one
process ends one drive, and its memory is given back.

What came out lies in a folder for each drive, as ``--out`` of a single one fills it, and beside
it what it was made from. By that a second call knows which results are still good.
"""
