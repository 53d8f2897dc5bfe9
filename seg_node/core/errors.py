# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Errors that a user can mend.

Each message names the thing, the value that was found and the remedy, because
it reaches a log or a terminal as it is, with no traceback around it.
"""


class SegNodeError(Exception):
    """Base of every error that is the user's to mend and not a bug."""


class LabelSetError(SegNodeError):
    """A label set or class set that is malformed or names an unknown class."""


class ModelFileError(SegNodeError):
    """A model file that is missing, not a model, or does not keep the contract."""


class BackendError(SegNodeError):
    """A backend that is not installed, unknown or unable to run a model."""


class LastingError(BackendError):
    """A failure of a backend that trying again does not mend."""


class BuildStoppedError(SegNodeError):
    """An engine whose build was ended because nobody wants it any more."""


class ImageDecodingError(SegNodeError):
    """A camera message that does not hold the image it claims to hold."""


class UnknownEncodingError(ImageDecodingError):
    """A camera message in an encoding that is not known here."""


class CameraInfoError(SegNodeError):
    """A camera_info that does not belong to the frames that it came with."""


class MotionError(SegNodeError):
    """An orientation or pose of the robot that is missing, or too far in time from a frame."""


class SourceError(SegNodeError):
    """A folder, video or bag that frames cannot be read from."""


class ConfigurationError(SegNodeError):
    """A parameter or option whose value cannot be used."""


class MountingError(ConfigurationError):
    """A camera of which it is not known where it sits on the robot, or that sees no ground."""


def one_line(error: Exception) -> str:
    """Give what a library says, without the lines on where in its sources it says so."""
    lines = str(error).splitlines()
    return ' '.join(line for line in lines if line and not line.startswith('Exception from'))


def reason_of(error: Exception) -> str:
    """Give what an error says, with its kind if it is one that nobody foresaw."""
    return str(error) if isinstance(error, SegNodeError) else repr(error)
