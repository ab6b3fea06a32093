"""What conversations are made of: voices that no engine was trained on, and the timing of real consultations.

Voices whose numeric id is divisible by five are held out: no engine trains on them, every figure and the calibration
of the band come from them. The few English voices of the development set were never trained on either.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from scipy.signal import butter, sosfiltfilt

RATE = 16_000
HOP = 0.010
PAUSE = 0.35  # a pause at least this long ends a phrase
LEVEL = -26.0  # dB re full scale, of every voice while it speaks

Sound = npt.NDArray[np.float64]
Spoken = tuple[int, float, float]
"""Who (0 or 1) speaks from when to when, in seconds."""


def data_folder() -> Path:
    """The recordings and texts with truth: `TALKRATIO_DATA`, else a folder `shared` beside the repository."""
    return Path(os.environ.get("TALKRATIO_DATA", Path(__file__).resolve().parents[2] / "shared"))


def held_out(speaker: str) -> bool:
    """Whether this voice is kept for measuring: its numeric id is divisible by five."""
    return int(speaker) % 5 == 0


@dataclass(frozen=True)
class Voice:
    """One person: sex `F` or `M`, and the files in which nobody else speaks."""

    name: str
    sex: str
    files: tuple[Path, ...]


def held_out_voices(data: Path, *, seconds: float = 9.0) -> list[Voice]:
    """The held-out voices with at least so many seconds of speech, by numeric id."""
    train = data / "audio" / "train"
    listed = json.loads((train / "manifest.json").read_text(encoding="utf-8"))
    kept = [row for row in listed if held_out(row["speaker"]) and row["duration_s"] >= seconds]
    return [Voice(row["speaker"], row["sex"], (train / row["file"],)) for row in sorted(kept, key=_by_id)]


def development_voices(data: Path) -> list[Voice]:
    """The five English voices of the development set, read sentence by sentence."""
    folder = data / "audio" / "dev" / "asr_en"
    sexes = {"2609": "M", "3005": "M", "3331": "F", "367": "F", "533": "F"}
    return [Voice(name, sex, tuple(sorted(folder.glob(f"{name}-*.flac")))) for name, sex in sexes.items()]


@cache
def cast() -> tuple[dict[str, Voice], list[list[Spoken]]]:
    """The held-out voices by name, and the timings they speak in."""
    data = data_folder()
    return {voice.name: voice for voice in held_out_voices(data)}, measured_timings(data)


def measured_timings(data: Path) -> list[list[Spoken]]:
    """Every other of `timings`: the network is trained on the rest."""
    return timings(data)[::2]


def timings(data: Path) -> list[list[Spoken]]:
    """Hand-marked utterances of real consultations (PriMock57): 0 is the doctor, 1 the patient; sorted by start."""
    found = []
    for doctor in sorted((data / "text" / "dev" / "primock_textgrid").glob("*_doctor.TextGrid")):
        patient = doctor.with_name(doctor.name.replace("_doctor", "_patient"))
        spoken = [(who, *times) for who, path in enumerate((doctor, patient)) for times in _marked(path)]
        found.append(sorted(spoken, key=lambda row: row[1]))
    return found


@dataclass(frozen=True)
class Phrase:
    """A stretch of speech without a long pause; speech begins `lead` s into `sound` and lasts `duration` s."""

    sound: Sound
    lead: float
    duration: float
    rest: float
    """the pause that followed when it was read, in seconds"""


class Reader:
    """Reads one voice aloud, from a random place and round and round, in pieces of the length asked for."""

    def __init__(self, voice: Voice, rng: np.random.Generator) -> None:
        phrases = [phrase for file in voice.files for phrase in phrases_of(file)]
        first = int(rng.integers(len(phrases)))
        self._queue = phrases[first:] + phrases[:first]
        self._all = list(self._queue)

    def take(self, seconds: float) -> Iterator[tuple[float, Phrase]]:
        """Phrases that fill `seconds`, each with its offset in seconds; the last one is cut at its softest place."""
        at = 0.0
        while seconds - at > 0.2:
            phrase = self._next()
            if phrase.duration > seconds - at + 0.15:
                phrase, remainder = _cut(phrase, seconds - at)
                if remainder is not None:
                    self._queue.insert(0, remainder)
            yield at, phrase
            at += phrase.duration + min(max(phrase.rest, 0.12), 0.9)

    def _next(self) -> Phrase:
        if not self._queue:
            self._queue = list(self._all)
        return self._queue.pop(0)


def phrases_of(path: Path) -> list[Phrase]:
    """The phrases of a clean, close recording, at a common level; found by energy before any room or noise."""
    sound, rate = soundfile.read(path, dtype="float64", always_2d=True)
    if rate != RATE:
        raise ValueError(f"{path}: {rate} Hz, expected {RATE}")
    x = sound.mean(axis=1)
    x -= x.mean()
    runs, level = speech_runs(x)
    x *= 10 ** ((LEVEL - level) / 20)
    groups: list[tuple[float, float]] = []
    for start, end in runs:
        if groups and start - groups[-1][1] < PAUSE:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    ends = [*(start for start, _ in groups[1:]), None]
    return [_phrase(x, start, end, after) for (start, end), after in zip(groups, ends, strict=True)]


def speech_runs(x: Sound) -> tuple[list[tuple[float, float]], float]:
    """Where a clean recording has speech, in seconds, by energy between 100 and 7000 Hz; and its level in dB."""
    y = sosfiltfilt(butter(4, [100, 7000], btype="band", fs=RATE, output="sos"), x)
    window, hop = int(0.025 * RATE), int(HOP * RATE)
    power = np.concatenate([[0.0], np.cumsum(y**2)])
    starts = np.arange(0, len(y) - window, hop)
    decibels = 10 * np.log10((power[starts + window] - power[starts]) / window + 1e-12)
    active = decibels > max(np.percentile(decibels, 8) + 9, np.percentile(decibels, 95) - 34)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]])))
    runs: list[tuple[float, float]] = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        start, end = first * HOP, min(last * HOP + 0.015, len(x) / RATE)
        if runs and start - runs[-1][1] < 0.12:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    level = 10 * np.log10(np.mean(10 ** (decibels[active] / 10)))
    return [(start, end) for start, end in runs if end - start > 0.08], float(level)


def _phrase(x: Sound, start: float, end: float, after: float | None) -> Phrase:
    low, high = max(start - 0.05, 0.0), min(end + 0.10, len(x) / RATE)
    piece = _faded(x[int(low * RATE) : int(high * RATE)].copy(), 0.01)
    return Phrase(piece, start - low, end - start, 0.45 if after is None else after - end)


def _cut(phrase: Phrase, seconds: float) -> tuple[Phrase, Phrase | None]:
    window = int(0.02 * RATE)
    energy = np.convolve(phrase.sound**2, np.ones(window), "same")
    low = int((phrase.lead + max(0.15, seconds - 0.2)) * RATE)
    high = int((phrase.lead + min(seconds + 0.2, phrase.duration - 0.05)) * RATE)
    if high - low < window:
        return phrase, None
    at = low + int(np.argmin(energy[low:high]))
    spoken = at / RATE - phrase.lead
    head = Phrase(_faded(phrase.sound[:at].copy(), 0.01), phrase.lead, spoken, 0.3)
    if phrase.duration - spoken < 0.4:
        return head, None
    return head, Phrase(_faded(phrase.sound[at:].copy(), 0.01), 0.0, phrase.duration - spoken, phrase.rest)


def _faded(sound: Sound, seconds: float) -> Sound:
    ramp = np.linspace(0, 1, int(seconds * RATE))
    sound[: len(ramp)] *= ramp
    sound[-len(ramp) :] *= ramp[::-1]
    return sound


def _marked(path: Path) -> list[tuple[float, float]]:
    found = re.findall(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "((?:[^"]|"")*)"', path.read_text(encoding="utf-8"))
    return [(float(start), float(end)) for start, end, text in found if text.strip()]


def _by_id(row: dict[str, str]) -> int:
    return int(row["speaker"])
