"""People of whom a few seconds are known."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from talkratio.audio import RATE, Audio
from talkratio.diarizers.builtin import UNFIT, load
from talkratio.engines import silent
from talkratio.formats import rttm
from talkratio.interval import Interval
from talkratio.texts.notes import translated
from talkratio.voices import network
from talkratio.voices.hearing import Hearing, hear
from talkratio.voices.known import anchored, named, told
from talkratio.voices.people import grouped

SAMPLE = Path(__file__).parents[2] / "samples" / "mus-da.ogg"
TRUTH = SAMPLE.parent / "truth" / "mus-da.rttm"


def drawn(rows: list[str]) -> np.ndarray:
    """Chances of a person a row, a second a sign: # speaks, . does not."""
    return np.repeat([[1.0 if sign == "#" else 0.0 for sign in row] for row in rows], 50, axis=1).T.astype(np.float32)


def longest(name: str, count: int = 1) -> list[Interval]:
    """The longest true turns of somebody in the sample."""
    turns = sorted((turn.interval for turn in rttm.read(TRUTH).turns_of(name)), key=lambda each: -each.duration)
    return turns[:count]


def test_known_moments_name_the_columns() -> None:
    """Each column gets the name of the person whose known moments it speaks in; who is not known gets a letter."""
    chances = drawn(["##....##", "...##..."])
    known = {"Bo": [Interval(3.0, 5.0)], "Mette": [Interval(0.0, 2.0), Interval(6.0, 7.0)]}
    assert named(chances, known) == (("Mette", "Bo"), True)
    assert named(chances, {"Bo": known["Bo"]}) == (("A", "Bo"), True)
    assert named(chances, {"A": known["Bo"]}) == (("B", "A"), True)
    assert named(chances, {}) == (("A", "B"), True)
    assert named(chances, {"Bo": known["Bo"]}, "Mette") == (("Mette", "Bo"), True)


def test_known_moments_that_contradict_each_other_fit_nobody() -> None:
    """Moments of two people in one person's talk, moments of silence, and more people than were found."""
    chances = drawn(["####....", "....##.."])
    both = {"Bo": [Interval(0.0, 1.0)], "Mette": [Interval(2.0, 3.0)]}
    assert not named(chances, both)[1]
    assert not named(chances, {"Bo": [Interval(6.0, 7.0)]})[1]
    assert not named(chances, {"Bo": [Interval(3.0, 5.0)]})[1]
    assert named(chances[:, :1], both) == ((), False)


@given(st.data())
def test_in_a_known_moment_its_person_is_the_likeliest(data: st.DataObject) -> None:
    """The chances of a frame are exchanged at most, and outside the moments nothing changes."""
    seconds = data.draw(st.integers(4, 12))
    chances = np.random.default_rng(data.draw(st.integers(0, 9))).random((50 * seconds, 3)).astype(np.float32)
    start = data.draw(st.integers(0, seconds - 2))
    end = data.draw(st.integers(start + 1, seconds - 1))
    given = told(chances, ("Mette", "Bo", "C"), {"Bo": [Interval(float(start), float(end))]})
    inside = slice(50 * start, 50 * end)
    assert np.array_equal(given[inside, 1], chances[inside].max(axis=1))
    assert np.array_equal(np.sort(given), np.sort(chances))
    assert np.array_equal(np.delete(given, inside, axis=0), np.delete(chances, inside, axis=0))


def test_known_moments_are_left_where_their_surroundings_mislead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the known seconds and all that is near them, those are taken that make who speaks the clearer."""
    with Audio.open(SAMPLE) as audio, hear(audio, silent) as heard:
        middle = Interval(0.0, audio.duration / 2), Interval(audio.duration / 2, audio.duration)
        real, halves = grouped(heard), [network.profile(heard.mean([part])) for part in middle]
        for near, known in ((halves, real), (real, halves)):
            monkeypatch.setattr("talkratio.voices.known.around", lambda hearing, anchors, near=near: near)
            found = anchored(heard, known)
            assert min(float(one @ other) / 2 for one, other in zip(found, real, strict=True)) > 0.95


@pytest.mark.parametrize("name", ["Mette", "Jonas"])
def test_a_known_moment_of_one_person_finds_both(name: str) -> None:
    """The other is heard as well, and is as far from the truth as without any known moment."""
    with Audio.open(SAMPLE) as audio:
        free = load()(audio)
        found = load(voices=[(name, longest(name)[0])])(audio)
    assert {turn.speaker for turn in found.turns} == {name, "A"}
    assert len(found.turns) == len(free.turns)
    assert UNFIT not in found.notes


def test_known_moments_of_one_voice_under_two_names_are_told() -> None:
    """A person is asked to look at the moments; the recording is measured all the same."""
    first, second = longest("Mette", 2)
    with Audio.open(SAMPLE) as audio:
        found = load(voices=[("Mette", first), ("Jonas", second)])(audio)
    assert UNFIT in found.notes
    assert {turn.speaker for turn in found.turns} == {"Mette", "Jonas"}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Interval]]:
    """A recording of three, by turns out of both samples; and the longest turn of each."""
    parts = []
    for sample, name in (("mus-da", "Mette"), ("mus-da", "Jonas"), ("mus-en", "David")):
        turns = rttm.read(TRUTH.with_name(f"{sample}.rttm")).turns_of(name)
        with Audio.open(SAMPLE.with_name(f"{sample}.ogg")) as audio:
            own = [audio.read(turn.interval)[0] for turn in turns if turn.interval.duration > 2]
        parts.append([(name, sound) for sound in own[:12]])
    order = [part for turn in zip(*parts, strict=False) for part in turn]
    edges = np.cumsum([0, *(len(sound) for _, sound in order)]) / RATE
    said = [(name, Interval(a, b)) for (name, _), (a, b) in zip(order, pairwise(edges.tolist()), strict=True)]
    path = tmp_path_factory.mktemp("three") / "three.wav"
    soundfile.write(path, np.concatenate([sound for _, sound in order]), RATE)
    return path, dict(sorted(said, key=lambda each: each[1].duration))


def test_somebody_who_sits_by_is_heard_beside_two_known_people(
    three: tuple[Path, dict[str, Interval]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two known people are taken for all, with a note on when to listen; a third who is known too is no news."""
    path, moments = three

    def found(heard: Hearing, people: int | None = None) -> list[np.ndarray]:
        return [network.profile(heard.mean([each])) for each in list(moments.values())[:people]]

    monkeypatch.setattr("talkratio.diarizers.builtin.grouped", found)
    with Audio.open(path) as audio:
        two = load(voices=[(name, moments[name]) for name in ("Mette", "Jonas")])(audio)
        asked = load(voices=[(name, moments[name]) for name in ("Mette", "Jonas")])(audio, speakers=2)
        all_known = load(voices=list(moments.items()))(audio)
    assert {turn.speaker for turn in two.turns} == {"Mette", "Jonas"}
    note = next(note for note in two.notes if note.startswith("A third voice may be heard"))
    assert "give such a moment" in translated(note, "en") != translated(note, "da")
    assert {turn.speaker for turn in asked.turns} == {"Mette", "Jonas"}
    assert {turn.speaker for turn in all_known.turns} == set(moments)
    assert not any(note.startswith("A third voice") for note in all_known.notes)
