"""The conversations that are shipped: sound, captions and truth belong together."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from talkratio import formats
from talkratio.audio import Audio
from talkratio.conversation import Conversation
from talkratio.diarizers import channels, labels
from talkratio.transcribers import captions

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
NAMES = ["mus-da", "mus-da-stereo", "mus-en", "mus-en-stereo"]


def script(name: str) -> dict[str, object]:
    return tomllib.loads((SAMPLES / f"{name.removesuffix('-stereo')}.toml").read_text(encoding="utf-8"))


def truth(name: str) -> Conversation:
    return formats.read(SAMPLES / "truth" / f"{name}.rttm")


def share(conversation: Conversation, speaker: str) -> float:
    own = sum(turn.interval.duration for turn in conversation.turns_of(speaker))
    return own / sum(turn.interval.duration for turn in conversation.turns)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_small_and_three_to_four_minutes_long(name: str) -> None:
    """One channel or two, below a megabyte, without anything to remark on the sound."""
    path = SAMPLES / f"{name}.ogg"
    assert path.stat().st_size < 1_000_000
    with Audio.open(path) as audio:
        assert audio.channels == (2 if name.endswith("stereo") else 1)
        assert 180 <= audio.duration <= 240
        assert audio.notes == ()
        assert truth(name).duration <= audio.duration + 0.5


@pytest.mark.parametrize("name", NAMES)
def test_the_manager_speaks_about_forty_percent(name: str) -> None:
    """By the truth, which names the two of the script."""
    spoken, told = script(name), truth(name)
    assert set(told.speakers) == {spoken["manager"], spoken["employee"]}
    assert share(told, str(spoken["manager"])) == pytest.approx(0.4, abs=0.03)


@pytest.mark.parametrize("name", NAMES)
def test_the_captions_say_what_the_script_says(name: str) -> None:
    """Every word with its speaker, on the clock of captions, so that times come from the sound."""
    path = SAMPLES / f"{name}.vtt"
    read = formats.read(path)
    lines = script(name)["line"]
    assert isinstance(lines, list)
    for who in read.speakers:
        said = " ".join(line["text"] for line in lines if line["who"] == who).split()
        assert [word.text for word in read.words_of(who)] == said
    assert read.clock == "captions"
    assert captions.beside(SAMPLES / f"{name}.ogg") == path
    assert labels.beside(SAMPLES / f"{name}.ogg") is None
    assert captions.guess_language(read.words or ()) == script(name)["language"]


@pytest.mark.parametrize("name", ["mus-da-stereo", "mus-en-stereo"])
def test_the_channels_tell_the_truth(name: str) -> None:
    """The shipped stereo recordings come out within half a point."""
    with Audio.open(SAMPLES / f"{name}.ogg") as audio:
        assert channels.applies(audio).applies
        found = channels.load()(audio)
        heard = Conversation(audio.duration, found.turns)
    assert share(heard, "left") == pytest.approx(share(truth(name), str(script(name)["manager"])), abs=0.005)


@pytest.mark.parametrize("name", NAMES)
def test_there_is_one_long_pause_and_one_interruption(name: str) -> None:
    """Nobody speaks for three seconds once, and a line begins before the last has ended, not as a murmur inside it."""
    turns = sorted(truth(name).turns)
    ends = [max(turn.interval.end for turn in turns[: index + 1]) for index in range(len(turns))]
    gaps = [turn.interval.start - end for turn, end in zip(turns[1:], ends, strict=False)]
    assert max(gaps) >= 3
    lines = script(name)["line"]
    assert isinstance(lines, list)
    assert sum(line.get("gap", 0) < 0 for line in lines) == 1
    assert sum("inside" in line for line in lines) >= 3
