"""One person per channel, on channels drawn from the sample conversation and on recordings with truth."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.disturbing import disturbance, evened
from talkratio.audio import RATE, Audio
from talkratio.conversation import Turn
from talkratio.diarizers import Diarization, channels
from talkratio.diarizers._crosstalk import people
from talkratio.diarizers._levels import bleed, measure, runs
from talkratio.diarizers._tracks import listened, track
from talkratio.diarizers._voices import PIECE, _pieces, near
from talkratio.formats import rttm

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "mus-en-stereo.ogg"
DATA = Path(os.environ.get("TALKRATIO_DATA", ROOT.parent / "shared"))
SOUNDS = {".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".webm"}
Sound = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def two() -> Sound:
    """A minute of two people on two channels, shape (2, samples); each channel silent where its person is."""
    with Audio.open(SAMPLE) as audio:
        sound = next(audio.blocks(60.0))
    dry = np.zeros_like(sound)
    for turn in rttm.read(ROOT / "samples" / "truth" / "mus-en-stereo.rttm").turns:
        start, end = (int(moment * RATE) for moment in (turn.interval.start, turn.interval.end))
        row = int(turn.speaker == "Priya")
        dry[row, start:end] = sound[row, start:end]
    return dry


def noise(shape: tuple[int, ...], level: float = 0.0005) -> Sound:
    return np.random.default_rng(7).normal(0, level, shape).astype(np.float32)


def leaking(sound: Sound, decibels: float) -> Sound:
    """Each channel with the other in it, so many decibels softer and 2 ms later."""
    late = np.pad(sound[::-1], ((0, 0), (32, 0)))[:, : sound.shape[1]]
    return np.asarray(sound + 10 ** (decibels / 20) * late + noise(sound.shape), np.float32)


def heard(sound: Sound, folder: Path, **options: Any) -> Diarization:
    with opened(sound, folder) as audio:
        return channels.load()(audio, **options)


def fit(sound: Sound, folder: Path) -> channels.Fit:
    with opened(sound, folder) as audio:
        return channels.applies(audio)


def opened(sound: Sound, folder: Path) -> Audio:
    path = folder / "a.wav"
    soundfile.write(path, np.clip(sound.T, -1, 1), RATE)
    return Audio.open(path)


def share(turns: tuple[Turn, ...], *speakers: str) -> float:
    return sum(t.interval.duration for t in turns if t.speaker in speakers) / sum(t.interval.duration for t in turns)


def truth(two: Sound) -> float:
    """David's share of the minute, from the labels."""
    turns = tuple(t for t in rttm.read(ROOT / "samples" / "truth" / "mus-en-stereo.rttm").turns if t.interval.end < 60)
    return share(turns, "David")


@pytest.mark.parametrize("decibels", [-60, -20, -10])
def test_the_share_survives_crosstalk(decibels: float, two: Sound, tmp_path: Path) -> None:
    """A voice in the other's microphone counts for its owner alone."""
    found = heard(leaking(two, decibels), tmp_path)
    assert share(found.turns, "left") == pytest.approx(truth(two), abs=0.015)
    assert any("heard in each other's channels" in note for note in found.notes) is (decibels > -30)
    assert found.doubts == ()


def test_a_person_much_quieter_than_the_other_is_found(two: Sound, tmp_path: Path) -> None:
    """Levels differ by 20 dB and noise by 10."""
    quiet = two * np.array([[1.0], [0.1]], np.float32)
    found = heard(quiet + noise(two.shape) * np.array([[3.0], [0.5]], np.float32), tmp_path)
    assert share(found.turns, "left") == pytest.approx(truth(two), abs=0.02)


def test_turning_the_channels_turns_the_labels(two: Sound, tmp_path: Path) -> None:
    """Nothing but the labels depends on which channel is which."""
    one, other = heard(leaking(two, -20), tmp_path).turns, heard(leaking(two[::-1], -20), tmp_path).turns
    turned = {"left": "right", "right": "left"}
    assert {(t.interval, t.speaker) for t in one} == {(t.interval, turned[t.speaker]) for t in other}


def test_knocks_and_a_fan_are_nobody(two: Sound, tmp_path: Path) -> None:
    """Short blows and a steady noise on a channel are not its person speaking."""
    sound = leaking(two, -20)
    plain = heard(sound, tmp_path).turns
    for at in range(RATE, sound.shape[1] - RATE, 3 * RATE):
        sound[0, at : at + 600] += noise((600,), 0.2)
    sound[0, 20 * RATE : 50 * RATE] += noise((30 * RATE,), 0.004)
    assert share(heard(sound, tmp_path).turns, "left") == pytest.approx(share(plain, "left"), abs=0.03)


@pytest.mark.parametrize("kind", ["typing", "breath", "music"])
def test_what_else_a_desk_is_heard_by_is_nobody(kind: str, two: Sound, tmp_path: Path) -> None:
    """Typing, breath and music in one person's channel are not that person speaking."""
    dry = leaking(two, -20)
    turns = rttm.read(ROOT / "samples" / "truth" / "mus-en-stereo.rttm").turns
    times = [(t.interval.start, t.interval.end) for t in turns if t.speaker == "David" and t.interval.end < 60]
    loud = float(np.sqrt(np.mean(two[0][np.abs(two[0]) > 1e-3] ** 2)))
    noisy = dry.copy()
    noisy[0] += loud * disturbance(kind, dry.shape[1], times, np.random.default_rng(5)).astype(np.float32)
    assert share(heard(noisy, tmp_path).turns, "left") == pytest.approx(truth(two), abs=0.03)


def test_bleed_that_an_automatic_gain_turns_up_is_nobody(two: Sound, tmp_path: Path) -> None:
    """Between one's own phrases it makes the other person up to 18 dB louder."""
    sound = leaking(two, -20)
    loud = float(np.sqrt(np.mean(two[0][np.abs(two[0]) > 1e-3] ** 2)))
    sound[0] = evened(sound[0].astype(np.float64), loud)
    assert share(heard(sound, tmp_path).turns, "left") == pytest.approx(truth(two), abs=0.03)


def test_a_clean_recording_is_not_listened_to_again(two: Sound, tmp_path: Path) -> None:
    """What levels and the speech model say holds; a channel alone is left as it is."""
    with opened(leaking(two, -20), tmp_path) as audio:
        levels = measure(audio)
        found = people(levels)
        tracks = [track(audio, levels, found, channel) for channel in found.channels]
        assert len(tracks) == 2
        assert listened(tracks) == tracks
        assert listened(tracks[:1]) == tracks[:1]


@given(
    st.lists(st.integers(1, 3000), min_size=2, max_size=30).map(lambda steps: np.cumsum(steps).tolist()),
)
def test_pieces_hold_every_stretch_and_are_short(edges: list[int]) -> None:
    """Whatever is to be heard again lies in pieces of bounded length, in order."""
    stretches = list(zip(edges[::2], edges[1::2], strict=False))
    pieces = list(_pieces(stretches))
    wanted, covered = np.zeros(edges[-1], np.bool_), np.zeros(edges[-1], np.bool_)
    for start, end in stretches:
        wanted[start:end] = True
    for start, end in pieces:
        assert 0 < end - start <= PIECE
        assert not covered[start:end].any()
        covered[start:end] = True
    assert pieces == sorted(pieces)
    assert covered[wanted].all()


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 50))
def test_near_is_a_widened_mask(mask: list[bool], frames: int) -> None:
    """True exactly within so many frames of a frame that is."""
    places = np.flatnonzero(mask)
    wanted = [bool((np.abs(places - at) <= frames).any()) for at in range(len(mask))]
    assert near(np.array(mask), frames).tolist() == wanted


@pytest.mark.parametrize("late", [0.05, 0.3])
def test_crosstalk_that_comes_late_is_no_speech(late: float, two: Sound, tmp_path: Path) -> None:
    """A voice that returns from the other end of a call counts once."""
    echo = np.pad(two[::-1], ((0, 0), (round(late * RATE), 0)))[:, : two.shape[1]]
    found = heard(np.asarray(two + 10 ** (-15 / 20) * echo + noise(two.shape), np.float32), tmp_path)
    assert share(found.turns, "left") == pytest.approx(truth(two), abs=0.015)


def test_it_applies_to_one_person_per_channel(two: Sound, tmp_path: Path) -> None:
    """Also with crosstalk, and says so in a sentence."""
    for decibels in (-60, -10):
        found = fit(leaking(two, decibels), tmp_path)
        assert found.applies
        assert found.reason == "Each person has a channel of their own, so the channels tell who speaks."


def cases(two: Sound) -> Iterator[tuple[str, Sound]]:
    """What two channels may hold instead, with the words that tell it."""
    mixed, hiss = two.sum(axis=0), noise(two.shape)
    late = np.pad(mixed, (48, 0))[: len(mixed)]
    yield "hold the same sound", np.stack([mixed, mixed]) + hiss[:1]
    yield "hold the same sound", np.stack([mixed, -0.5 * mixed])
    yield "hear the same people", np.stack([mixed, 0.7 * late + 0.2 * np.roll(mixed, 700)]) + hiss
    yield "hear the same people", leaking(two, -3)
    yield "right channel is silent", np.stack([mixed, 0 * mixed])
    yield "left channel is silent", np.stack([0 * mixed, mixed])
    yield "Nobody speaks in the right channel", np.stack([mixed, noise(mixed.shape, 0.01)])
    yield "silent", np.zeros_like(two)


def test_it_does_not_apply_to_what_else_two_channels_hold(two: Sound, tmp_path: Path) -> None:
    """Dual mono, two microphones in one room, and a dead channel are seen and named."""
    for words, sound in cases(two):
        found = fit(sound, tmp_path)
        assert not found.applies, words
        assert words in found.reason
        assert found.reason.endswith("so the voices are told apart by how they sound.")


def test_asked_for_all_the_same_it_says_what_is_wrong(two: Sound, tmp_path: Path) -> None:
    """The engine follows the channels that have a person and notes the others."""
    for words, sound in cases(two):
        found = heard(sound, tmp_path, speakers=2)
        assert words in " ".join(found.notes)
        assert "where 2 were expected" in found.notes[-1]
        assert len({turn.speaker for turn in found.turns}) < 2


def test_one_channel_is_one_person(two: Sound, tmp_path: Path) -> None:
    """A recording with one channel is not for this engine."""
    mono = two.sum(axis=0, keepdims=True)
    assert not fit(mono, tmp_path).applies
    found = heard(mono, tmp_path)
    assert {turn.speaker for turn in found.turns} == {"channel 1"}
    assert "counts as one person" in found.notes[0]


def test_of_many_channels_those_with_a_person_are_kept(two: Sound, tmp_path: Path) -> None:
    """A mix, a copy and a dead channel beside two people change nothing."""
    tracks = leaking(two, -40)
    sound = np.stack([tracks.sum(axis=0), tracks[0], 0 * tracks[0], tracks[1], tracks[1]])
    found = heard(sound, tmp_path)
    assert {turn.speaker for turn in found.turns} <= {"channel 2", "channel 4", "channel 5"}
    assert share(found.turns, "channel 2") == pytest.approx(truth(two), abs=0.015)
    assert fit(sound, tmp_path).applies


def test_silence_has_no_turns_and_progress_ends_at_one(two: Sound, tmp_path: Path) -> None:
    """Nobody speaking is an answer; turns are sorted and inside the recording."""
    steps: list[float] = []
    assert heard(np.zeros_like(two), tmp_path, progress=lambda stage, done: steps.append(done)).turns == ()
    found = heard(two, tmp_path, progress=lambda stage, done: steps.append(done))
    assert steps[-1] == 1
    assert list(found.turns) == sorted(found.turns)
    assert found.turns[-1].interval.end <= two.shape[1] / RATE


@pytest.mark.parametrize("samples", [1, 100, 256, 257, 5000, 30 * RATE, 30 * RATE + 1])
def test_levels_have_a_frame_for_every_begun_hop(samples: int, tmp_path: Path) -> None:
    """However long the recording, nothing is left out and nothing depends on blocks."""
    sound = noise((2, samples), 0.1)
    with opened(sound, tmp_path) as audio:
        levels = measure(audio)
        assert levels.frames == -(-samples // 256)
        assert np.isfinite(levels.decibels).all()
        channels.load()(audio)


def test_levels_rise_where_the_sound_does(tmp_path: Path) -> None:
    """A tone begins at 1 s; 20 dB more is 20 dB more."""
    time = np.arange(2 * RATE) / RATE
    tone = np.sin(2 * np.pi * 700 * time) * (time >= 1)
    with opened(np.stack([0.5 * tone, 0.05 * tone]).astype(np.float32), tmp_path) as audio:
        levels = measure(audio)
    left, right = levels.whole(0), levels.whole(1)
    assert runs(left > -40)[0][0] * 256 / RATE == pytest.approx(1.0, abs=0.033)
    assert float((left - right)[-20]) == pytest.approx(20, abs=0.3)
    assert bleed(right, left) == pytest.approx(-20, abs=0.3)


PROGRAM = """
import sys
from pathlib import Path
from talkratio.audio import Audio
from talkratio.engines import load
with Audio.open(Path(sys.argv[2])) as audio:
    found = load("diarizers", sys.argv[1])(audio)
print(found)
"""


@pytest.mark.parametrize("engine", ["channels", "builtin"])
def test_the_answer_does_not_depend_on_threads(engine: str, two: Sound, tmp_path: Path) -> None:
    """To the last digit, in processes of their own that may use one core or two."""
    with opened(leaking(two[:, : 30 * RATE], -20), tmp_path):
        answers = {_asked(engine, tmp_path / "a.wav", threads) for threads in ("1", "2")}
    assert len(answers) == 1
    assert "Turn(" in answers.pop()


def _asked(engine: str, path: Path, threads: str) -> str:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    environment = {**os.environ, **dict.fromkeys(names, threads)}
    command = [sys.executable, "-c", PROGRAM, engine, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def recordings() -> Path:
    if not (DATA / "audio" / "dev").is_dir():
        pytest.skip("no recordings at TALKRATIO_DATA")
    return DATA / "audio" / "dev"


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("sim/dev_sim_07_stereo.ogg", "manager"),
        ("sim/dev_sim_08_stereo.ogg", "manager"),
        ("real/spokenwoz_MUL1011.opus", "ch1"),
    ],
)
def test_share_on_recordings_with_truth(name: str, left: str) -> None:
    """One person per channel: the share is within 0.3 points of the truth."""
    path = recordings() / name
    with Audio.open(path) as audio:
        assert channels.applies(audio).applies
        found = channels.load()(audio)
    assert share(found.turns, "left") == pytest.approx(
        share(rttm.read(path.with_suffix(".rttm")).turns, left), abs=0.003
    )


@pytest.mark.data
def test_every_recording_is_judged() -> None:
    """On every development recording it is decided whether channels tell the people apart, and rightly."""
    fits = {}
    for path in sorted(recordings().rglob("*")):
        if path.suffix in SOUNDS:
            with Audio.open(path) as audio:
                assert audio.duration > 1, path
                assert audio.notes == (), path
                fits[path.stem] = channels.applies(audio)
    assert len(fits) > 40
    assert {stem for stem, each in fits.items() if each.applies} == {
        "dev_sim_07_stereo",
        "dev_sim_08_stereo",
        "fasterwhisper_stereo",
        "spokenwoz_MUL1011",
    }
    assert all(each.reason.endswith(".") for each in fits.values())
