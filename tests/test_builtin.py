"""The built-in diarizer on sound made here: silence, noise, and two instruments that stand in for voices."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio.audio import Audio
from talkratio.conversation import HARD, Turn
from talkratio.diarizers import Diarization, builtin
from talkratio.diarizers.builtin import load
from talkratio.errors import InputError
from talkratio.interval import Interval
from talkratio.texts.notes import translated
from talkratio.voices import network
from talkratio.voices.hearing import offset
from talkratio.voices.people import grouped

SAMPLE = Path(__file__).parents[1] / "samples" / "mus-da.ogg"
MOMENT = Interval(0.8, 5.9)
"""in which Mette alone speaks in the sample"""


def heard(path: Path, samples: np.ndarray, rate: int = 16_000, **options: object) -> Diarization:
    """What the engine answers on these samples."""
    soundfile.write(path, samples, rate, subtype="PCM_16")
    with Audio.open(path) as audio:
        return load(**options)(audio)  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", [0.05, 0.1, 1.0, 31.0])
def test_silence_has_no_turns(tmp_path: Path, seconds: float) -> None:
    """Digital silence of any length gives no turns and no doubts."""
    found = heard(tmp_path / "silence.wav", np.zeros(int(seconds * 16_000)))
    assert found.turns == ()
    assert found.doubts == ()


def test_noise_is_nobody(tmp_path: Path) -> None:
    """A minute of room noise is not a person."""
    noise = np.random.default_rng(0).standard_normal(60 * 16_000) * 0.01
    assert heard(tmp_path / "noise.wav", noise).turns == ()


def test_progress_ends_at_one(tmp_path: Path) -> None:
    """Progress never goes back and ends at 1."""
    soundfile.write(tmp_path / "noise.wav", np.random.default_rng(0).standard_normal(16_000) * 0.1, 16_000)
    seen: list[float] = []
    with Audio.open(tmp_path / "noise.wav") as audio:
        load()(audio, progress=lambda stage, fraction: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_an_anchor_outside_the_recording_is_refused(tmp_path: Path) -> None:
    """A known moment after the end names the person and the length."""
    anchors = (("Mette", Interval(1.0, 9.0)),)
    with pytest.raises(InputError, match=r"Mette ends at 9\.0 s"):
        heard(tmp_path / "short.wav", np.zeros(16_000), voices=anchors)


def test_moments_of_two_people_at_the_same_time_are_refused() -> None:
    """They cannot both be alone; moments of one person may overlap."""
    with pytest.raises(InputError, match=r"Mette and Bo overlap from 3\.0 to 5\.0 s"):
        load(voices=[("Mette", Interval(1.0, 5.0)), ("Bo", Interval(3.0, 9.0))])
    load(voices=[("Mette", Interval(1.0, 5.0)), ("Mette", Interval(3.0, 9.0)), ("Bo", Interval(9.0, 10.0))])


def test_a_known_moment_without_a_voice_is_refused() -> None:
    """A pause under a name would share the talk between one person and nobody."""
    with Audio.open(SAMPLE) as audio, pytest.raises(InputError, match=r"moment of Bo from 0\.0 to 0\.4 s"):
        load(voices=[("Bo", Interval(0.0, 0.4))])(audio)


def test_a_known_moment_without_a_voice_is_passed_over_where_the_others_tell_who_is_who() -> None:
    """The other of two has the name all the same, and a note says what to mend."""
    with Audio.open(SAMPLE) as audio:
        found = load(voices=[("Jonas", Interval(0.0, 0.4)), ("Mette", MOMENT)])(audio)
        one = load(voices=[("Mette", MOMENT)])(audio)
    assert any("moment of Jonas from 0.0 to 0.4 s" in note for note in found.notes)
    assert {turn.speaker for turn in found.turns} == {"Mette", "Jonas"}
    assert [turn for turn in found.turns if turn.speaker == "Mette"] == [t for t in one.turns if t.speaker == "Mette"]


def test_a_recording_that_lies_off_zero_is_heard(tmp_path: Path) -> None:
    """A constant four times as loud as the voices, as of a bad sound card, takes no voice away."""
    with Audio.open(SAMPLE) as audio:
        part = np.concatenate(list(audio.mono()))[: 60 * 16_000] * 0.5
    plain, shifted = heard(tmp_path / "plain.wav", part), heard(tmp_path / "shifted.wav", part + 0.25)
    assert len(_shares(shifted)) == 2
    assert share(shifted) == pytest.approx(share(plain), abs=0.01)


def test_a_trifle_off_zero_changes_nothing() -> None:
    """Each channel has a middle of its own; an ordinary recording is heard to the bit as it is."""
    sound = np.random.default_rng(3).normal(0, 0.1, (3, 16_000)).astype(np.float32)
    sound += np.array([[0.2], [0.005], [-0.2]], np.float32)
    found = offset([sound[:, :9_000], sound[:, 9_000:]])
    assert found == pytest.approx([0.2, 0.0, -0.2], abs=0.005)
    assert found[1] == 0
    assert offset([]) == 0


def test_what_is_said_of_known_moments_and_of_a_third_voice_is_there_in_danish() -> None:
    """These notes are no errors, which another test looks after."""
    turns = [Turn(Interval(at, at + 2.0), who) for at, who in ((0.0, "A"), (5.0, "B"), (3725.5, "C"))]
    (third,) = builtin._notes(turns, {})
    assert third == "A third voice was heard, called A, 2 s in all. Listen at 0:00."
    (third,) = builtin._notes(turns, {"A": (), "B": ()})
    assert translated(third, "da") == "Der er hørt en tredje stemme, kaldet C, 2\u202fs i alt. Lyt ved 1:02:05."
    with Audio.open(SAMPLE) as audio:
        found = load(voices=[("Jonas", Interval(0.0, 0.4)), ("Mette", MOMENT)])(audio)
    assert translated(found.notes[-1], "da").startswith("Der høres næsten ingen stemme på det kendte sted for Jonas")


DATA = Path(os.environ.get("TALKRATIO_DATA", Path(__file__).resolve().parents[2] / "shared")) / "audio" / "dev"


@pytest.fixture(scope="module")
def call() -> np.ndarray:
    """Three minutes of a real call between two women, mixed to one channel."""
    path = DATA / "real" / "spokenwoz_MUL1011.opus"
    if not path.exists():
        pytest.skip(f"needs {path}; point TALKRATIO_DATA at the recordings")
    with Audio.open(path) as audio:
        return np.concatenate(list(audio.mono()))


def share(found: Diarization) -> float:
    """What the first speaker talks, 0..1."""
    return next(iter(_shares(found)))


def _shares(found: Diarization) -> list[float]:
    times: dict[str, float] = {}
    for turn in found.turns:
        times[turn.speaker] = times.get(turn.speaker, 0.0) + turn.interval.duration
    return [time / sum(times.values()) for _, time in sorted(times.items())]


@pytest.mark.data
def test_a_real_call_has_two_people_with_the_right_shares(tmp_path: Path, call: np.ndarray) -> None:
    """Channel 1 of the call talks 54.6 %; from the mix both are found, and their share within 4 points."""
    found = heard(tmp_path / "call.wav", call)
    assert {turn.speaker for turn in found.turns} == {"A", "B"}
    assert found.turns[0].speaker == "A"
    assert min(abs(own - 0.546) for own in _shares(found)) < 0.04
    assert all(0 <= (turn.confidence or 0.0) <= 1 for turn in found.turns)
    assert found.doubts


@pytest.mark.data
def test_the_same_sound_gives_the_same_answer(tmp_path: Path, call: np.ndarray) -> None:
    """To the byte, and to five points for one minute when everything is 20 dB quieter and so coarser."""
    part = call[: 60 * 16_000]
    first, again = heard(tmp_path / "one.wav", part), heard(tmp_path / "two.wav", part)
    assert first == again
    assert abs(share(first) - share(heard(tmp_path / "soft.wav", part * 0.1))) < 0.05


@pytest.mark.data
def test_the_room_after_the_talk_is_nobody(tmp_path: Path, call: np.ndarray) -> None:
    """Half a minute of noise after half a minute of talk has no turns of its own."""
    noise = np.random.default_rng(1).standard_normal(30 * 16_000) * 0.003
    found = heard(tmp_path / "after.wav", np.concatenate([call[: 30 * 16_000], noise]))
    assert found.turns
    assert max(turn.interval.end for turn in found.turns) < 31.5


@pytest.mark.data
def test_known_moments_name_the_people(tmp_path: Path, call: np.ndarray) -> None:
    """With a turn of each given, labels are theirs, whoever speaks first."""
    part = call[: 90 * 16_000]
    free = heard(tmp_path / "free.wav", part)
    longest = {n: max(t for t in free.turns if t.speaker == n and (t.confidence or 0) > 0.9) for n in "AB"}
    names = {"A": "Bo", "B": "Mette"}
    anchors = [(names[n], turn.interval) for n, turn in longest.items()]
    found = heard(tmp_path / "held.wav", part, voices=anchors)
    for name, interval in anchors:
        inside = sum(c.duration for t in found.turns if t.speaker == name and (c := t.interval & interval))
        assert inside > 0.8 * interval.duration
    assert {turn.speaker for turn in found.turns} == {"Bo", "Mette"}


@pytest.mark.data
def test_telephone_rate_works(tmp_path: Path, call: np.ndarray) -> None:
    """At 8 kHz both people are still found."""
    found = heard(tmp_path / "phone.wav", call[: 90 * 16_000 : 2], rate=8_000)
    assert len(_shares(found)) == 2


def blurred(one: np.ndarray, other: np.ndarray) -> list[np.ndarray]:
    """Two profiles, each with much of the other's in it."""
    return [network.profile(one + 0.6 * other), network.profile(other + 0.6 * one)]


@pytest.mark.data
def test_voices_that_the_judge_cannot_tell_apart_are_named(
    tmp_path: Path, call: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clear voices get no note; where both profiles are nearly the same, a person is asked to listen."""
    part = call[: 60 * 16_000]
    assert HARD not in heard(tmp_path / "clear.wav", part).notes
    monkeypatch.setattr(builtin, "grouped", lambda *given: blurred(*grouped(*given)))
    assert HARD in heard(tmp_path / "blurred.wav", part).notes
