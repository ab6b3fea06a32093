"""Conversations put on disk as an analysis would leave them, without one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from talkratio import library, pipeline, report
from talkratio.conversation import Conversation, Doubt
from talkratio.library import EARLY, ORIGINAL, Kept
from talkratio.report import Provenance, Report
from tests.draw import draw

SPOKEN = """
L hvad_er_du_stolt_af?.................................hvordan_gik_det?.............................
M .......................jeg_er_glad_for_at_vi_naaede_det................det_gik_rigtig_godt_til_sidst
"""


def spoken(picture: str = SPOKEN) -> Conversation:
    """A conversation of two, L and M, half a second a sign."""
    return draw(picture, step=0.5, language="da")


def composed(conversation: Conversation, *, manager: str | None = "L", unsure: bool = True) -> Report:
    """The report of a conversation; `unsure` adds a doubt about every second turn."""
    doubts = tuple(Doubt(turn.interval, ((turn.speaker, 0.6),)) for turn in conversation.turns[::2]) if unsure else None
    known = Provenance("recording.wav", "0" * 64, "0.1.0", "2026-11-24T10:00:00+01:00", "builtin", "captions")
    return pipeline.compose(conversation, known, manager, doubts=doubts)


def keep(
    made: Report | None = None,
    *,
    title: str = "MUS",
    sound: bool = True,
    early: bool = False,
    cast: bool = True,
    guess: float | None = None,
) -> Kept:
    """A kept conversation with this report, or without any."""
    kept, place = library.new(title, ".wav")
    if sound:
        hum(place, 60.0 if made is None else made.conversation.duration)
    if made is not None:
        kept.write(EARLY if early else ORIGINAL, report.dumps(made))
    kept.describe(cast=cast, guess=guess)
    return kept


def hum(path: Path, seconds: float) -> None:
    """A recording of a quiet tone."""
    time = np.arange(round(8000 * seconds)) / 8000
    soundfile.write(path, (0.05 * np.sin(2 * np.pi * 220 * time)).astype(np.float32), 8000)


def hostile(conversation: Conversation, text: str) -> Conversation:
    """The same conversation, every word and every name of it `text`."""
    words = tuple(replace(word, text=f"{text}?") for word in conversation.words or ())
    renamed = replace(conversation, words=words)
    return renamed.renamed({name: f"{text} {name}" for name in conversation.speakers})
