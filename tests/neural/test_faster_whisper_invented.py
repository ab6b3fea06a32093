"""What nobody said and Whisper wrote all the same: loops, credits of films, words squeezed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from talkratio.audio import Audio
from talkratio.conversation import Word
from talkratio.interval import Interval
from talkratio.transcribers import _hallucinations as hallucinations
from talkratio.transcribers import _hearing
from tests.neural import whisper as tiny
from tests.neural.hearing import SAID, load, speaking, texts


def test_a_loop_is_cut(recording: Audio, tmp_path: Path) -> None:
    """A model that says the same four words forty times over is believed once, and the note says where."""
    folder = tiny.make(tmp_path / "loop", (" det", " går", " godt", " ja") * 30)
    found = load(folder, tmp_path)(recording, turns=speaking((65.0, 90.0)), language="da")
    assert len(found.words) < 30
    assert any("1:0" in note and "repeated itself" in note for note in found.notes)


def test_a_loop_that_a_second_hearing_mends(
    whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What repeats itself is heard again with repetition made hard, alone; the rest of the batch is not."""
    segments = _hearing._segments
    heard: list[tuple[int, bool]] = []

    def watched(model: Any, sounds: Sequence[Any], language: str, **options: Any) -> Any:
        heard.append((len(sounds), bool(options)))
        found = segments(model, sounds, language, **options)
        if not options:
            found[0][0].compression_ratio = 9.0
        return found

    monkeypatch.setattr(_hearing, "_segments", watched)
    found = load(whisper, tmp_path)(recording, turns=speaking((1.0, 80.0)), language="da")
    assert heard == [(4, False), (1, True)]
    assert texts(found.words) == SAID * 4


def test_credits_of_subtitles_are_left_out(recording: Audio, tmp_path: Path) -> None:
    """What Whisper learned from films is not said in a conversation."""
    folder = tiny.make(tmp_path / "credits", (" Danske", " tekster", " af", " Nicolai", ".", " Ja", "."))
    found = load(folder, tmp_path)(recording, turns=speaking((65.0, 90.0)), language="da")
    assert texts(found.words) == ["Ja."]
    assert any("credits" in note for note in found.notes)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ja ja ja ja", "ja ja ja ja"),
        ("nej nej nej nej nej nej nej", "nej"),
        ("Tak. Tak. Tak. Tak. Tak. Tak. Ja.", "Tak. Ja."),
        ("det er godt det er godt", "det er godt det er godt"),
        ("det er godt det er godt det er godt så", "det er godt så"),
        ("Tak for at se med. Hej.", "Hej."),
        ("Jeg så Tekster af Inger. Ja.", "Jeg så Tekster af Inger. Ja."),
        ("Undertekster af Amara.org-fællesskabet", ""),
        ("Thanks for watching!", ""),
        ("Thanks for listening to me today, Anna.", "Thanks for listening to me today, Anna."),
    ],
)
def test_what_people_say_stays(said: str, kept: str) -> None:
    """People do repeat themselves a little; machines repeat themselves a lot."""
    words = [Word(Interval(i, i + 0.8), text, 0.9) for i, text in enumerate(said.split())]
    assert " ".join(texts(hallucinations.cleaned(words)[0])) == kept


def test_words_squeezed_in_are_left_out() -> None:
    """Ten unsure words in half a second were not said; ten sure ones may have been."""
    sentence = "det var så det vi nåede at tale om."
    unsure = [Word(Interval(9 + i * 0.05, 9.05 + i * 0.05), text, 0.1) for i, text in enumerate(sentence.split())]
    sure = [Word(word.interval, word.text, 0.9) for word in unsure]
    assert hallucinations.cleaned(unsure) == ([], {"squeezed": [9.0]})
    assert hallucinations.cleaned(sure) == (sure, {})
