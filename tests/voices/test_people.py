"""Profiles, grouping and the judge."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from talkratio.audio import Audio
from talkratio.engines import silent
from talkratio.formats import rttm
from talkratio.interval import Interval, total
from talkratio.voices import grouping, guesses, judging, network
from talkratio.voices.hearing import hear
from talkratio.voices.people import grouped

SAMPLE = Path(__file__).parents[2] / "samples" / "mus-da.ogg"
TRUTH = SAMPLE.parent / "truth" / "mus-da.rttm"


def shortened(folder: Path, kept: int) -> Path:
    """The sample without all but a few turns of the one who talks less."""
    with Audio.open(SAMPLE) as audio:
        sound = np.concatenate(list(audio.mono()))
    truth = rttm.read(TRUTH)
    times = {name: total(turn.interval for turn in truth.turns_of(name)) for name in truth.speakers}
    keep = np.ones(len(sound), bool)
    for turn in truth.turns_of(min(times, key=lambda name: times[name]))[kept:]:
        keep[round(turn.interval.start * 16_000) : round(turn.interval.end * 16_000)] = False
    path = folder / "short.wav"
    soundfile.write(path, sound[keep], 16_000)
    return path


def people(counts: list[int], spread: float = 0.05, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Rows around one direction a person, mixed up, and whose each is."""
    rng = np.random.default_rng(seed)
    centres = network.unit(rng.standard_normal((len(counts), 64)).astype(np.float32))
    who = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    rows = centres[who] + rng.standard_normal((len(who), 64)) * spread
    return network.unit(rows.astype(np.float32)), who


@pytest.mark.parametrize("counts", [[50, 50], [90, 10], [5, 95], [300, 180]])
def test_two_people_are_parted(counts: list[int]) -> None:
    """Each person's windows end on one side, also where one hardly speaks."""
    rows, who = people(counts)
    sides = grouping.parted(rows).sides
    assert len(set(zip(sides, who, strict=True))) == 2


@pytest.mark.parametrize("counts", [[50, 50], [180, 20], [15, 285]])
def test_linkage_parts_two_people(counts: list[int]) -> None:
    """Also the person who hardly speaks is a group of their own, and a few odd windows are none."""
    rows, who = people(counts)
    odd = network.unit(np.random.default_rng(9).standard_normal((2, 64)).astype(np.float32))
    sides = grouping.linked(np.concatenate([rows, odd])).sides[: len(rows)]
    assert len(set(zip(sides, who, strict=True))) == 2


def test_parting_is_the_same_each_time() -> None:
    """Nothing is drawn by lot."""
    rows, _ = people([60, 40], spread=0.3)
    assert np.array_equal(grouping.parted(rows).sides, grouping.parted(rows.copy()).sides)


def test_one_person_is_alike() -> None:
    """The two halves of one voice are more alike than two voices are."""
    one, two = grouping.parted(people([100])[0]), grouping.parted(people([50, 50])[0])
    assert one.alike > 0.8 > two.alike


def test_two_people_take_turns() -> None:
    """Sides that last are two people's, sides that come and go by chance or at every window are not."""
    at = np.arange(400)
    lasting, lot = np.repeat([0, 1], 20)[at // 10 % 40], np.random.default_rng(0).integers(0, 2, 400)
    assert grouping.taking_turns(lasting, at) > 0.5
    assert abs(grouping.taking_turns(lot, at)) < 0.15
    assert grouping.taking_turns(np.zeros(400, int), at) == 0


def test_single_windows_do_not_change_sides() -> None:
    """A window that sounds a little like the other person, in the midst of a person's talk, stays with that talk."""
    who = np.repeat([0, 1, 0, 1], 25)
    centres = np.eye(2, 64, dtype=np.float32) + np.float32(0.8)  # two voices that sound alike
    rows = network.unit(network.unit(centres)[who] + np.random.default_rng(3).standard_normal((100, 64)) * 0.02)
    odd = who.copy()
    odd[[7, 40, 88]] = 1 - odd[[7, 40, 88]]
    rows[7] = network.unit(0.48 * rows[8] + 0.52 * rows[30])
    assert np.array_equal(grouping.steadied(rows.astype(np.float32), odd).sides, who)


def test_turns_that_last_tell_apart_what_single_windows_do_not() -> None:
    """Two voices so alike that one window in eight lies nearer to the other's: long turns put nearly all right."""
    who = np.repeat(np.arange(12) % 2, 40)
    centres = network.unit(np.eye(2, 64, dtype=np.float32) + np.float32(0.6) * np.eye(2, 64, dtype=np.float32)[::-1])
    noise = np.random.default_rng(4).standard_normal((len(who), 64)) * 0.2
    rows = network.unit((centres[who] + noise).astype(np.float32))
    few = network.unit(np.stack([rows[:10].mean(axis=0), rows[40:50].mean(axis=0)]))
    found = grouping.lasting(rows, [few, few[::-1]])
    assert len(found) == 1
    assert _agreeing(grouping.parted(rows).sides, who) < 0.9
    assert _agreeing(found[0].sides, who) > 0.97


def _agreeing(sides: np.ndarray, who: np.ndarray) -> float:
    return float(max((sides == who).mean(), (sides != who).mean()))


def test_exchanging_the_people_exchanges_their_chances() -> None:
    """The judge favours neither of the two by being named first."""
    rng = np.random.default_rng(0)
    voice = network.profile(rng.standard_normal((200, network.VOICE)).astype(np.float32))
    content = rng.standard_normal((200, network.CONTENT)).astype(np.float32)
    a, b = network.profile(rng.standard_normal((2, network.VOICE)).astype(np.float32))
    ab, ba = network.judge(voice, content, a, b), network.judge(voice, content, b, a)
    assert np.abs(ab - ba[:, [0, 2, 1, 3]]).max() < 1e-4
    assert np.abs(ab.sum(axis=1) - 1).max() < 1e-5


def test_an_answer_depends_on_its_surroundings_alone() -> None:
    """What lies beyond the reach changes no answer, so a recording can be taken in stretches."""
    rng = np.random.default_rng(1)
    voice = network.profile(rng.standard_normal((400, network.VOICE)).astype(np.float32))
    content = rng.standard_normal((400, network.CONTENT)).astype(np.float32)
    whole = network.judge(voice, content, voice[0], voice[1])[200]
    reach = network.JUDGE_REACH
    part = network.judge(voice[200 - reach : 201 + reach], content[200 - reach : 201 + reach], voice[0], voice[1])
    assert np.abs(part[reach] - whole).max() < 1e-4


def test_ways_to_part_are_not_the_same_twice() -> None:
    """Where every start ends with the same two people, there is one parting; each has two sides."""
    found = grouping.partings(people([60, 40])[0])
    assert len(found) == 1
    rough = grouping.partings(people([60, 40, 30, 20], spread=0.2)[0])
    assert len(rough) > 1
    assert all(set(parting.sides) == {0, 1} for parting in rough)


def test_the_judge_knows_real_people() -> None:
    """The profiles of the two people of a conversation tell it more than those of its two halves, and surer."""
    with Audio.open(SAMPLE) as audio, hear(audio, silent) as heard:
        middle = Interval(0.0, audio.duration / 2), Interval(audio.duration / 2, audio.duration)
        halves = [network.profile(heard.mean([part])) for part in middle]
        (_, real), (_, wrong) = (next(judging.rounds(heard, each)) for each in (grouped(heard), halves))
        assert real.unsure < wrong.unsure / 2
        assert real.told > wrong.told + 0.1


@pytest.mark.parametrize("few", [3, 8])
def test_a_few_windows_that_sound_like_no_others_are_tried(few: int) -> None:
    """Whoever hardly speaks is on a side of their own in one of the guesses, with or without some windows beside."""
    rows, who = people([200, few], spread=0.08)
    found = grouping.odd(rows)
    assert len(found) == grouping.ODD
    assert all(sides.sum() == grouping.BESIDE for sides in found)
    assert any((sides[who == 1] == 1).all() for sides in found)
    assert grouping.odd(rows[: 2 * grouping.BESIDE - 1]) == []


def test_somebody_who_hardly_speaks_is_found(tmp_path: Path) -> None:
    """One person's talk with a few of the other's words in it: the judge is shown who they are, however few."""
    path = shortened(tmp_path, kept=6)
    with Audio.open(path) as audio, hear(audio, silent) as heard:
        profiles = grouped(heard)
    assert len(profiles) == 2
    with Audio.open(SAMPLE) as audio, hear(audio, silent) as heard:
        known = grouped(heard)
    near = np.array([[float(one @ other) / 2 for other in known] for one in profiles])
    assert sorted(near.argmax(axis=1)) == [0, 1]
    assert near.max(axis=1).min() > 0.7


def test_the_best_guess_is_worth_no_less_than_any_parting() -> None:
    """Whatever else is tried, what the judge liked best is taken."""
    with Audio.open(SAMPLE) as audio, hear(audio, silent) as heard:
        voices, at = grouping.windows(heard)
        best, _ = guesses.likeliest(heard, voices, at)
        for each in grouping.partings(guesses.directions(voices)):
            _, verdict = next(judging.rounds(heard, guesses.means_of(voices, each.sides)))
            parted = guesses.Guess([], each, verdict, grouping.taking_turns(each.sides, at))
            assert best.worth > parted.worth - 0.05  # the sides of a guess are those nearest to its profiles
