"""From chances per frame to turns and doubts."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from talkratio.voices.turns import doubts, turns


def chances(*tracks: str) -> np.ndarray:
    """One sign is 0.1 s (five frames) of a person: `#` speaks, `.` does not, `?` who knows."""
    known = {"#": 0.98, ".": 0.02, "?": 0.5}
    return np.stack([np.repeat([known[sign] for sign in track], 5) for track in tracks], axis=1).astype(np.float32)


def drawn(*tracks: str) -> list[tuple[str, float, float]]:
    """Turns of the tracks, whose people are A and B."""
    found = turns(chances(*tracks), "AB"[: len(tracks)], len(tracks[0]) / 10)
    return [(turn.speaker, turn.interval.start, turn.interval.end) for turn in found]


def test_overlap_belongs_to_both() -> None:
    """Two people who speak at once have a turn each."""
    assert drawn("#####.....", "...#######") == [("A", 0.0, 0.5), ("B", 0.3, 1.0)]


def test_a_breath_is_part_of_a_turn_and_a_pause_is_not() -> None:
    """0.2 s of silence within one person's talk are bridged, 0.4 s are a pause."""
    assert drawn("####..####....####") == [("A", 0.0, 1.0), ("A", 1.4, 1.8)]


def test_a_short_listening_sound_is_kept() -> None:
    """0.2 s within the other's talk are a turn; a tenth is none."""
    assert drawn("##########", "....##....") == [("A", 0.0, 1.0), ("B", 0.4, 0.6)]
    assert drawn("##########", "....#.....") == [("A", 0.0, 1.0)]


def test_as_much_time_counts_as_the_chances_add_up_to() -> None:
    """Ten stretches at 0.4 are four stretches' worth of speech; what is likeliest is taken."""
    found = turns(np.repeat(np.linspace(0.31, 0.69, 1_000)[:, None], 1, axis=1).astype(np.float32), "A", 20.0)
    assert abs(sum(turn.interval.duration for turn in found) - 10.0) < 0.5


def test_a_doubt_says_how_likely_each_is() -> None:
    """Half a second of not knowing is one doubt with both chances."""
    (doubt,) = doubts(chances("####?????....", "....?????####"), "AB", 1.3)
    assert (doubt.interval.start, doubt.interval.end) == (0.4, 0.9)
    assert doubt.chances == (("A", 0.5), ("B", 0.5))


@given(arrays.arrays(np.float32, (200, 2), elements=st.floats(0, 1, width=32)), st.floats(3.9, 4.0))
def test_turns_lie_inside_the_recording_in_order(chance: np.ndarray, duration: float) -> None:
    """Whatever the chances: sorted, inside, confidence 0..1, nobody overlaps themselves."""
    found = turns(chance, "AB", duration)
    assert list(found) == sorted(found)
    for turn in found:
        assert 0 <= turn.interval.start < turn.interval.end <= duration
        assert turn.confidence is not None
        assert 0 <= turn.confidence <= 1
    for name in "AB":
        own = [turn.interval for turn in found if turn.speaker == name]
        assert all(a.end < b.start for a, b in itertools.pairwise(own))
