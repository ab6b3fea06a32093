"""What can go wrong, as one small tree. Faces catch the root alone; anything else is a defect and stays a traceback.

TalkratioError            somebody can mend it: the message says what happened, to which file, what to do next
├── InputError            what was given cannot be used                              exit code 3
│   ├── AudioError        the recording cannot be decoded
│   └── FormatError       labels, captions or a report cannot be read
├── EngineError           the engine cannot run or stopped                           exit code 4
│   ├── EngineMissing     its packages are not installed
│   └── WeightsError      its weights are missing, damaged or not trusted
├── OutputError           a result cannot be written                                 exit code 5
└── Cancelled             somebody asked to stop                                     exit code 130
"""

from __future__ import annotations

from typing import ClassVar


class TalkratioError(Exception):
    """Root of all errors a person can act upon."""

    exit_code: ClassVar[int] = 1


class InputError(TalkratioError):
    """The given file, label or option cannot be used."""

    exit_code: ClassVar[int] = 3


class AudioError(InputError):
    """The recording is missing, empty, damaged, too long, or holds no sound."""


class FormatError(InputError):
    """Labels, captions or a saved report cannot be read."""


class EngineError(TalkratioError):
    """An engine cannot run on this computer, or stopped while running."""

    exit_code: ClassVar[int] = 4


class EngineMissing(EngineError):
    """The packages of an engine are not installed."""


class WeightsError(EngineError):
    """The weights of an engine are missing, damaged, or of unknown origin."""


class OutputError(TalkratioError):
    """A result cannot be written; what stood there before is untouched."""

    exit_code: ClassVar[int] = 5


class Cancelled(TalkratioError):
    """The work was stopped on request."""

    exit_code: ClassVar[int] = 130
