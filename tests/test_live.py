from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks import virtual
from talkratio import capture, formats, library, live
from talkratio.audio import RATE, Audio
from talkratio.capture import checkin
from talkratio.diarizers import builtin
from talkratio.interval import Interval, subtract, total
from talkratio.live.running import Running

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def anchors() -> dict[str, Interval]:
    """For each of the two the first three seconds in which they speak alone, as a check-in gives them."""
    truth = formats.read(SAMPLES / "truth" / "mus-da.rttm").turns
    found = {}
    for who in sorted({turn.speaker for turn in truth}):
        others = [turn.interval for turn in truth if turn.speaker != who]
        own = subtract((turn.interval for turn in truth if turn.speaker == who), others)
        longest = max(own, key=lambda interval: (interval.duration >= 3, -interval.start))
        found[who] = Interval(longest.start, min(longest.end, longest.start + 3))
    return found


def heard(ear: Running, sound: np.ndarray, anchors: dict[str, Interval], step: float) -> None:
    """Plays the sound to the ear in steps of some seconds; the two are known as soon as both were heard."""
    size, known = round(step * RATE), False
    for start in range(0, len(sound), size):
        ear.hear(sound[start : start + size])
        if not known and ear.duration > max(interval.end for interval in anchors.values()) + 2:
            ear.know(list(anchors.values()))
            known = True


def test_at_the_end_it_says_what_the_engine_says(anchors: dict[str, Interval]) -> None:
    """The share so far is within three points of the one measured on the whole recording."""
    with Audio.open(SAMPLES / "mus-da.ogg") as audio, Running() as ear:
        heard(ear, np.concatenate(list(audio.mono())), anchors, 4.0)
        found = builtin.load(voices=tuple(anchors.items()))(audio).turns
    first = next(iter(anchors))
    time_of = {name: total(turn.interval for turn in found if turn.speaker == name) for name in anchors}
    assert ear.share() == pytest.approx(time_of[first] / sum(time_of.values()), abs=0.03)


def test_it_does_not_matter_in_which_steps_the_sound_arrives(anchors: dict[str, Interval]) -> None:
    """Two seconds at a time or five: the same share within two points."""
    with Audio.open(SAMPLES / "mus-da.ogg") as audio:
        sound = audio.read(Interval(0, 50)).mean(axis=0)
    shares = []
    for step in (2.0, 5.0):
        with Running() as ear:
            heard(ear, sound, anchors, step)
            shares.append(ear.share())
            assert ear.duration == pytest.approx(len(sound) / RATE)
    assert shares[0] == pytest.approx(shares[1], abs=0.02)


def test_a_fan_has_no_share(anchors: dict[str, Interval]) -> None:
    """Loud steady noise after the talk is nobody's speech, as the engine hears it on the whole recording."""
    with Audio.open(SAMPLES / "mus-da.ogg") as audio:
        sound = audio.read(Interval(0, 50)).mean(axis=0)
    noise = np.random.default_rng(7).standard_normal(len(sound)).astype(np.float32) * np.float32(0.05)
    shares = []
    for played in (sound, np.concatenate([sound, noise])):
        with Running() as ear:
            heard(ear, played, anchors, 4.0)
            shares.append(ear.share())
    assert shares[0] == pytest.approx(shares[1], abs=0.06)


def test_a_recording_that_lies_off_zero_has_the_same_share(anchors: dict[str, Interval]) -> None:
    """A constant four times as loud as the voices, as of a bad sound card, takes no voice away."""
    with Audio.open(SAMPLES / "mus-da.ogg") as audio:
        sound = audio.read(Interval(0, 50)).mean(axis=0) * np.float32(0.1)
    shares = []
    for zero in (0.0, 0.25):
        with Running() as ear:
            heard(ear, sound + np.float32(zero), anchors, 4.0)
            shares.append(ear.share())
    assert shares[1] is not None
    assert shares[1] == pytest.approx(shares[0], abs=0.02)


def test_before_the_two_are_known_there_is_no_share() -> None:
    """And none of silence either."""
    with Running() as ear:
        for _ in range(5):
            ear.hear(np.zeros(RATE, np.float32))
        assert ear.share() is None
        ear.know([Interval(0, 1), Interval(1, 2)])
        ear.hear(np.zeros(RATE, np.float32))
        assert ear.share() is None
        assert ear.share(300) is None


@pytest.fixture
def pulse() -> Iterator[virtual.Pulse]:
    if (why := virtual.missing()) is not None:
        pytest.skip(why)
    with virtual.pulse() as server:
        yield server


def test_it_follows_a_recording_and_ends_with_it(pulse: virtual.Pulse, tmp_path: Path) -> None:
    """Beside a running recorder it tells how far it has heard, and leaves nothing when it ends."""
    with Audio.open(SAMPLES / "mus-da.ogg") as audio:
        soundfile.write(tmp_path / "sample.wav", np.concatenate(list(audio.mono())), RATE)
    kept, _ = library.new("MUS")
    capture.start(kept, capture.choose())
    player = pulse.play(tmp_path / "sample.wav")
    try:
        for name in ("Mette", "Bo"):
            checkin.begin(kept, name)
            time.sleep(2)
        checkin.end(kept)
        live.start(kept, "Mette")
        while (now := live.state(kept)) is None or now.at < 2:
            time.sleep(0.1)
        standing = capture.standing(kept)
        assert standing is not None
        assert now.at <= standing.seconds + 0.5
        capture.stop(kept)
        while kept.busy("live"):
            time.sleep(0.1)
    finally:
        player.kill()
        player.wait()
    assert live.state(kept) is None
    assert kept.recording is not None


def test_what_a_follower_left_that_was_killed_is_not_shown() -> None:
    """On a system that lets nobody tidy up before the end, an old number would stand there for ever."""
    kept, _ = library.new("MUS")
    kept.write(live.STATE, '{"at": 60.0, "recent": 0.4, "so_far": 0.5, "pid": 1}')
    assert live.state(kept) is None
    live.stop(kept)
    with kept.alone("live"):
        now = live.state(kept)
    assert now is not None
    assert now.so_far == 0.5
