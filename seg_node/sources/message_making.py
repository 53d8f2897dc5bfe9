# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Messages for bags, made without ROS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.image_files import encode_jpeg
from seg_node.sources.bag_layout import CAMERA_INFO, COMPRESSED_IMAGE, IMAGE, TF
from seg_node.sources.calibration_file import Calibration, pinhole_calibration
from seg_node.sources.rosbags_library import typestore

_ENCODINGS = {2: 'mono8', 3: 'rgb8'}
_JPEG_QUALITY = 90


def make(kind: str, /, **fields: Any) -> Any:
    """
    Make a message.

    :param kind: its type, e.g. ``std_msgs/msg/String``.
    :param fields: all of them; numbers that are many are numpy arrays.
    """
    return typestore().types[kind](**fields)


def make_header(stamp_ns: int, frame_id: str) -> Any:
    """Make a std_msgs/Header of a stamp [ns]."""
    sec, nanosec = divmod(stamp_ns, 10**9)
    stamp = make('builtin_interfaces/msg/Time', sec=sec, nanosec=nanosec)
    return make('std_msgs/msg/Header', stamp=stamp, frame_id=frame_id)


def make_image(header: Any, pixels: np.ndarray) -> Any:
    """
    Make a sensor_msgs/Image with tight rows.

    :param pixels: (H, W) uint8, told as mono8, or (H, W, 3) uint8, as rgb8.
    """
    height, width = pixels.shape[:2]
    return make(
        IMAGE,
        header=header,
        height=height,
        width=width,
        encoding=_ENCODINGS[pixels.ndim],
        is_bigendian=0,
        step=pixels.size // height,
        data=pixels.reshape(-1),
    )


def make_jpeg(header: Any, image: np.ndarray) -> Any:
    """
    Make a sensor_msgs/CompressedImage.

    :param image: (H, W, 3) uint8 RGB.
    """
    data = encode_jpeg(image, _JPEG_QUALITY)
    return make(COMPRESSED_IMAGE, header=header, format='jpeg', data=data)


def make_static_transform(
    parent: str, child: str, place: tuple[float, float, float], stamp: Any
) -> Any:
    """
    Make a tf2_msgs/TFMessage of a frame that is not turned.

    :param place: x, y, z of the child in its parent [m].
    :param stamp: builtin_interfaces/Time.
    """
    x, y, z = place
    transform = make(
        'geometry_msgs/msg/Transform',
        translation=make('geometry_msgs/msg/Vector3', x=x, y=y, z=z),
        rotation=make('geometry_msgs/msg/Quaternion', x=0.0, y=0.0, z=0.0, w=1.0),
    )
    stamped = make(
        'geometry_msgs/msg/TransformStamped',
        header=make('std_msgs/msg/Header', stamp=stamp, frame_id=parent),
        child_frame_id=child,
        transform=transform,
    )
    return make(TF, transforms=[stamped])


def make_camera_info(header: Any, camera: PinholeCamera | Calibration) -> Any:
    """Make a sensor_msgs/CameraInfo."""
    calibration = pinhole_calibration(camera) if isinstance(camera, PinholeCamera) else camera
    no_roi = make(
        'sensor_msgs/msg/RegionOfInterest',
        x_offset=0,
        y_offset=0,
        height=0,
        width=0,
        do_rectify=False,
    )
    width, height = calibration.size
    return make(
        CAMERA_INFO,
        header=header,
        height=height,
        width=width,
        distortion_model=calibration.distortion_model,
        d=calibration.d,
        k=calibration.k,
        r=calibration.r,
        p=calibration.p,
        binning_x=0,
        binning_y=0,
        roi=no_roi,
    )


def make_label_info(header: Any, names: Sequence[str]) -> Any:
    """Make a vision_msgs/LabelInfo of classes in the order of their ids."""
    classes = [
        make('vision_msgs/msg/VisionClass', class_id=index, class_name=name)
        for index, name in enumerate(names)
    ]
    return make('vision_msgs/msg/LabelInfo', header=header, class_map=classes, threshold=0.0)
