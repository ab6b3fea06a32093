"""Telephones, meetings over the net and codecs: what a voice goes through before it is recorded."""

from __future__ import annotations

import io

import av
import numpy as np
from scipy.signal import resample_poly

from training.rooms import RATE, Floats, coloured_noise

BLOCK = 800
"""samples over which an automatic gain measures: 50 ms"""


def telephone(sound: Floats) -> Floats:
    """Band-limited as by a telephone: 8 kHz, 300 to 3,400 Hz."""
    narrow = resample_poly(sound, 1, 2)
    spectrum = np.fft.rfft(narrow)
    hertz = np.fft.rfftfreq(len(narrow), 1 / 8_000)
    spectrum *= 1 / (1 + (200 / np.maximum(hertz, 1)) ** 4) / (1 + (hertz / 3_500) ** 16)
    return resample_poly(np.fft.irfft(spectrum, len(narrow)), 2, 1)[: len(sound)].astype(np.float32)


def pulse_coded(sound: Floats) -> Floats:
    """Eight bits a sample on a logarithmic scale (G.711, µ-law)."""
    peak = float(np.abs(sound).max()) + 1e-9
    pressed = np.sign(sound) * np.log1p(255 * np.abs(sound) / peak) / np.log(256)
    steps = np.round(pressed * 127) / 127
    return (np.sign(steps) * np.expm1(np.abs(steps) * np.log(256)) / 255 * peak).astype(np.float32)


def coded(sound: Floats, codec: str, bits_per_second: int) -> Floats:
    """Encoded and decoded again, in place (delay removed)."""
    target = io.BytesIO()
    kind = {"libopus": "ogg", "libmp3lame": "mp3"}[codec]
    with av.open(target, "w", format=kind) as box:
        stream = box.add_stream(codec, rate=RATE, layout="mono", bit_rate=bits_per_second)
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=RATE)
        frame = av.AudioFrame.from_ndarray(sound[None].astype(np.float32), format="flt", layout="mono")
        frame.sample_rate = RATE
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            box.mux(stream.encode(part))
        box.mux(stream.encode(None))
    target.seek(0)
    with av.open(target) as box:
        back = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        parts = [p.to_ndarray()[0] for f in box.decode(audio=0) for p in back.resample(f)]
        parts += [p.to_ndarray()[0] for p in back.resample(None)]
    decoded = np.concatenate(parts)[: len(sound)]
    return np.pad(decoded, (0, len(sound) - len(decoded))).astype(np.float32)


def through(codec: str, sound: Floats, rng: np.random.Generator) -> Floats:
    """The sound through `opus`, `mp3` or `telephone`, of a quality that is drawn."""
    if codec == "telephone":
        narrow = telephone(sound)
        return pulse_coded(narrow) if rng.random() < 0.5 else narrow
    if codec == "opus":
        return coded(sound, "libopus", int(rng.choice((8_000, 12_000, 16_000, 24_000))))
    return coded(sound, "libmp3lame", int(rng.choice((24_000, 48_000))))


def over_a_line(track: Floats, rng: np.random.Generator) -> Floats:
    """One side of a call: its own noise, now and then only while they speak, its own gain and codec."""
    level = np.sqrt((track**2).sum() / (np.count_nonzero(track) + 1))
    noise = coloured_noise(len(track), rng) * level * np.float32(10 ** (-rng.uniform(22, 45) / 20))
    if rng.random() < 0.4:
        noise *= np.clip(_running(np.abs(track)) / (0.05 * level + 1e-9), 0, 1)
    sound = (track + noise).astype(np.float32)
    if rng.random() < 0.5:
        sound = evened(sound, rng.uniform(0.2, 0.7))
    return through(str(rng.choice(("opus", "opus", "telephone"))), sound, rng)


def evened(sound: Floats, strength: float) -> Floats:
    """Soft passages raised and loud ones lowered by so much (0..1) of their distance from the mean, as calls do."""
    level = np.sqrt(_running(sound**2)) + 1e-9
    mean = np.sqrt(float((sound**2).mean())) + 1e-9
    return np.asarray(sound * np.clip((mean / level) ** strength, 0.2, 6.0), np.float32)


def _running(power: Floats) -> Floats:
    """Mean of half a second around each block, at every sample."""
    count = len(power) // BLOCK
    blocks = power[: count * BLOCK].reshape(count, BLOCK).mean(axis=1)
    smooth = np.convolve(blocks, np.ones(11) / 11, "same")
    return np.interp(np.arange(len(power)), (np.arange(count) + 0.5) * BLOCK, smooth).astype(np.float32)
