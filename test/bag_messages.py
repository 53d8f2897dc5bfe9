# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Messages as cameras send them, and bags of every format that recorders leave."""

import cv2
import numpy as np
import yaml

from seg_node.sources.frame_source import FRAME_ID
from seg_node.sources.message_making import make, make_header
from seg_node.sources.rosbags_library import StoragePlugin, typestore, Writer

SECOND = 10**9


def header(stamp_ns, frame_id=FRAME_ID):
    return make_header(stamp_ns, frame_id)


def image(stamp_ns, pixels=None, encoding='bgr8', frame_id=FRAME_ID):
    pixels = np.zeros((4, 6, 3), np.uint8) if pixels is None else pixels
    return make(
        'sensor_msgs/msg/Image',
        header=header(stamp_ns, frame_id),
        height=pixels.shape[0],
        width=pixels.shape[1],
        encoding=encoding,
        is_bigendian=0,
        step=pixels[0].size,
        data=pixels.ravel(),
    )


def label(stamp_ns, value, size=(6, 4)):
    return image(stamp_ns, np.full(size[::-1], value, np.uint8), 'mono8')


def compressed(stamp_ns, pixels):
    data = cv2.imencode('.png', pixels[:, :, ::-1])[1].ravel()
    kind = 'sensor_msgs/msg/CompressedImage'
    return make(kind, header=header(stamp_ns), format='png', data=data)


def camera_info(distortion=0.0, model='plumb_bob', focal_length=5.0, width=6):
    roi = dict.fromkeys(('x_offset', 'y_offset', 'height', 'width'), 0) | {'do_rectify': False}
    return make(
        'sensor_msgs/msg/CameraInfo',
        header=header(0),
        height=4,
        width=width,
        distortion_model=model,
        d=np.full(5, distortion),
        k=np.array([focal_length, 0, 2.5, 0, 5.5, 1.5, 0, 0, 1]),
        r=np.eye(3).ravel(),
        p=np.zeros(12),
        binning_x=0,
        binning_y=0,
        roi=make('sensor_msgs/msg/RegionOfInterest', **roi),
    )


def string(text):
    return make('std_msgs/msg/String', data=text)


def record(path, messages, storage=StoragePlugin.MCAP, compression=None):
    """Write (topic, bag time, message) in this order; ``compression`` is what rosbags takes."""
    connections = {}
    writer = Writer(path, version=9, storage_plugin=storage)
    if compression:
        writer.set_compression(*compression)
    with writer:
        for topic, bag_time_ns, message in messages:
            kind = message.__msgtype__
            if topic not in connections:
                connections[topic] = writer.add_connection(topic, kind, typestore=typestore())
            data = typestore().serialize_cdr(message, kind)
            writer.write(connections[topic], bag_time_ns, data)
    return path


def patched(path, whole, damaged):
    """Change the only mcap file of a bag where it holds some bytes, which is once."""
    (file,) = path.glob('*.mcap')
    data = file.read_bytes()
    assert data.count(whole) == 1 and len(whole) == len(damaged)
    file.write_bytes(data.replace(whole, damaged))
    return path


def record_split(path, parts, storage=StoragePlugin.MCAP, compression=None):
    """Write each list of messages as a file of one bag, as ``ros2 bag record`` splits it."""
    path.mkdir()
    listed: list[str] = []
    counts: dict[str, int] = {}
    kinds: dict[str, dict] = {}
    for index, messages in enumerate(parts):
        part = record(path / f'part_{index}', messages, storage, compression)
        metadata = yaml.safe_load((part / 'metadata.yaml').read_text())
        information = metadata['rosbag2_bagfile_information']
        for topic in information['topics_with_message_count']:
            name = topic['topic_metadata']['name']
            kinds[name] = topic['topic_metadata']
            counts[name] = counts.get(name, 0) + topic['message_count']
        (file,) = information['relative_file_paths']
        (part / file).rename(path / file)
        (part / 'metadata.yaml').unlink()
        part.rmdir()
        listed.append(file)
    information['relative_file_paths'] = listed
    information['message_count'] = sum(counts.values())
    information['topics_with_message_count'] = [
        {'topic_metadata': kinds[name], 'message_count': count} for name, count in counts.items()
    ]
    (path / 'metadata.yaml').write_text(yaml.safe_dump(metadata))
    return path
