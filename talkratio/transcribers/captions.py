"""Words that exist already: Teams, Zoom and Meet captions and transcripts, SRT, TextGrid, Whisper JSON."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from talkratio import formats
from talkratio.audio import Audio
from talkratio.conversation import Conversation, Turn, Word
from talkratio.engines import Progress
from talkratio.errors import FormatError
from talkratio.interval import Interval, Seconds, union
from talkratio.transcribers import Transcriber, Transcription

REQUIRES = ()
TOLERANCE: Seconds = 5.0
"""Captions may end this long after the recording, since a last cue is often left standing; they are cut there."""
NEAR: Seconds = 1.0
"""A word this near to speech lies on it."""
LEAST_ON_SPEECH = 0.25
"""Share of the words that must lie on speech; with fewer, the captions belong to another recording."""
LEAST_COVERED = 0.5
"""Share of the speech before the last word; with less, a note says where the captions stop."""

_CERTAIN = (".vtt", ".srt", ".TextGrid", ".textgrid")
_POSSIBLE = (".json", ".txt")
_DANISH = (
    "og jeg det er at en den til på med ikke der vi du har så men et om han hun havde hvad hvor hvordan kan skal vil "
    "være også bare noget af mig dig os jer fra blev nej ja jo når hvis som synes sådan lige mere meget godt tak"
)
_ENGLISH = (
    "the and you to of it that is was this with not they we are what have on be do my your but just can how would "
    "about there if yes no when like think know really very thanks which were been had she his their them"
)
_SMALL = (frozenset(_DANISH.split()), frozenset(_ENGLISH.split()))


def load(path: Path | Sequence[Path] | None = None) -> Transcriber:
    """The words of one file, or of one file a person; without `path`, of the captions beside the recording."""

    def words(
        audio: Audio, *, turns: tuple[Turn, ...] = (), language: str | None = None, progress: Progress | None = None
    ) -> Transcription:
        paths = _beside(audio) if path is None else [path] if isinstance(path, Path) else list(path)
        captions = formats.joined(paths)
        name = ", ".join(each.name for each in paths)
        found = _inside(captions, audio.duration, name)
        notes = _on_speech(found, turns, name)
        if progress is not None:
            progress("captions", 1.0)
        return Transcription(found, language or captions.language or guess_language(found), notes)

    return words


def beside(recording: Path) -> Path | None:
    """Captions with times, of the recording's name and in its folder; what talkratio wrote itself is passed over.

    JSON and text files count only when they are timed transcripts, since much else bears those names.
    """
    for suffix in (*_CERTAIN, *_POSSIBLE):
        path = recording.with_suffix(suffix)
        if path == recording or not path.is_file() or formats.measured(path):
            continue
        if suffix in _CERTAIN or _timed(path):
            return path
    return None


def is_transcript(path: Path) -> bool:
    """Whether the file, by its suffix, holds text and no sound."""
    return path.suffix.lower() in (*formats.READERS, *formats.DOCUMENTS)


def conversation(paths: Path | Sequence[Path], *, language: str | None = None) -> Conversation:
    """A whole conversation from text alone, without any sound: who said what, and when as far as the text tells.

    Raises `FormatError` when it does not say who speaks.
    """
    files = [paths] if isinstance(paths, Path) else list(paths)
    found = formats.joined(files)
    if not found.turns:
        raise FormatError(
            f"{files[0].name} does not say who speaks, and there is no recording to hear it from. "
            "Give a transcript with names, or the recording and the transcript."
        )
    return replace(found, language=language or found.language or guess_language(found.words or ()))


def guess_language(words: Iterable[Word]) -> Literal["da", "en"] | None:
    """The language whose small words are met twice as often as the other's, at least three times; else `None`."""
    said = [word.text.strip(".,!?;:…\"'»«").lower() for word in words]
    danish, english = (sum(word in small for word in said) for small in _SMALL)
    if max(danish, english) < 3 or 2 * min(danish, english) > max(danish, english):
        return None
    return "da" if danish > english else "en"


def _beside(audio: Audio) -> list[Path]:
    path = beside(audio.path)
    if path is None:
        raise FormatError(f"There are no captions beside {audio.path.name}. Put {audio.path.stem}.vtt there.")
    return [path]


def _timed(path: Path) -> bool:
    try:
        return formats.read(path).clock != "order"
    except FormatError:
        return False


def _inside(captions: Conversation, duration: Seconds, name: str) -> tuple[Word, ...]:
    """The words, cut at the end of the recording."""
    if captions.words is None:
        raise FormatError(f"{name} has no words. Give captions, or give it as labels.")
    if captions.clock == "order" and captions.words:
        raise FormatError(
            f"{name} tells no times, so its words cannot be laid over a recording. Give it alone, or give captions."
        )
    last = max((word.interval.end for word in captions.words), default=0.0)
    if last > duration + TOLERANCE:
        raise FormatError(
            f"{name} has words until {last:.1f} s, but the recording ends at {duration:.1f} s. "
            "They belong to another recording, or it was cut: give the two that belong together."
        )
    return tuple(
        replace(word, interval=Interval(word.interval.start, min(word.interval.end, duration)))
        for word in captions.words
        if word.interval.start < duration
    )


def _on_speech(words: Sequence[Word], turns: Sequence[Turn], name: str) -> tuple[str, ...]:
    """Refuses captions that do not lie on the speech, and notes those that stop early."""
    speech = union(turn.interval for turn in turns)
    if not words or not speech:
        return ()
    near = sum(_near(word.interval.middle, speech) for word in words)
    if near < LEAST_ON_SPEECH * len(words):
        raise FormatError(
            f"{name} has {len(words) - near} of {len(words)} words where nobody speaks in the recording. "
            "They belong to another recording: give the two that belong together."
        )
    last, end = max(word.interval.end for word in words), speech[-1].end
    if last < LEAST_COVERED * end:
        return (f"{name} stops at {last:.0f} s, while the speech goes on until {end:.0f} s.",)
    return ()


def _near(moment: Seconds, speech: Sequence[Interval]) -> bool:
    at = bisect_left(speech, moment, key=lambda interval: interval.end)
    before = at > 0 and moment - speech[at - 1].end <= NEAR
    return before or (at < len(speech) and speech[at].start - moment <= NEAR)
