# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Random and mutated messages reach the live node; scripts/fuzz sends more of them."""

import array
from collections import Counter
import os
import time
from typing import Any

from camera_messages import compressed_message, even_image, pixels_of
from encoded_pictures import ALL_ENCODINGS, fitting_size, PACKED
from fuzzed_messages import fuzzed_files, fuzzed_images, SEED
from node_bench import Bench
import numpy as np
from process_memory import peak_memory
import pytest
from ros_peer import values
from sensor_msgs.msg import CompressedImage, Image

from seg_node.core.errors import ImageDecodingError
from seg_node.core.image_decoding import decode_message

pytestmark = pytest.mark.ros

COUNT = int(os.environ.get('FUZZ_LIVE', '200'))
ROAD = 3
BURST = 4
"""Messages before a good one; together they fit into every queue on the way."""
COLOURED = [encoding for encoding in ALL_ENCODINGS if PACKED.get(encoding) != 'Y']


def test_fuzzed_images(peer, start_node, camvid, fault_row):
    bench = Bench(peer, start_node(), 'mask')
    rng = np.random.default_rng(SEED)

    def good_frame() -> Image:
        encoding = COLOURED[rng.integers(len(COLOURED))]
        size = fitting_size(encoding, *map(int, rng.integers(1, 100, 2)))
        return even_image(camvid.palette[ROAD], encoding, size, is_bigendian=bool(rng.integers(2)))

    seen = send_between_good_frames(bench, fuzzed_images(COUNT // 2), good_frame)
    fault_row('random and mutated Image messages', *told(seen))


def test_fuzzed_files(peer, start_node, camvid, fault_row):
    node = start_node(image_transport='compressed')
    bench = Bench(peer, node, 'mask', topic='image/compressed', kind=CompressedImage)
    rng = np.random.default_rng(SEED)

    def good_frame() -> CompressedImage:
        size = *rng.integers(1, 100, 2), 3
        return compressed_message(
            np.full(size, camvid.palette[ROAD], np.uint8), ('png', 'jpg')[rng.integers(2)]
        )

    seen = send_between_good_frames(bench, fuzzed_files(COUNT // 2), good_frame)
    fault_row('random and mutated CompressedImage messages', *told(seen))


def send_between_good_frames(bench, messages, good_frame) -> Counter:
    """Send fuzzed messages and good frames, check all that comes back and count."""
    bench.connect(good_frame())
    before = counts_at_rest(bench)
    sent: dict[tuple[int, int], tuple[int, int] | None] = {}
    good = 0
    for index, fuzzed in enumerate(messages, 1):
        sent[bench.send(as_ros_message(fuzzed.message))] = decoded_size(fuzzed.message)
        time.sleep(0.005)  # so that it is most likely decoded before the next one comes
        if index % BURST == 0:
            frame = good_frame()
            stamp = bench.send(frame)
            sent[stamp] = decoded_size(frame)
            good += 1
            assert (pixels_of(bench.answers(stamp)['mask']) == ROAD).all()
    seen = counts_at_rest(bench)
    seen.subtract(before)
    for stamp, mask in bench.heard['mask'].items():
        assert sent.get(stamp, (mask.height, mask.width)) == (mask.height, mask.width)
    bench.peer.check_diagnostics(bench.node)
    bench.close()

    refusable = sum(size is None for size in sent.values())
    assert seen['received'] == len(sent)
    assert seen['received'] == seen['processed'] + seen['rejected'] + seen['replaced']
    assert 0 <= refusable - seen['rejected'] <= seen['replaced']
    seen['good frames'] = good
    for name, count in seen.items():
        print(f'{name:11} {count:6}')
    print(f'most memory of the node  {peak_memory(bench.node.pid) / 1e6:.0f} MB')
    return seen


def as_ros_message(message: Any) -> Any:
    kind = Image if hasattr(message, 'encoding') else CompressedImage
    return kind(**vars(message) | {'data': array.array('B', message.data)})


def decoded_size(message: Any) -> tuple[int, int] | None:
    """Say how large a message's picture is (height, width), None if it must be rejected."""
    try:
        height, width, _ = decode_message(message).shape
    except ImageDecodingError:
        return None
    return height, width


def counts_at_rest(bench) -> Counter:
    """Read a node's counts while nothing reaches it."""
    reports = bench.peer.follow(bench.node)
    report = bench.peer.wait_for_report(
        bench.node, reports, lambda report: report.message.startswith('0 frames')
    )
    names = 'received', 'processed', 'rejected', 'replaced', 'expired', 'failed', 'pending'
    return Counter({name: int(values(report)[name]) for name in names})


def told(seen: Counter) -> tuple[str, str]:
    good = seen['good frames']
    return (
        f'{seen["received"] - good} messages (seed {SEED}), a good frame after every {BURST}',
        f'{seen["received"]} received = {seen["processed"]} processed + {seen["rejected"]} '
        f'rejected + {seen["replaced"]} replaced; each mask has the size of its own frame, those '
        f'of the {good} good frames are right',
    )
