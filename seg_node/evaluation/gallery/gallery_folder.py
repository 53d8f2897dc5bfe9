# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""The folder of a gallery: nothing but a gallery is ever written over."""

from __future__ import annotations

from pathlib import Path
import re

import cv2
import numpy as np

from seg_node.core.errors import ConfigurationError
from seg_node.core.image_files import decode_jpeg_or_png
from seg_node.core.output_file import check_output, write_whole
from seg_node.evaluation.gallery.markup import Picture

GENERATOR = 'seg evaluate --gallery'
"""Stands in each page's head, so that a gallery is known as one."""

_MARK = f'<meta name="generator" content="{GENERATOR}">'
_DIAGRAM = 'reliability.png'
_OWN_FILE = re.compile(rf'frame_\d+_[a-z]+\.(jpg|png)|{re.escape(_DIAGRAM)}')
_UNFINISHED = f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8">{_MARK}<title>Unfinished gallery</title></head>
<body><p>This gallery is still being made, or its making was broken off.</p></body>
</html>
"""
_FLAT = frozenset({'truth', 'labels', 'errors'})


class GalleryFolder:
    """
    A page and its pictures.

    :param path: of the folder, which need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._page = path / 'index.html'

    def check(self, *sources: Path) -> None:
        """
        Refuse a folder that must not be written to, before the work for it.

        :param sources: files that the gallery is made of, and folders of such.
        :raises ConfigurationError: if the folder is a source or lies in one, is a file, or
            holds something and is no gallery.
        """
        if self.path.exists() and not self.path.is_dir():
            raise ConfigurationError(f'{self.path} is no folder: give one for the gallery')
        check_output(self._page, *sources)
        if any(self.path.iterdir()) and not self._is_gallery():
            raise ConfigurationError(
                f'{self.path} holds files and is no gallery: give an empty folder or a new one'
            )

    def begin(self) -> None:
        """Take away the pictures of a former gallery; what else lies there stays."""
        self.write_page(_UNFINISHED)
        for file in self.path.iterdir():
            if _OWN_FILE.fullmatch(file.name):
                file.unlink()

    def write_picture(self, place: int, name: str, picture: np.ndarray) -> Picture:
        """
        Write a picture, as PNG where its colours are flat.

        :param place: of the frame in its source.
        :param name: of what is shown of the frame, in lower-case letters.
        :param picture: (H, W, 3) uint8 RGB, or (H, W) uint8.
        :raises OSError: if it cannot be written.
        """
        suffix = '.png' if name in _FLAT else '.jpg'
        file = f'frame_{place:05}_{name}{suffix}'
        height, width = picture.shape[:2]
        if picture.ndim == 3:
            picture = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        _, content = cv2.imencode(suffix, picture, (cv2.IMWRITE_JPEG_QUALITY, 90))
        write_whole(self.path / file, content.data)
        return Picture(name, file, width, height)

    def add_diagram(self, path: Path) -> Picture:
        """Copy the reliability diagram, a PNG, so that the folder has all that its page shows."""
        content = path.read_bytes()
        write_whole(self.path / _DIAGRAM, content)
        height, width = decode_jpeg_or_png(content).shape[:2]
        return Picture('reliability', _DIAGRAM, width, height)

    def write_page(self, text: str) -> Path:
        """Write the page and give its path; names that are no UTF-8 get escapes."""
        write_whole(self._page, text.encode('utf-8', 'backslashreplace'))
        return self._page

    def _is_gallery(self) -> bool:
        return self._page.is_file() and _MARK.encode() in self._page.read_bytes()
