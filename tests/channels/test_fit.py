"""Whether every person has a channel of their own, and what is said where not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from talkratio.audio import Audio
from talkratio.diarizers import channels
from talkratio.texts.notes import translated
from tests.channels.sound import Sound, heard, leaking, noise, opened, recordings, share, truth

SOUNDS = {".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".webm"}


def fit(sound: Sound, folder: Path) -> channels.Fit:
    with opened(sound, folder) as audio:
        return channels.applies(audio)


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
    assert "Channel 3 is silent." in found.notes
    assert translated("Channel 3 is silent.", "da") == "Kanal 3 er tavs."


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
