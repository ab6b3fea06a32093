"""Words that exist already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from talkratio.conversation import Conversation, Turn, Word
from talkratio.errors import FormatError
from talkratio.formats import webvtt
from talkratio.interval import Interval
from talkratio.transcribers import captions
from tests.formats.draw import said
from tests.test_labels import Recording

TEAMS = (
    "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Anna>Hej, hvordan har du det?</v>\n\n"
    "00:03.000 --> 00:04.000\n<v Bo>Godt.</v>\n"
)
WHISPER = '{"segments": [{"start": 0, "end": 2, "text": "Hej du"}], "language": "da"}'


def made(folder: Path, content: str = TEAMS, name: str = "mus.vtt") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def run(path: Path | None, recording: Recording, **options: Any) -> captions.Transcription:
    return captions.load(path)(recording.heard(), **options)


def speech(*edges: float) -> tuple[Turn, ...]:
    return tuple(Turn(Interval(a, b), "A") for a, b in zip(edges[::2], edges[1::2], strict=True))


def test_words_keep_their_speakers_and_the_language_is_told_by_them(tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    found = run(made(tmp_path), Recording(tmp_path / "mus.wav", 5.0), progress=lambda *step: steps.append(step))
    assert said(Conversation(5.0, (), found.words)) == [("Anna", "Hej, hvordan har du det?"), ("Bo", "Godt.")]
    assert found.language == "da"
    assert steps[-1][1] == 1


def test_the_language_asked_for_is_kept(tmp_path: Path) -> None:
    assert run(made(tmp_path), Recording(tmp_path / "mus.wav", 5.0), language="en").language == "en"


def test_captions_beside_the_recording_are_found(tmp_path: Path) -> None:
    made(tmp_path)
    assert len(run(None, Recording(tmp_path / "mus.wav", 5.0)).words) == 6
    with pytest.raises(FormatError, match=r"Put x\.vtt there"):
        run(None, Recording(tmp_path / "x.wav", 5.0))


def test_a_last_cue_may_hang_over_and_is_cut(tmp_path: Path) -> None:
    found = run(made(tmp_path), Recording(tmp_path / "mus.wav", 3.5))
    assert found.words[-1].interval.end == 3.5


def test_captions_of_a_longer_recording_are_refused(tmp_path: Path) -> None:
    long = TEAMS + "\n00:30.000 --> 00:31.000\n<v Bo>Nej.</v>\n"
    with pytest.raises(FormatError, match="another recording"):
        run(made(tmp_path, long), Recording(tmp_path / "mus.wav", 5.0))


def test_captions_where_nobody_speaks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"6 of 6 words where nobody speaks"):
        run(made(tmp_path), Recording(tmp_path / "mus.wav", 60.0), turns=speech(20, 30, 40, 50))


def test_captions_that_stop_early_are_noted(tmp_path: Path) -> None:
    found = run(made(tmp_path), Recording(tmp_path / "mus.wav", 60.0), turns=speech(0, 5, 6, 55))
    assert "stops at 4 s" in found.notes[0]
    assert run(made(tmp_path), Recording(tmp_path / "mus.wav", 60.0), turns=speech(0, 5)).notes == ()


def test_words_without_times_cannot_be_laid_over_a_recording(tmp_path: Path) -> None:
    path = made(tmp_path, "Anna: Hej\nBo: Hej\n", "mus.txt")
    with pytest.raises(FormatError, match="tells no times"):
        run(path, Recording(tmp_path / "mus.wav", 5.0))


def test_labels_without_words_are_no_captions(tmp_path: Path) -> None:
    path = made(tmp_path, "speaker,start,end\nAnna,0,1\n", "mus.csv")
    with pytest.raises(FormatError, match="no words"):
        run(path, Recording(tmp_path / "mus.wav", 5.0))


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("mus.vtt", TEAMS, True),
        ("mus.srt", "anything", True),  # a damaged one is an error when read, not passed over in silence
        ("mus.json", WHISPER, True),
        ("mus.json", '{"settings": 1}', False),
        ("mus.txt", "[00:00:01] Anna: Hej\n[00:00:02] Bo: Hej\n", True),
        ("mus.txt", "Notes of the meeting", False),
        ("mus.docx", "x", False),
        ("mus.vtt", webvtt.write(Conversation(2.0, speech(0, 1))), False),
    ],
)
def test_beside_finds_captions_and_nothing_else(name: str, content: str, found: bool, tmp_path: Path) -> None:
    path = made(tmp_path, content, name)
    assert captions.beside(tmp_path / "mus.wav") == (path if found else None)


def test_a_transcript_with_names_is_a_conversation_of_its_own(tmp_path: Path) -> None:
    path = made(tmp_path, "Anna: Hvordan har du det?\nBo: Jeg har det godt, tak.\n", "mus.txt")
    found = captions.conversation(path)
    assert found.speakers == ("Anna", "Bo")
    assert (found.language, found.clock, found.duration) == ("da", "order", 9.0)
    assert captions.conversation(path, language="en").language == "en"


def test_a_transcript_without_names_needs_the_recording(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="does not say who speaks"):
        captions.conversation(made(tmp_path, "Der er ingen navne her.\n", "mus.txt"))


@pytest.mark.parametrize(
    ("name", "text"),
    [("mus.vtt", True), ("MUS.VTT", True), ("a.TextGrid", True), ("a.docx", True), ("a.wav", False), ("a", False)],
)
def test_text_and_sound_are_told_apart_by_their_suffix(name: str, text: bool) -> None:
    assert captions.is_transcript(Path(name)) is text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Jeg synes, at vi skal tale om det, du har lavet.", "da"),
        ("I think that we should talk about what you have done.", "en"),
        ("Det er et super-nice feedback-setup, men vi har ikke time to do it.", "da"),
        ("Okay.", None),
        ("", None),
        ("Das ist nicht gut.", None),
    ],
)
def test_the_language_is_guessed_by_small_words(text: str, language: str | None) -> None:
    words = [Word(Interval(i, i + 1), word) for i, word in enumerate(text.split())]
    assert captions.guess_language(words) == language
