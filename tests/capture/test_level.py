from __future__ import annotations

import numpy as np
import pytest

from talkratio.capture.level import FLOOR, Meter

RATE = 8_000


def heard(*parts: tuple[float, float], channels: int = 1) -> Meter:
    """A meter after stretches of noise given as (seconds, root mean square of full scale), in blocks of 0.1 s."""
    chance = np.random.default_rng(0)
    meter = Meter(RATE, channels)
    for seconds, loud in parts:
        for _ in range(round(seconds * 10)):
            block = chance.standard_normal((RATE // 10, channels)) * loud * 32_768
            meter.hear(block.clip(-32_768, 32_767).astype(np.int16).tobytes())
    return meter


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(30, 0.05)], ()),
        ([(2, 0.0)], ()),
        ([(4, 0.0)], ((0, "dead"),)),
        ([(30, 0.0001)], ((0, "silence"),)),
        ([(30, 0.002)], ((0, "faint"),)),
        ([(5, 0.7)], ((0, "clipping"),)),
        ([(4, 0.0), (1, 0.05)], ()),
        ([(5, 0.7), (10, 0.05)], ()),
        ([(15, 0.05), (15, 0.0001)], ()),
    ],
    ids=["talk", "a moment of nothing", "muted", "nobody", "far away", "too loud", "back", "moved away", "a pause"],
)
def test_what_is_wrong_is_told_while_it_is_wrong(
    parts: list[tuple[float, float]], expected: tuple[tuple[int, str], ...]
) -> None:
    """Each fault gives its own warning, and none once it has passed."""
    assert heard(*parts).warnings() == expected


def test_channels_are_judged_one_by_one() -> None:
    """A dead right channel is told even when the left one talks."""
    meter = Meter(RATE, 2)
    chance = np.random.default_rng(0)
    for _ in range(50):
        block = np.zeros((RATE // 10, 2), np.int16)
        block[:, 0] = chance.standard_normal(RATE // 10) * 2000
        meter.hear(block.tobytes())
    assert meter.warnings() == ((1, "dead"),)
    assert meter.level.loud[1] == FLOOR


def test_levels_are_those_of_the_sound() -> None:
    """A full-scale square wave is 0 dBFS, one of a tenth is −20."""
    for share, expected in ((1.0, 0.0), (0.1, -20.0)):
        meter = Meter(RATE, 1)
        meter.hear((np.tile((1, -1), 400) * 32_767 * share).astype(np.int16).tobytes())
        assert meter.level.loud[0] == pytest.approx(expected, abs=0.1)


def test_three_hours_take_no_more_memory_than_a_minute() -> None:
    """What is remembered does not grow."""
    meter = heard((70, 0.05))
    before = len(meter._recent[0])
    for _ in range(2000):
        meter.hear(bytes(2 * RATE // 10))
    assert len(meter._recent[0]) <= before + 1


def test_a_microphone_that_lies_off_zero_hears_nobody() -> None:
    """What does not change is no sound, however far from zero it lies."""
    meter = Meter(RATE, 1)
    block = np.full(RATE // 10, 3_000, np.int16)
    block[::2] += 1
    for _ in range(250):
        meter.hear(block.tobytes())
    assert meter.level.loud[0] < -90
    assert meter.warnings() == ((0, "silence"),)
