# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever a camera sends, it is decoded right or refused in words; scripts/fuzz sends more."""

from collections import Counter
import os
import re

import cv2
from fuzzed_messages import fuzzed_files, fuzzed_images, FuzzedMessage
import numpy as np
from process_memory import forget_peak, held_memory, peak_memory
import pytest

from seg_node.core.errors import ImageDecodingError
from seg_node.core.image_decoding import decode_message

COUNT = int(os.environ.get('FUZZ_DECODED', '2000'))
REFUSALS = {
    'encoding': r'image encoding .* is unknown: set the camera driver to one of .*',
    'size': r'image of width \d+ and height \d+: .*, check the camera driver',
    'step': r'image step \d+: .*; check the camera driver',
    'data too short': r'image data of \d+ bytes: height \d+ and step \d+ need .*, check .*',
    'empty': r'.*: data is empty: check what writes it',
    'neither JPEG nor PNG': r'.*: data begins with .*, neither JPEG nor PNG: use one of these',
    'cut off': r'.*: data ends after \d+ bytes, before .*, check .*',
    'claims too many pixels': r'.*: data of \d+ bytes claims \d+x\d+ pixels, .*: check .*',
    'damaged': r'.*: data of \d+ bytes (is damaged|cannot be decoded).*[:;] check what writes it',
}
"""Every form of a refusal; each names what it found and the remedy."""
MOST_MEMORY = 1 << 30


@pytest.mark.parametrize('messages', [fuzzed_images, fuzzed_files])
def test_fuzzed_messages_are_decoded_right_or_refused(messages):
    forget_peak()
    before = held_memory()
    seen = Counter((fuzzed.kind, outcome(fuzzed)) for fuzzed in messages(COUNT // 2))
    taken = peak_memory() - before
    for (kind, what), count in sorted(seen.items()):
        print(f'{kind:22} {what:24} {count:7}')
    print(f'most memory at a time  {taken / 1e6:.0f} MB')
    assert taken < MOST_MEMORY


def outcome(fuzzed: FuzzedMessage) -> str:
    """Decode a message, check what comes of it and say so in a word."""
    try:
        image = decode_message(fuzzed.message)
    except ImageDecodingError as error:
        assert not fuzzed.must_decode, (fuzzed, error)
        return refusal(str(error))
    assert fuzzed.must_decode is not False, fuzzed
    assert image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3, fuzzed
    assert cv2.resize(image, (8, 8)).shape == (8, 8, 3)
    if fuzzed.picture is None:
        return 'decoded'
    assert fuzzed.picture.is_shown_by(image), fuzzed
    return 'decoded right'


def refusal(text: str) -> str:
    (reason,) = [name for name, form in REFUSALS.items() if re.fullmatch(form, text)]
    assert len(text) < 600, text
    return reason
