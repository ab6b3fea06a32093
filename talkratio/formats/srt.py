"""SubRip (SRT): numbered cues; speakers as `Name:` or `[Name]` where there are any."""

from __future__ import annotations

from pathlib import Path

from talkratio.conversation import Conversation
from talkratio.errors import FormatError
from talkratio.formats.cue import conversation
from talkratio.formats.names import named
from talkratio.formats.text import Text
from talkratio.formats.webvtt import blocks


def read(source: Path | str) -> Conversation:
    """Cues on the clock `captions`. Raises `FormatError` with the line for negative or reversed times."""
    text = Text.of(source)
    cues = blocks(text)
    if not cues:
        raise FormatError(f"{text.name} has no cue with times, so it is no SRT file. Export the captions again.")
    return conversation(named(cues), "captions")
