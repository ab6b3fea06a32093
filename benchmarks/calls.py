"""Calls of our own: two people on two channels, with what desks, rooms and software do to them.

Held-out voices, timings of real consultations, and exact truth, as in `benchmarks.rooms`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import fftconvolve

from benchmarks import rooms
from benchmarks.disturbing import background, disturbance, evened, gated
from benchmarks.material import LEVEL, RATE, Sound, Spoken, Voice
from benchmarks.timing import planned


@dataclass(frozen=True)
class Call:
    """Everything that decides how a stereo conversation sounds; the same call gives the same samples.

    `crosstalk` is how much softer, in dB, a voice arrives in the other's channel, `echo` how many seconds later;
    `gain` is how much louder, in dB, the right channel is turned up; `snr` is dB of each voice above the noise of its
    own channel. `share` is the first person's.
    """

    name: str
    seed: int
    voices: tuple[str, str]
    timing: int
    share: float
    overlap: float
    rt60: float
    crosstalk: float = -20.0
    echo: float = 0.0
    gain: float = 0.0
    snr: float = 25.0
    minutes: float = 3.0
    delay: float = 0.0
    """seconds by which the right channel comes late"""
    drift: float = 0.0
    """millionths by which the clock of the right channel is slow"""
    noise: str = ""
    """what else is on one channel, of `disturbing.KINDS`"""
    software: str = ""
    """what works on one channel: gate, gain; or on both: one dead, the same, one upside down"""


@dataclass(frozen=True)
class Recorded:
    """A rendered call: samples of shape (samples, 2), and who truly speaks when."""

    scene: Call
    samples: Sound
    truth: tuple[Spoken, ...]


def calls(voices: Sequence[Voice], rows: int, *, count: int, seed: int = 1, minutes: float = 3.0) -> list[Call]:
    """So many calls with nothing unusual."""
    rng = np.random.default_rng(seed)
    made: list[Call] = []
    for index in range(count):
        first, second = rng.choice(len(voices), 2, replace=False)
        made.append(
            Call(
                name=f"stereo{index:02d}",
                seed=1000 * seed + index,
                voices=(voices[first].name, voices[second].name),
                timing=int(rng.integers(rows)),
                share=round(float(rng.uniform(0.2, 0.8)), 2),
                overlap=round(float(rng.uniform(0.03, 0.06)), 3),
                rt60=round(float(rng.uniform(0.2, 0.5)), 2),
                minutes=minutes,
            )
        )
    return made


def make(call: Call, voices: dict[str, Voice], rows: Sequence[Sequence[Spoken]]) -> Recorded:
    """Renders the call with these voices and timings."""
    rng = np.random.default_rng(call.seed)
    timing = planned(rows[call.timing % len(rows)], call.minutes * 60, call.share, call.overlap, rng)
    tracks, merged = rooms.spoken([voices[name] for name in call.voices], timing, rng)
    truth = tuple((who, *_moved(call, who, start, end)) for who, start, end in merged)
    return Recorded(call, _channels(call, tracks, merged, rng), truth)


def _moved(call: Call, who: int, start: float, end: float) -> tuple[float, float]:
    if who == 0:
        return start, end
    rate = 1 + call.drift / 1e6
    return start * rate + call.delay, end * rate + call.delay


def _channels(call: Call, tracks: list[Sound], spoken: Sequence[Spoken], rng: np.random.Generator) -> Sound:
    near, far = _responses(call, rng)
    voices = [fftconvolve(track, near[k])[: len(track)] for k, track in enumerate(tracks)]
    powers = [np.sqrt(np.mean(voice[np.abs(voice) > 1e-4] ** 2)) for voice in voices]
    voices = [voice / power * 10 ** (LEVEL / 20) for voice, power in zip(voices, powers, strict=True)]
    across = [_late(fftconvolve(voice, far[k])[: len(voice)], call.echo, 0.0) for k, voice in enumerate(voices)]
    channels = []
    for k in (0, 1):
        own = voices[k] + 10 ** (call.crosstalk / 20) * across[1 - k]
        if call.noise and k == call.seed % 2:
            times = [(start, end) for who, start, end in spoken if who == k]
            own = own + disturbance(call.noise, len(own), times, rng) * 10 ** (LEVEL / 20)
        channels.append(own + background(len(own), rng) * 10 ** ((LEVEL - call.snr) / 20))
    channels[1] = _late(channels[1], call.delay, call.drift)
    mixed = np.stack(_worked_on(call, channels), axis=1)
    return np.asarray(mixed * min(2.0, 0.95 / np.abs(mixed).max()))


def _worked_on(call: Call, channels: list[Sound]) -> list[Sound]:
    one, other = (channels[k] for k in (call.seed % 2, 1 - call.seed % 2))
    voice = 10 ** (LEVEL / 20)
    if call.software == "gate":
        one = gated(one, voice)
    elif call.software == "gain":
        one = evened(one, voice)
    elif call.software == "dead":
        one, other = one + other, np.zeros_like(one)
    elif call.software:
        both = one + other
        one, other = both, -both if call.software == "upside down" else both
    one = one * 10 ** (call.gain / 20)
    return [one, other] if call.seed % 2 == 0 else [other, one]


def _late(sound: Sound, delay: float, drift: float) -> Sound:
    if not delay and not drift:
        return sound
    at = (np.arange(len(sound)) - delay * RATE) / (1 + drift / 1e6)
    return np.interp(at, np.arange(len(sound)), sound, left=0.0, right=0.0)


def _responses(call: Call, rng: np.random.Generator) -> tuple[list[Sound], list[Sound]]:
    """What each voice goes through to its own microphone, and beyond that to the other's: half of it by wire."""
    import pyroomacoustics as pra  # slow to import

    near, far = [], []
    for _ in (0, 1):
        size = np.array([rng.uniform(3.5, 6.5), rng.uniform(3.0, 5.0), rng.uniform(2.4, 3.0)])
        absorption, order = pra.inverse_sabine(call.rt60, size)
        room = pra.ShoeBox(size, fs=RATE, materials=pra.Material(min(absorption, 0.99)), max_order=min(order, 25))
        mouth = size * rng.uniform(0.3, 0.6, 3)
        room.add_source(mouth)
        room.add_microphone(mouth + np.array([rng.uniform(0.15, 0.6), 0.1, 0.0]))
        room.add_microphone(np.clip(mouth + np.array([rng.uniform(0.8, 2.0), 0.5, 0.1]), 0.1, size - 0.1))
        room.compute_rir()
        near.append(_scaled(np.asarray(room.rir[0][0])))
        by_wire = call.seed // 2 % 2 == 0
        far.append(np.array([1.0]) if by_wire else _scaled(np.asarray(room.rir[1][0])))
    return near, far


def _scaled(response: Sound) -> Sound:
    first = max(0, int(np.argmax(np.abs(response) > 0.5 * np.abs(response).max())) - 20)
    return response[first:] / np.sqrt((response**2).sum())
