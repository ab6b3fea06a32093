from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from talkratio import capture, consent, jobs, library
from talkratio.audio import Audio
from talkratio.capture import checkin, leaning, state
from talkratio.capture.recorder import PART
from talkratio.capture.state import Mark
from talkratio.capture.wav import Wav
from talkratio.consent import Yes
from talkratio.diarizers import channels
from talkratio.errors import AudioError
from talkratio.interval import Interval
from talkratio.library import Kept
from talkratio.retention import Policy
from talkratio.texts.notes import translated

RATE = 16_000
SAMPLE = Path(__file__).parents[2] / "samples" / "mus-da.ogg"


def recorded(*parts: tuple[str, float], zero: int = 0) -> Kept:
    """A check-in of five seconds a person: a second of room, three of voice at a level in dBFS, a second of room.

    `zero` is added to every sample.
    """
    kept, _ = library.new("MUS")
    chance = np.random.default_rng(0)
    marks = []
    with Wav(kept.folder / PART, rate=RATE, channels=1) as wav:
        for name, loud in parts:
            marks.append(Mark(wav.duration, checkin.KIND, name))
            for seconds, level in ((1, -75.0), (3, loud), (1, -75.0)):
                noise = chance.standard_normal(RATE * seconds) * 32_768 * 10 ** (level / 20)
                wav.write((noise + zero).clip(-32_768, 32_767).astype(np.int16).tobytes())
        marks.append(Mark(wav.duration, checkin.KIND))
    state.keep_marks(kept.folder, tuple(marks))
    return kept


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (-25.0, -28.0, ("good", "good")),
        (-25.0, -39.0, ("good", "faint")),
        (-50.0, -52.0, ("faint", "faint")),
        (-25.0, -75.0, ("good", "nothing")),
        (-2.0, -25.0, ("clipping", "faint")),
    ],
    ids=["both heard", "one far away", "both far away", "one not there", "one too loud"],
)
def test_the_check_in_says_how_each_was_heard(left: float, right: float, expected: tuple[str, str]) -> None:
    """Both voices are judged, each against the room and against the other."""
    heard = checkin.check(recorded(("Mette", left), ("Bo", right)))
    assert tuple(one.name for one in heard) == ("Mette", "Bo")
    assert tuple(one.verdict for one in heard) == expected


def test_a_microphone_that_lies_off_zero_hears_both() -> None:
    """A constant louder than either voice hides neither, and loudness is that of the voice."""
    plain, shifted = (checkin.check(recorded(("Mette", -25.0), ("Bo", -30.0), zero=zero)) for zero in (0, 8_000))
    assert [one.verdict for one in shifted] == ["good", "good"]
    assert [one.loud for one in shifted] == pytest.approx([one.loud for one in plain], abs=0.5)
    assert [one.speech for one in shifted] == [one.speech for one in plain]


def test_known_moments_are_the_speech_alone() -> None:
    """The pauses at both ends are left out, to within a tenth of a second."""
    found = dict(checkin.voices(recorded(("Mette", -25.0), ("Bo", -28.0))))
    assert found["Mette"].start == pytest.approx(1.0, abs=0.1)
    assert found["Mette"].end == pytest.approx(4.0, abs=0.1)
    assert found["Bo"].start == pytest.approx(6.0, abs=0.1)


@pytest.mark.parametrize("parts", [[], [("Mette", -25.0)], [("Mette", -25.0), ("Bo", -75.0)]])
def test_one_voice_alone_is_no_anchor(parts: list[tuple[str, float]]) -> None:
    """Without two voices heard the engine is told nothing."""
    assert checkin.voices(recorded(*parts)) == ()


def test_a_second_try_replaces_the_first_and_a_slip_counts_for_nothing() -> None:
    """The last stretch of a name is the one; a key pressed twice is no stretch."""
    times = [(0.0, "Mette"), (4.0, "Bo"), (4.1, "Bo"), (8.0, "Mette"), (12.0, ""), (20.0, "Bo")]
    marks = (*(Mark(at, checkin.KIND, name) for at, name in times), Mark(2.0, "phase", "Trivsel"))
    assert dict(checkin.stretches(marks)) == {"Mette": Interval(8.0, 12.0), "Bo": Interval(4.1, 8.0)}


def test_a_recording_that_is_gone_has_no_voices() -> None:
    """After the sound was deleted nothing can be checked, and nothing fails."""
    kept = recorded(("Mette", -25.0), ("Bo", -28.0))
    assert capture.recover(kept) is not None
    kept.forget_recording()
    assert checkin.voices(kept) == ()


def test_the_receipt_tells_whose_yes_is_heard() -> None:
    """Who was heard has given consent aloud, with the moment; who was not has ticked; the rest of it stays."""
    kept = recorded(("Mette", -25.0), ("Bo", -75.0))
    policy = Policy(words_days=3)
    consent.give(kept, [Yes("Mette", "ticked"), Yes("Bo", "ticked")], policy, "en")
    checkin.agree(kept, checkin.check(kept))
    given = consent.read(kept)
    assert given is not None
    assert [(one.name, one.how, one.moment is None) for one in given.people] == [
        ("Mette", "spoken", False),
        ("Bo", "ticked", True),
    ]
    assert (given.policy, given.language) == (policy, "en")
    checkin.agree(kept, ())
    again = consent.read(kept)
    assert again is not None
    assert [(one.how, one.moment) for one in again.people] == [("spoken", None), ("ticked", None)]


def test_in_memory_nothing_can_be_checked_and_nothing_fails() -> None:
    """Without a file there is no verdict, and consent stays as it was given."""
    kept, _ = library.new("MUS")
    state.keep_marks(kept.folder, (Mark(0.0, checkin.KIND, "Mette"), Mark(4.0, checkin.KIND)))
    assert checkin.check(kept) == ()
    checkin.agree(kept, ())
    assert consent.read(kept) is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((-25.0, -60.0), (-55.0, -28.0), "left"),
        ((-60.0, -25.0), (-28.0, -55.0), "right"),
        ((-25, -27), (-55, -28), None),
    ],
    ids=["manager left", "manager right", "one heard on both"],
)
def test_with_a_microphone_each_the_channels_tell_them_apart(
    monkeypatch: pytest.MonkeyPatch, left: tuple[float, float], right: tuple[float, float], expected: str | None
) -> None:
    """Who is loud on which channel in the check-in says which one is the manager's; else the voices are known."""
    fit = channels.Fit(expected is not None, "")
    monkeypatch.setattr(channels, "applies", lambda audio: fit)
    kept, path = library.new("MUS", ".wav")
    consent.give(kept, [Yes("Mette", "ticked"), Yes("Bo", "ticked")], Policy(), "da")
    chance = np.random.default_rng(0)
    marks = []
    with Wav(path, rate=RATE, channels=2) as wav:
        for name, levels in (("Mette", left), ("Bo", right)):
            marks.append(Mark(wav.duration, checkin.KIND, name))
            noise = chance.standard_normal((RATE * 4, 2)) * 32_768 * 10 ** (np.array(levels) / 20)
            noise[:RATE] /= 1000
            wav.write(noise.clip(-32_768, 32_767).astype(np.int16).tobytes())
        marks.append(Mark(wav.duration, checkin.KIND))
    state.keep_marks(kept.folder, tuple(marks))
    known = checkin.known(kept)
    if expected is None:
        assert known["manager"] == "Mette"
        assert [name for name, _ in known["voices"]] == ["Mette", "Bo"]
    else:
        assert known == {"manager": expected}


def test_without_a_check_in_nothing_is_known() -> None:
    """Then the engine hears for itself and a person says who is who."""
    kept = recorded()
    assert checkin.known(kept) == {}


def coughed() -> Kept:
    """The sample conversation after a check-in in which noise is heard in the place of each voice."""
    kept, path = library.new("MUS", ".wav")
    consent.give(kept, [Yes("Mette", "spoken"), Yes("Bo", "spoken")], Policy(), "da")
    chance = np.random.default_rng(0)
    marks = []
    with Wav(path, rate=RATE, channels=1) as wav, Audio.open(SAMPLE) as audio:
        for name in ("Mette", "Bo"):
            marks.append(Mark(wav.duration, checkin.KIND, name))
            for level in (-75.0, -30.0, -75.0):
                noise = chance.standard_normal(RATE) * 32_768 * 10 ** (level / 20)
                wav.write(noise.astype(np.int16).tobytes())
        marks.append(Mark(wav.duration, checkin.KIND))
        for block in audio.mono():
            wav.write((block * 32_767).astype(np.int16).tobytes())
    state.keep_marks(kept.folder, tuple(marks))
    return kept


def test_a_check_in_without_a_voice_costs_nobody_their_conversation() -> None:
    """It is analysed without the check-in, as often as one asks, and a note says so in both languages."""
    kept = coughed()
    told = checkin.known(kept)
    assert [name for name, _ in told["voices"]] == ["Mette", "Bo"]
    kept.write(jobs.OPTIONS, json.dumps({**told, "transcriber": "none"}, default=jobs._plain))
    for _ in range(2):
        ended = jobs.run(kept)
        assert ended.status == "done", ended.error
    report = kept.report()
    assert report is not None
    assert report.conversation.speakers == ("A", "B")
    assert report.provenance.notes[-1] == leaning.UNHELPFUL
    assert "uden" in translated(leaning.UNHELPFUL, "da")


def test_what_is_wrong_with_the_recording_itself_is_still_told() -> None:
    """Leaving the check-in out mends no file without sound."""
    _, path = library.new("MUS", ".wav")
    path.write_bytes(b"not a sound")
    with pytest.raises(AudioError, match=r"recording\.wav"):
        leaning.analyze(path, {"voices": (("Mette", Interval(0, 1)),)})
