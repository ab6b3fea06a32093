"""Who speaks on which channel: crosstalk, quiet people and noise change nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.disturbing import disturbance, evened
from talkratio.audio import RATE, Audio
from talkratio.diarizers import channels
from talkratio.diarizers._crosstalk import people
from talkratio.diarizers._levels import measure
from talkratio.diarizers._tracks import listened, track
from talkratio.formats import rttm
from tests.channels.sound import TRUTH, Sound, heard, leaking, noise, opened, recordings, share, truth


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
    turns = rttm.read(TRUTH).turns
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


@pytest.mark.parametrize("level", [1.0, 0.2])
def test_channels_that_lie_off_zero_are_heard(level: float, two: Sound, tmp_path: Path) -> None:
    """A constant in each, as of a bad sound card, is no sound, however soft the voices are beside it."""
    shifted = level * leaking(two, -20) + np.array([[0.2], [-0.2]], np.float32)
    assert share(heard(shifted, tmp_path).turns, "left") == pytest.approx(truth(two), abs=0.015)


def test_a_clean_recording_is_not_listened_to_again(two: Sound, tmp_path: Path) -> None:
    """What levels and the speech model say holds; a channel alone is left as it is."""
    with opened(leaking(two, -20), tmp_path) as audio:
        levels = measure(audio)
        found = people(levels)
        tracks = [track(audio, levels, found, channel) for channel in found.channels]
        assert len(tracks) == 2
        assert listened(tracks) == tracks
        assert listened(tracks[:1]) == tracks[:1]


@pytest.mark.parametrize("late", [0.05, 0.3])
def test_crosstalk_that_comes_late_is_no_speech(late: float, two: Sound, tmp_path: Path) -> None:
    """A voice that returns from the other end of a call counts once."""
    echo = np.pad(two[::-1], ((0, 0), (round(late * RATE), 0)))[:, : two.shape[1]]
    found = heard(np.asarray(two + 10 ** (-15 / 20) * echo + noise(two.shape), np.float32), tmp_path)
    assert share(found.turns, "left") == pytest.approx(truth(two), abs=0.015)


def test_silence_has_no_turns_and_progress_ends_at_one(two: Sound, tmp_path: Path) -> None:
    """Nobody speaking is an answer; turns are sorted and inside the recording."""
    steps: list[float] = []
    assert heard(np.zeros_like(two), tmp_path, progress=lambda stage, done: steps.append(done)).turns == ()
    found = heard(two, tmp_path, progress=lambda stage, done: steps.append(done))
    assert steps[-1] == 1
    assert list(found.turns) == sorted(found.turns)
    assert found.turns[-1].interval.end <= two.shape[1] / RATE


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
