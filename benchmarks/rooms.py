"""Conversations of our own to measure on: real turn timing, held-out voices, image-source rooms, exact truth.

`python -m benchmarks.rooms [FOLDER]` makes them; the folder defaults to `TALKRATIO_ROOMS`, else one among the
temporary files. Never in the repository: the voices are other people's.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import fftconvolve

from benchmarks.disturbing import background
from benchmarks.material import LEVEL, RATE, Reader, Sound, Spoken, Voice, cast
from benchmarks.parallel import each
from benchmarks.timing import merged, planned

NAMES = ("A", "B")


@dataclass(frozen=True)
class Scene:
    """Everything that decides how a conversation sounds; the same scene gives the same samples.

    `timing` is a row of `timings`. `share` (of A) and `overlap` (of speech) are 0..1, `None` as in the timing; `gap`
    is how many dB B is quieter than A, `None` as the distances make it; `snr` is in dB below the louder voice.
    """

    name: str
    seed: int
    voices: tuple[str, str]
    timing: int
    minutes: float = 8.0
    rt60: float = 0.35
    near: float = 0.7
    farther: float = 2.0
    snr: float = 25.0
    share: float | None = None
    overlap: float | None = None
    gap: float | None = None
    crosstalk: float | None = None
    """dB of the other voice in each channel of a stereo recording; `None` is mono"""
    codec: str | None = None
    """what it is sent through: opus (16 kb/s), mp3 (64 kb/s), telephone (8 kHz)"""


@dataclass(frozen=True)
class Room:
    """A rendered scene: samples of shape (samples,) or (samples, 2), and who truly speaks when."""

    scene: Scene
    samples: Sound
    truth: tuple[Spoken, ...]


def make(scene: Scene, voices: dict[str, Voice], rows: Sequence[Sequence[Spoken]]) -> Room:
    """Renders the scene with these voices and timings."""
    rng = np.random.default_rng(scene.seed)
    tracks, truth = spoken(
        [voices[name] for name in scene.voices], plan(scene, rows[scene.timing % len(rows)], rng), rng
    )
    return Room(scene, _sounding(scene, tracks, rng), truth)


def spoken(
    voices: Sequence[Voice], timing: Sequence[Spoken], rng: np.random.Generator
) -> tuple[list[Sound], tuple[Spoken, ...]]:
    """A track for each of two voices that read by the timing, dry and alone, and when each truly speaks."""
    length = int((max(end for _, _, end in timing) + 3.0) * RATE)
    tracks: list[Sound] = [np.zeros(length), np.zeros(length)]
    truth: list[Spoken] = []
    readers = [Reader(voice, rng) for voice in voices]
    for who, start, end in timing:
        loudness = 10 ** (rng.normal(0, 1.2) / 20)
        for offset, phrase in readers[who].take(end - start):
            first = max(0, int((start + offset - phrase.lead) * RATE))
            piece = phrase.sound[: length - first] * loudness
            tracks[who][first : first + len(piece)] += piece
            truth.append((who, first / RATE + phrase.lead, first / RATE + phrase.lead + phrase.duration))
    return tracks, merged(truth)


def plan(scene: Scene, row: Sequence[Spoken], rng: np.random.Generator) -> list[Spoken]:
    """The timing brought to the length, share and overlap of the scene."""
    return planned(row, scene.minutes * 60, scene.share, scene.overlap, rng)


def write(room: Room, folder: Path) -> Path:
    """NAME.flac, NAME.rttm and NAME.json in the folder; returns the recording."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{room.scene.name}.flac"
    lines = [
        f"SPEAKER {room.scene.name} 1 {start:.3f} {end - start:.3f} <NA> <NA> {NAMES[who]} <NA> <NA>\n"
        for who, start, end in room.truth
    ]
    path.with_suffix(".rttm").write_text("".join(lines), encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps(asdict(room.scene), indent=1), encoding="utf-8")
    soundfile.write(path, room.samples, RATE, subtype="PCM_16")
    return path


def written(listed: Sequence[Scene], folder: Path) -> list[Path]:
    """The recordings of the scenes in the folder; those that are missing are made."""
    paths = [folder / f"{scene.name}.flac" for scene in listed]
    missing = [scene for scene, path in zip(listed, paths, strict=True) if not path.exists()]
    list(each(partial(cast_and_written, folder=folder), missing))
    return paths


def cast_and_written(scene: Scene, folder: Path) -> Path:
    """The recording of a scene of held-out voices and measured timings, made anew."""
    return write(make(scene, *cast()), folder)


def scenes(voices: Sequence[Voice], rows: int, *, count: int = 24, seed: int = 1, minutes: float = 7.0) -> list[Scene]:
    """Rooms like those of real conversations: one person two to four times farther away, 4–6 % overlap, noise.

    Nobody speaks in two of the first `len(voices) // 2` rooms.
    """
    rng = np.random.default_rng(seed)
    made: list[Scene] = []
    order: list[int] = []
    for index in range(count):
        if len(order) < 2:
            order = [int(k) for k in rng.permutation(len(voices))]
        pair = (voices[order.pop()].name, voices[order.pop()].name)
        made.append(
            Scene(
                name=f"room{index:02d}",
                seed=1000 * seed + index,
                voices=pair,
                timing=int(rng.integers(rows)),
                minutes=minutes,
                rt60=round(float(rng.uniform(0.2, 0.6)), 2),
                near=round(float(rng.uniform(0.5, 0.9)), 2),
                farther=round(float(rng.uniform(2, 4)), 2) * (1 if rng.random() < 0.5 else -1),
                snr=round(float(rng.uniform(18, 32)), 1),
                share=round(float(rng.uniform(0.2, 0.8)), 2),
                overlap=round(float(rng.uniform(0.04, 0.06)), 3),
            )
        )
    return made


def folder() -> Path:
    """Where made conversations are kept between runs."""
    return Path(os.environ.get("TALKRATIO_ROOMS", Path(tempfile.gettempdir()) / "talkratio-rooms"))


def main() -> None:
    """Makes the rooms of the benchmark."""
    voices, rows = cast()
    for path in written(scenes(list(voices.values()), len(rows)), Path(sys.argv[1]) if sys.argv[1:] else folder()):
        print(path)


def _sounding(scene: Scene, tracks: list[Sound], rng: np.random.Generator) -> Sound:
    heard = [
        fftconvolve(track, response)[: len(track)]
        for track, response in zip(tracks, _responses(scene, rng), strict=True)
    ]
    powers = [float((x[np.abs(x) > 1e-4] ** 2).sum() / max(1, (np.abs(x) > 1e-4).sum())) for x in heard]
    if scene.gap is not None:
        heard[1] *= np.sqrt(powers[0] / powers[1]) * 10 ** (-scene.gap / 20)
        powers[1] = powers[0] * 10 ** (-scene.gap / 10)
    loudest = np.sqrt(max(powers))
    heard = [x / loudest * 10 ** (LEVEL / 20) for x in heard]
    noise = 10 ** ((LEVEL - scene.snr) / 20)
    if scene.crosstalk is not None:
        leak = 10 ** (scene.crosstalk / 20)
        pair = (heard[0] + leak * heard[1], heard[1] + leak * heard[0])
        mixed = np.stack([x + noise * background(len(x), rng) for x in pair], axis=1)
    else:
        mixed = heard[0] + heard[1] + noise * background(len(heard[0]), rng)
    mixed *= 10 ** (rng.uniform(-8, 4) / 20)
    return _coded(np.asarray(mixed * min(1.0, 0.95 / np.abs(mixed).max())), scene.codec)


def _coded(samples: Sound, codec: str | None) -> Sound:
    if codec is None:
        return samples
    from training.rooms import coded, telephone  # slow to import

    sound, kinds = samples.astype(np.float32), {"opus": ("libopus", 16_000), "mp3": ("libmp3lame", 64_000)}
    return np.asarray(telephone(sound) if codec == "telephone" else coded(sound, *kinds[codec]), np.float64)


def _responses(scene: Scene, rng: np.random.Generator) -> list[Sound]:
    """What the room does to each voice on its way to the one microphone; the direct sound comes at once."""
    import pyroomacoustics as pra  # slow to import

    size = np.array([rng.uniform(3.5, 6.5), rng.uniform(3.0, 5.0), rng.uniform(2.4, 3.0)])
    absorption, order = pra.inverse_sabine(scene.rt60, size)
    shoebox = pra.ShoeBox(size, fs=RATE, materials=pra.Material(min(absorption, 0.99)), max_order=min(order, 45))
    table = np.array([size[0] * rng.uniform(0.25, 0.4), size[1] * rng.uniform(0.35, 0.6), 0.8])
    distances = [scene.near, scene.near * abs(scene.farther)]
    distances = distances if scene.farther > 0 else distances[::-1]
    for distance in distances:
        angle = rng.uniform(-0.5, 0.5)
        way = np.array([np.cos(angle), np.sin(angle), rng.uniform(0.1, 0.35)])
        place = table + distance * way / np.linalg.norm(way)
        shoebox.add_source(np.clip(place, 0.15, size - 0.15))
    shoebox.add_microphone(table)
    shoebox.compute_rir()
    return [_from_direct(np.asarray(shoebox.rir[0][k])) for k in (0, 1)]


def _from_direct(response: Sound) -> Sound:
    return response[max(0, int(np.argmax(np.abs(response) > 0.5 * np.abs(response).max())) - 20) :]


if __name__ == "__main__":
    main()
