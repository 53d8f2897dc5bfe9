# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The drive of boxes as a recording, whose messages may be broken one by one."""

from box_drive import BoxDrive

from seg_node.core.errors import SourceError
from seg_node.sources.reading import Reading


class RecordedBoxes(BoxDrive):
    """
    Five frames.

    :param labels: as for the drive.
    :param broken: indices of frames that cannot be read.
    :param end_fault: why nothing can be read after them.
    """

    def __init__(self, labels, broken=(), end_fault=''):
        super().__init__(labels, 5)
        self._broken = broken
        self._end_fault = end_fault
        self.asked = []
        """Indices of the frames that somebody read."""

    def readings(self):
        for index, frame in enumerate(self):
            self.asked.append(index)
            fault = SourceError(f'{index} is cut off') if index in self._broken else None
            yield Reading(frame.stamp_ns, 'rgb8', None if fault else frame, fault)
        if self._end_fault:
            raise SourceError(self._end_fault)
