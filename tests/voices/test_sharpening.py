"""How two people sound in a recording, and what that says of who speaks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkratio.voices import network
from talkratio.voices.features import BANDS, CEPSTRA, cepstra
from talkratio.voices.hearing import Hearing
from talkratio.voices.sharpening import alone_in, sharpened
from talkratio.voices.shelf import Shelf
from talkratio.voices.timbre import BLOCK, PARTS, Mixture, Taught, part_of

FRAMES = 6 * BLOCK


def conversation(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The sound of two people who take turns of two seconds, shape (frames, CEPSTRA), and whose each frame is."""
    rng = np.random.default_rng(seed)
    who = np.arange(FRAMES) // 100 % 2
    centres = rng.standard_normal((2, 4, CEPSTRA)) * 2
    return centres[who, rng.integers(0, 4, FRAMES)] + rng.standard_normal((FRAMES, CEPSTRA)), who


@pytest.fixture
def heard() -> Iterator[tuple[Hearing, np.ndarray]]:
    sound, who = conversation()
    shelf = Shelf(network.VOICE + network.CONTENT + CEPSTRA + 1)
    nothing = np.zeros((FRAMES, network.VOICE + network.CONTENT))
    shelf.add(np.concatenate([nothing, sound, np.ones((FRAMES, 1))], axis=1).astype(np.float32))
    with Hearing(shelf, np.zeros((1, network.VOICE), np.float32), np.zeros(1, np.float32)) as hearing:
        yield hearing, who


def chances_of(who: np.ndarray, sure: float = 0.95) -> np.ndarray:
    return np.where(who[:, None] == np.arange(2), sure, 1 - sure).astype(np.float32)


def test_loudness_is_no_part_of_the_shape_of_a_spectrum() -> None:
    mel = np.random.default_rng(1).standard_normal((8, BANDS)).astype(np.float32)
    assert cepstra(mel).shape == (4, CEPSTRA)
    assert cepstra(mel + 3) == pytest.approx(cepstra(mel), abs=1e-4)
    assert not np.allclose(cepstra(mel * 2), cepstra(mel))


def test_a_mixture_finds_what_there_is() -> None:
    """It likes sound of the same kind better than sound of another kind, and its weights add up."""
    sound, who = conversation()
    mixture = Mixture.learned(sound[who == 0])
    assert mixture.weights.sum() == pytest.approx(1)
    assert mixture.parts(sound).sum(axis=1) == pytest.approx(np.ones(FRAMES))
    assert mixture.likelihood(sound[who == 0]).mean() > mixture.likelihood(sound[who == 1]).mean() + 5


def test_no_part_is_told_by_its_own_frames() -> None:
    """What the judge made of a part says nothing about that part: else it would only be told that it is right."""
    sound, who = conversation()
    mixture, part = Mixture.learned(sound), part_of(np.arange(FRAMES))
    alone = who[:, None] == np.arange(2)
    other = alone.copy()
    other[part == 1] = ~other[part == 1]
    one, two = (Taught.by(mixture, [(sound, part, each)]).likelier(sound, part) for each in (alone, other))
    assert one[part == 1] == pytest.approx(two[part == 1])
    assert not np.allclose(one[part == 2], two[part == 2])
    assert set(part) == set(range(PARTS))


def test_what_the_judge_got_wrong_is_mended(heard: tuple[Hearing, np.ndarray]) -> None:
    hearing, who = heard
    chances = chances_of(who)
    wrong = slice(1_000, 1_100)
    chances[wrong] = [[0.45, 0.55]] if who[wrong].mean() < 0.5 else [[0.55, 0.45]]
    assert (chances[wrong].argmax(axis=1) != who[wrong]).all()
    found = sharpened(hearing, chances)
    inside = slice(wrong.start + 15, wrong.stop - 15)
    assert (found[inside].argmax(axis=1) == who[inside]).all()


def test_a_sure_judge_is_believed(heard: tuple[Hearing, np.ndarray]) -> None:
    """What it is sure of stays, also at the borders of turns, where half a second sounds like both people."""
    hearing, who = heard
    chances = chances_of(who, 0.999999)
    found = sharpened(hearing, chances)
    assert ((found > 0.5) == (chances > 0.5)).mean() > 0.99


def test_whether_somebody_or_both_speak_is_not_told_anew(heard: tuple[Hearing, np.ndarray]) -> None:
    hearing, who = heard
    chances = chances_of(who)
    chances[2_000:2_100] = [0.9, 0.8]
    chances[2_500:2_600] = [0.02, 0.03]
    found = sharpened(hearing, chances)
    assert found.sum(axis=1) == pytest.approx(chances.sum(axis=1), abs=1e-5)
    assert found[2_000:2_100].min() >= 0.7 - 1e-5
    assert found.min() >= 0
    assert found.max() <= 1


def test_the_two_are_treated_alike(heard: tuple[Hearing, np.ndarray]) -> None:
    hearing, who = heard
    chances = chances_of(who, 0.9)
    assert sharpened(hearing, chances[:, ::-1]) == pytest.approx(sharpened(hearing, chances)[:, ::-1], abs=1e-4)


def test_nothing_is_learned_from_a_word_or_of_three(heard: tuple[Hearing, np.ndarray]) -> None:
    hearing, who = heard
    silent = chances_of(np.zeros(FRAMES))
    silent[:200] = [0.05, 0.95]
    for given_ in (silent, chances_of(who)[:, :1], np.concatenate([chances_of(who), silent[:, :1]], axis=1)):
        assert sharpened(hearing, given_) is given_


@settings(max_examples=50)
@given(st.tuples(*[st.floats(0, 1)] * 2))
def test_both_speak_by_as_much_as_the_chances_exceed_one(pair: tuple[float, float]) -> None:
    chances = np.array([pair], np.float32)
    alone = alone_in(chances)
    assert (alone >= -1e-6).all()
    assert (alone <= chances + 1e-6).all()
    assert alone.sum() <= 1 + 1e-5
