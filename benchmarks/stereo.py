"""Two people on two channels with what real calls bring: crosstalk, unequal gains, delay, drift, and noises of a desk.

`python -m benchmarks.stereo [FOLDER]` makes them beside the rooms; the voices are other people's, so never in the
repository. The truth is exact, as in `benchmarks.rooms`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import fftconvolve

from benchmarks import rooms
from benchmarks.disturbing import KINDS, disturbance
from benchmarks.material import LEVEL, RATE, Sound, Spoken, Voice, data_folder, held_out_voices, measured_timings
from benchmarks.timing import planned

CROSSTALKS = (-6.0, -10.0, -15.0, -20.0, -30.0)


@dataclass(frozen=True)
class Call:
    """Everything that decides how a stereo conversation sounds; the same call gives the same samples.

    `crosstalk` is how much softer, in dB, a voice arrives in the other's channel; `gain` is how much louder, in dB,
    the right channel is turned up; `snr` is dB of each voice above the noise of its own channel.
    """

    name: str
    seed: int
    voices: tuple[str, str]
    timing: int
    crosstalk: float
    gain: float
    snr: float
    share: float
    overlap: float
    minutes: float = 3.0
    rt60: float = 0.3
    delay: float = 0.0
    """seconds by which the right channel comes late"""
    drift: float = 0.0
    """millionths by which the clock of the right channel is slow"""
    noises: tuple[str, str] = ("", "")
    """what else is on each channel, of `disturbing.KINDS`"""


@dataclass(frozen=True)
class Recorded:
    """A rendered call: samples of shape (samples, 2), and who truly speaks when."""

    scene: Call
    samples: Sound
    truth: tuple[Spoken, ...]


def calls(voices: Sequence[Voice], rows: int, *, count: int = 40, seed: int = 1, minutes: float = 3.0) -> list[Call]:
    """Every crosstalk, every kind of noise, quiet and hardly speaking people, double talk, delay and drift."""
    rng = np.random.default_rng(seed)
    made: list[Call] = []
    noisy = -1
    for index in range(count):
        first, second = rng.choice(len(voices), 2, replace=False)
        special = ("plain", "noise", "noise", "few", "double", "late", "drift", "noise")[index % 8]
        noisy += special == "noise"
        kind = KINDS[noisy % len(KINDS)]
        side = int(rng.integers(2))
        made.append(
            Call(
                name=f"stereo{index:02d}",
                seed=1000 * seed + index,
                voices=(voices[first].name, voices[second].name),
                timing=int(rng.integers(rows)),
                crosstalk=CROSSTALKS[index % 5],
                gain=round(float(rng.uniform(-20, 20)), 1),
                snr=round(float(rng.uniform(10, 30)), 1),
                share=round(float(rng.uniform(0.2, 0.8)), 2) if special != "few" else 0.04,
                overlap=round(float(rng.uniform(0.03, 0.06)), 3) if special != "double" else 0.18,
                minutes=minutes,
                rt60=round(float(rng.uniform(0.2, 0.5)), 2),
                delay=round(float(rng.uniform(0.03, 0.25)), 3) if special == "late" else 0.0,
                drift=round(float(rng.uniform(100, 300)), 0) if special == "drift" else 0.0,
                noises=("", "") if special != "noise" else (kind, "") if side else ("", kind),
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


def write(recorded: Recorded, folder: Path) -> Path:
    """NAME.flac, NAME.rttm and NAME.json in the folder; returns the recording."""
    return rooms.write(recorded, folder)  # type: ignore[arg-type]


def made(folder: Path, **options: float) -> Iterator[Path]:
    """The recordings in the folder, made when they are not there yet."""
    data = data_folder()
    voices, rows = held_out_voices(data), measured_timings(data)
    named = {voice.name: voice for voice in voices}
    for call in calls(voices, len(rows), **options):  # type: ignore[arg-type]
        path = folder / f"{call.name}.flac"
        yield path if path.exists() else write(make(call, named, rows), folder)


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
    across = [fftconvolve(voice, far[k])[: len(voice)] for k, voice in enumerate(voices)]
    channels = []
    for k in (0, 1):
        own = voices[k] + 10 ** (call.crosstalk / 20) * across[1 - k]
        if call.noises[k]:
            times = [(start, end) for who, start, end in spoken if who == k]
            own = own + disturbance(call.noises[k], len(own), times, rng) * 10 ** (LEVEL / 20)
        noise = rooms.background(len(own), rng) * 10 ** ((LEVEL - call.snr) / 20)
        channels.append(own + noise)
    channels[1] = _late(channels[1], call.delay, call.drift)
    gains = (-abs(call.gain), 0.0) if call.gain > 0 else (0.0, -abs(call.gain))
    mixed = np.stack([x * 10 ** (gain / 20) for x, gain in zip(channels, gains, strict=True)], axis=1)
    return np.asarray(mixed * min(2.0, 0.95 / np.abs(mixed).max()))


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
        by_wire = call.seed % 2 == 0
        far.append(np.array([1.0]) if by_wire else _scaled(np.asarray(room.rir[1][0])))
    return near, far


def _scaled(response: Sound) -> Sound:
    first = max(0, int(np.argmax(np.abs(response) > 0.5 * np.abs(response).max())) - 20)
    return response[first:] / np.sqrt((response**2).sum())


def main() -> None:
    """Makes the recordings."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else rooms.folder() / "stereo"
    for path in made(folder):
        print(path, flush=True)


if __name__ == "__main__":
    main()
