"""Simulated conversations of two people with exact truth, from single utterances of many voices."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from scipy.signal import butter, resample_poly, sosfiltfilt

from training.rooms import coded, coloured_noise, decaying_noise, disturbances, heard, telephone

Floats = npt.NDArray[np.float32]
Pieces = list[tuple[float, float]]
RATE = 16_000
PHRASE_GAP = 0.35
"""a pause shorter than this, in seconds, counts as speech"""


@dataclass(frozen=True)
class Voice:
    """One person's clean sound at a common level, and the stretches (in seconds) in which they speak."""

    name: str
    sex: str
    samples: Floats
    speech: Pieces


def decoded(path: Path) -> Floats:
    """A recording as mono at 16 kHz."""
    with av.open(str(path)) as box:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        parts = [p.to_ndarray()[0] for f in box.decode(audio=0) for p in resampler.resample(f)]
        parts += [p.to_ndarray()[0] for p in resampler.resample(None)]
    return np.concatenate(parts)


def voice(name: str, sex: str, samples: Floats) -> Voice:
    """Levelled to −26 dB while speaking; speech found on the clean sound by its energy between 100 and 7,000 Hz."""
    step, width = RATE // 100, RATE // 40
    inside = sosfiltfilt(butter(4, [100, 7_000], btype="band", fs=RATE, output="sos"), samples.astype(np.float64))
    sums = np.concatenate([[0.0], np.cumsum(inside**2)])
    at = np.arange((len(samples) - width) // step + 1) * step
    decibel = 10 * np.log10((sums[at + width] - sums[at]) / width + 1e-12)
    low, high = np.percentile(decibel, (8, 95))
    active = decibel > max(low + 9, high - 34)
    level = 10 * np.log10((10 ** (decibel[active] / 10)).mean())
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]])))
    runs = [(b / 100, e / 100 + 0.015) for b, e in zip(edges[::2], edges[1::2], strict=True) if e - b > 4]
    scaled = samples * np.float32(10 ** ((-26 - level) / 20))
    return Voice(name, sex, scaled.astype(np.float32), joined(runs, 0.12))


def faster(person: Voice, speed: float) -> Voice:
    """The voice played at another speed, pitch and formants with it; its name says so."""
    if speed == 1:
        return person
    samples = resample_poly(person.samples, 100, round(100 * speed)).astype(np.float32)
    return Voice(f"{person.name}@{speed}", person.sex, samples, [(b / speed, e / speed) for b, e in person.speech])


def with_pauses(person: Voice, decibel: float) -> Voice:
    """The voice with breath and room between its words made softer or louder; what counts as speech is found anew."""
    gain = np.full(len(person.samples), np.float32(10 ** (decibel / 20)))
    for start, end in person.speech:
        gain[int(start * RATE) : int(end * RATE)] = 1
    ramp = np.ones(160, np.float32) / 160
    return voice(person.name, person.sex, person.samples * np.convolve(gain, ramp, "same").astype(np.float32))


def coloured(track: Floats, rng: np.random.Generator) -> Floats:
    """The track through a random smooth filter, as another microphone or place would give it; same power."""
    size = 1 << (len(track) - 1).bit_length()
    hertz = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 20.0)
    curve = np.interp(np.log(hertz), np.linspace(4, 9, 7), rng.normal(0, 0.5, 7))
    shaped = np.fft.irfft(np.fft.rfft(track, size) * np.exp(curve), size)[: len(track)]
    return (shaped * np.sqrt((track**2).sum() / ((shaped**2).sum() + 1e-9))).astype(np.float32)


def joined(pieces: Pieces, bridge: float) -> Pieces:
    """Stretches in order, holes below `bridge` seconds filled."""
    out: Pieces = []
    for start, end in sorted(pieces):
        if out and start - out[-1][1] < bridge:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def voices_of(folder: Path) -> list[Voice]:
    """Every voice of a folder with `manifest.json`."""
    listed = json.loads((folder / "manifest.json").read_text())
    return [voice(item["speaker"], item["sex"], decoded(folder / item["file"])) for item in listed]


def timings(folder: Path) -> list[tuple[Pieces, Pieces]]:
    """Who speaks when in the consultations of PriMock57 (CC BY 4.0): the intervals with text, per person."""
    pattern = re.compile(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "((?:[^"]|"")*)"')
    pairs = []
    for doctor in sorted(folder.glob("*_doctor.TextGrid")):
        both = []
        for path in (doctor, doctor.with_name(doctor.name.replace("_doctor", "_patient"))):
            found = pattern.findall(path.read_text(encoding="utf-8"))
            both.append([(float(b), float(e)) for b, e, text in found if text.strip()])
        pairs.append((both[0], both[1]))
    return pairs


def invented(length: float, rng: np.random.Generator) -> tuple[Pieces, Pieces]:
    """Turns of log-normal length, gaps around 0.2 s, backchannels now and then."""
    plan: tuple[Pieces, Pieces] = ([], [])
    bias = rng.uniform(0.12, 0.88)
    mean, overlapping, listening = rng.uniform(2.5, 9), rng.uniform(0.3, 0.7), rng.uniform(0, 0.5)
    now, who = rng.uniform(0, 2), int(rng.random() < 0.5)
    while now < length - 0.5:
        own = 2 * mean * (bias if who == 0 else 1 - bias)
        end = min(now + float(np.clip(rng.lognormal(np.log(own) - 0.4, 0.9), 0.4, 35)), length - 0.1)
        plan[who].append((now, end))
        at = now + rng.uniform(1, 5)
        while at < end - 1 and rng.random() < listening:
            plan[1 - who].append((at, at + rng.uniform(0.25, 0.9)))
            at += rng.uniform(2, 8)
        gap = rng.normal(0.1 if overlapping > 0.5 else 0.35, 0.55)
        now = max(now + 0.3, end + float(np.clip(gap, -1.2, 2.5)))
        who = 1 - who
    return joined(plan[0], 0.15), joined(plan[1], 0.15)


def spoken(plan: Pieces, person: Voice, size: int, halves: bool, rng: np.random.Generator) -> tuple[Floats, Pieces]:
    """The plan filled with the person's sound: track and true stretches.

    With `halves`, the first half of the conversation uses the first half of the utterance and the second the
    second, so that a profile from one half has never heard the words of the other.
    """
    track, truth = np.zeros(size, np.float32), []
    whole, length = len(person.samples) / RATE, size / RATE
    drift = np.float32(1)
    for start, end in plan:
        while end - start > 0.15:
            low, high = 0.0, whole
            if halves:
                low, high = (0.0, whole / 2) if start < length / 2 else (whole / 2, whole)
            want = min(end - start, high - low)
            begin = _onset(person, low, max(low, high - want), rng)
            take = min(want, high - begin)
            i, n, at = int(begin * RATE), int(take * RATE), int(start * RATE)
            cut = person.samples[i : i + n][: size - at].copy()
            n = len(cut)
            if n < 1600:
                break
            fade = np.linspace(0, 1, 160, dtype=np.float32)
            cut[:160] *= fade
            cut[-160:] *= fade[::-1]
            drift = np.float32(np.clip(drift * 10 ** (rng.normal(0, 0.8) / 20), 0.7, 1.4))
            track[at : at + n] += cut * drift
            inside = [(max(b, begin), min(e, begin + n / RATE)) for b, e in person.speech]
            truth += [(b - begin + start, e - begin + start) for b, e in inside if e - b > 0.03]
            start += take
    return track, joined(truth, PHRASE_GAP)


def _onset(person: Voice, low: float, high: float, rng: np.random.Generator) -> float:
    starts = [b - 0.03 for b, _ in person.speech if low <= b - 0.03 <= high]
    if starts and rng.random() < 0.7:
        return float(rng.choice(starts))
    return float(rng.uniform(low, high)) if high > low else low


@dataclass(frozen=True)
class Scene:
    """How a conversation sounds; decibels."""

    gap: float
    """the second person is quieter by this much"""
    noise: float
    """signal to noise of the louder person"""
    room: str
    disturbed: bool
    codec: str | None


def scene(rng: np.random.Generator) -> Scene:
    """Drawn so that the quieter person still stands at least 2 dB above the noise."""
    gap = float(max(0, rng.uniform(-3, 15)))
    noise = rng.uniform(5 + min(gap, 8), 38)
    room = str(rng.choice(["image", "decay", "none"], p=[0.65, 0.22, 0.13]))
    codec = str(rng.choice(["", "opus", "mp3", "telephone"], p=[0.7, 0.12, 0.08, 0.10])) or None
    return Scene(gap, float(noise), room, bool(rng.random() < 0.6), codec)


def mixed(tracks: tuple[Floats, Floats], look: Scene, pair: tuple[Floats, Floats], rng: np.random.Generator) -> Floats:
    """The two tracks in the scene; which of them is the quieter one is drawn. `pair` is near and far response."""
    first, second = tracks
    quiet = int(rng.random() < 0.5)
    sounds = []
    for index, track in enumerate((first, second)):
        far = index == quiet
        response = {"image": pair[far], "decay": None, "none": None}[look.room]
        if look.room == "decay":
            response = decaying_noise(rng)
        wet = heard(coloured(track, rng) if rng.random() < 0.5 else track, response)
        if response is not None:
            wet *= np.float32(np.sqrt((track**2).sum() / ((wet**2).sum() + 1e-9)))
        sounds.append(wet * np.float32(10 ** (-look.gap / 20) if far else 1.0))
    voice_level = np.float32(0.05)
    mix = sounds[0] + sounds[1] + coloured_noise(len(first), rng) * voice_level * np.float32(10 ** (-look.noise / 20))
    if look.disturbed:
        mix = mix + disturbances(len(first), rng) * voice_level
    mix = (mix * np.float32(min(10 ** (rng.uniform(-22, 8) / 20), 0.95 / (np.abs(mix).max() + 1e-9)))).astype(
        np.float32
    )
    if look.codec == "telephone":
        return telephone(mix)
    if look.codec:
        return coded(mix, *{"opus": ("libopus", 16_000), "mp3": ("libmp3lame", 48_000)}[look.codec])
    return mix
