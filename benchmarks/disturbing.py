"""Noises of a desk and a room, made from nothing, and what software does to a channel; 1.0 is a voice's level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.signal import butter, lfilter, sosfilt

from benchmarks.material import RATE, Sound

KINDS = ("knocks", "typing", "breath", "chair", "music", "hum")


def disturbance(kind: str, length: int, speech: Sequence[tuple[float, float]], rng: np.random.Generator) -> Sound:
    """One of `KINDS`, `length` samples; `speech` is when the person of this channel speaks, in seconds."""
    if kind == "music":
        return music(length, rng) * 10 ** (rng.uniform(-18, -8) / 20)
    if kind == "hum":
        return hum(length, rng) * 10 ** (rng.uniform(-22, -8) / 20)
    sound = np.zeros(length)
    for at, piece in _events(kind, length / RATE, speech, rng):
        first = max(0, int(at * RATE))
        piece = piece[: max(0, length - first)]
        sound[first : first + len(piece)] += piece
    return sound


def _events(
    kind: str, seconds: float, speech: Sequence[tuple[float, float]], rng: np.random.Generator
) -> Iterator[tuple[float, Sound]]:
    if kind == "knocks":
        for at in np.arange(1.5, seconds - 1, 3.0):
            yield at + rng.uniform(-0.3, 0.3), knock(rng) * 10 ** (rng.uniform(-3, 8) / 20)
    elif kind == "typing":
        at = rng.uniform(1, 5)
        while at < seconds:
            loud = 10 ** (rng.uniform(-14, 0) / 20)
            for when in at + np.cumsum(rng.gamma(4, 0.04, int(rng.integers(10, 60)))):
                yield when, key(rng) * loud
            at = when + rng.uniform(3, 12)
    elif kind == "breath":
        for start, end in speech:
            if rng.random() < 0.7:
                yield start - rng.uniform(0.5, 1.0), breath(rng) * 10 ** (rng.uniform(-22, -8) / 20)
            if rng.random() < 0.3:
                yield end + rng.uniform(0.2, 0.6), breath(rng) * 10 ** (rng.uniform(-26, -10) / 20)
    elif kind == "chair":
        for at in np.cumsum(rng.exponential(6, int(seconds / 6))):
            yield at, (creak(rng) if rng.random() < 0.5 else rustle(rng)) * 10 ** (rng.uniform(-14, 2) / 20)


def background(length: int, rng: np.random.Generator) -> Sound:
    """Unit-power room tone: pink noise, a hum, and now and then a knock or a key."""
    pink = lfilter(
        [0.049922035, -0.095993537, 0.050612699, -0.004408786],
        [1, -2.494956002, 2.017265875, -0.522189400],
        rng.standard_normal(length),
    )
    t = np.arange(length) / RATE
    x = pink / np.sqrt(np.mean(pink**2)) + 0.3 * np.sin(2 * np.pi * rng.uniform(95, 125) * t)
    x /= np.sqrt(np.mean(x**2))
    for _ in range(rng.poisson(length / RATE / 20)):
        width, at = int(rng.uniform(0.01, 0.08) * RATE), int(rng.integers(length))
        burst = rng.standard_normal(width) * np.exp(-np.arange(width) / (width / 5)) * rng.uniform(2, 8)
        x[at : at + width] += burst[: length - at]
    return np.asarray(x)


def knock(rng: np.random.Generator) -> Sound:
    """A blow on a table or a microphone, dull, a tenth of a second."""
    size = int(rng.uniform(0.05, 0.15) * RATE)
    time = np.arange(size) / RATE
    struck = rng.standard_normal(size) * np.exp(-time * rng.uniform(60, 150))
    rung = sum(np.sin(2 * np.pi * rng.uniform(80, 900) * time) * np.exp(-time * rng.uniform(30, 90)) for _ in range(4))
    return _level(_low(struck, rng.uniform(800, 4000)) + 0.5 * rung, int(0.03 * RATE))


def key(rng: np.random.Generator) -> Sound:
    """A key going down and up again."""
    size = int(0.14 * RATE)
    sound = np.zeros(size)
    for at, loud in ((0, 1.0), (int(rng.uniform(0.05, 0.1) * RATE), rng.uniform(0.2, 0.7))):
        click = rng.standard_normal(int(0.03 * RATE)) * np.exp(-np.arange(int(0.03 * RATE)) / RATE * 250)
        click = sosfilt(
            butter(2, [rng.uniform(200, 800), rng.uniform(3000, 7000)], "band", fs=RATE, output="sos"), click
        )
        sound[at : at + len(click)] += loud * click
    return _level(sound, int(0.01 * RATE))


def breath(rng: np.random.Generator) -> Sound:
    """Drawing or letting go of breath, a third of a second to one."""
    size = int(rng.uniform(0.3, 0.9) * RATE)
    sound = sosfilt(
        butter(2, [rng.uniform(300, 900), rng.uniform(2500, 6000)], "band", fs=RATE, output="sos"),
        rng.standard_normal(size),
    )
    return _level(sound * np.hanning(size) ** rng.uniform(0.6, 1.5), size)


def creak(rng: np.random.Generator) -> Sound:
    """A chair: sticking and slipping, through the resonances of its wood."""
    size = int(rng.uniform(0.25, 1.2) * RATE)
    rate = np.interp(np.arange(size), np.linspace(0, size, 5), rng.uniform(25, 140, 5))
    slips = np.diff(np.floor(np.cumsum(rate * rng.uniform(0.8, 1.2, size)) / RATE), prepend=0.0)
    sound = slips * rng.uniform(0.3, 1, size)
    for hertz in rng.uniform(250, 3500, 3):
        radius, angle = 0.97, 2 * np.pi * hertz / RATE
        sound = sound + lfilter([1.0], [1, -2 * radius * np.cos(angle), radius**2], slips) * rng.uniform(0.2, 1)
    return _level(sound * np.hanning(size) ** 0.3, size)


def rustle(rng: np.random.Generator) -> Sound:
    """Cloth or paper."""
    size = int(rng.uniform(0.4, 1.5) * RATE)
    swell = np.interp(
        np.arange(size),
        np.linspace(0, size, int(size / RATE * 14) + 2),
        rng.uniform(0, 1, int(size / RATE * 14) + 2) ** 2,
    )
    sound = sosfilt(butter(1, [500, 6000], "band", fs=RATE, output="sos"), rng.standard_normal(size))
    return _level(sound * swell * np.hanning(size) ** 0.4, size)


def music(length: int, rng: np.random.Generator) -> Sound:
    """Chords, a tune and a drum, playing for half of the time."""
    sound, at, beat = np.zeros(length), 0, rng.uniform(0.3, 0.6)
    root = rng.integers(45, 57)
    while at < length:
        size = min(int(beat * RATE), length - at)
        time = np.arange(size) / RATE
        chord = root + rng.choice([0, 5, 7, -3]) + np.array([0, 4, 7, int(rng.choice([12, 14, 16, 19]))])
        for note in chord:
            hertz = 440 * 2 ** ((note - 69) / 12)
            for overtone in range(1, 6):
                sound[at : at + size] += np.sin(2 * np.pi * hertz * overtone * time) * np.exp(-2 * time) / overtone
        sound[at : at + size] += rng.standard_normal(size) * np.exp(-time * 40) * 2
        at += size
    on = np.interp(np.arange(length), np.linspace(0, length, 9), np.repeat(rng.permutation([1, 1, 0, 0, 1]), 2)[:9])
    return _level(sound, length) * on


def hum(length: int, rng: np.random.Generator) -> Sound:
    """The mains and its overtones, switched on and off."""
    time = np.arange(length) / RATE
    sound = sum(np.sin(2 * np.pi * 50 * k * time + rng.uniform(0, 6)) * rng.uniform(0.2, 1) / k for k in range(1, 14))
    on = np.interp(time, np.linspace(0, length / RATE, 11), rng.integers(0, 2, 11))
    return _level(sound, length) * on


def gated(channel: Sound, voice: float) -> Sound:
    """A noise gate: what is 24 dB below the voice (root mean square) is cut off, with 0.15 s of patience."""
    loud = _rms(channel) > voice * 10 ** (-24 / 20)
    open_for = np.convolve(loud, np.ones(_HOLD), "full")[: len(loud)] > 0
    gain = np.convolve(open_for, np.ones(3) / 3, "same")
    return channel * np.interp(np.arange(len(channel)), (np.arange(len(gain)) + 0.5) * _PIECE, gain)


def evened(channel: Sound, voice: float) -> Sound:
    """An automatic gain: it turns loud sound down at once, and soft sound up by 6 dB a second, 18 dB at most."""
    levels, gain, gains = _rms(channel), 1.0, []
    for level in levels:
        wanted = min(8.0, voice / max(level, 1e-9))
        gain = wanted if wanted < gain else min(wanted, gain * 10 ** (6 * _PIECE / RATE / 20))
        gains.append(gain)
    return channel * np.interp(np.arange(len(channel)), (np.arange(len(gains)) + 0.5) * _PIECE, gains)


_PIECE = RATE // 100
_HOLD = 15


def _rms(channel: Sound) -> Sound:
    """Root mean square of every hundredth of a second."""
    count = len(channel) // _PIECE
    return np.sqrt((channel[: count * _PIECE].reshape(count, _PIECE) ** 2).mean(axis=1))


def _low(sound: Sound, hertz: float) -> Sound:
    return np.asarray(sosfilt(butter(2, hertz, fs=RATE, output="sos"), sound))


def _level(sound: Sound, size: int) -> Sound:
    """Of unit power over its loudest `size` samples."""
    sums = np.concatenate([[0.0], np.cumsum(sound**2)])
    return np.asarray(sound / np.sqrt((sums[size:] - sums[:-size]).max() / size + 1e-12))
