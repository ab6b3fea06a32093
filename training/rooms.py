"""Rooms, distances, noises and codecs for simulated conversations."""

from __future__ import annotations

import io

import av
import numpy as np
import numpy.typing as npt
import pyroomacoustics as pra
from scipy.signal import oaconvolve, resample_poly

Floats = npt.NDArray[np.float32]
RATE = 16_000


def impulse_pair(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Impulse responses of a near and a far person in one image-source room, direct sound at 0, its energy 1/r².

    The far one is one to four times as far from the microphone.
    """
    size = rng.uniform((2.8, 2.6, 2.4), (7.0, 6.0, 3.4))
    absorption, order = pra.inverse_sabine(_reverberation(rng, size), size)
    room = pra.ShoeBox(size, fs=RATE, materials=pra.Material(absorption), max_order=min(order, 22))
    microphone = np.array([*rng.uniform(0.3, 0.7, 2) * size[:2], rng.uniform(0.7, 1.2)])
    near = rng.uniform(0.35, 1.2)
    for distance in (near, near * rng.uniform(1.0, 4.0)):
        room.add_source(_placed(microphone, distance, size, rng))
    room.add_microphone(microphone)
    room.compute_rir()
    scale = 1 / max(np.abs(room.rir[0][0]).max(), 1e-9)
    first, second = (_from_direct(rir * scale) for rir in room.rir[0])
    return first, second


def _reverberation(rng: np.random.Generator, size: Floats) -> float:
    volume, surface = float(np.prod(size)), 2 * float(size[0] * size[1] + size[0] * size[2] + size[1] * size[2])
    least = 0.161 * volume / surface * 1.05
    return float(max(rng.uniform(0.15, 0.8), least + 0.02))


def _placed(microphone: Floats, distance: float, size: Floats, rng: np.random.Generator) -> Floats:
    angle = rng.uniform(0, 2 * np.pi)
    offset = np.array([np.cos(angle), np.sin(angle), rng.uniform(0.0, 0.4)])
    return np.clip(microphone + distance * offset, 0.15, np.asarray(size) - 0.15)


def _from_direct(rir: Floats) -> Floats:
    first = int(np.argmax(np.abs(rir) > 0.3 * np.abs(rir).max()))
    return np.asarray(rir[max(0, first - 8) : first + int(0.9 * RATE)], np.float32)


def decaying_noise(rng: np.random.Generator) -> Floats:
    """A response without a room: direct sound and an exponentially decaying tail."""
    length = int(rng.uniform(0.15, 0.7) * RATE)
    tail = rng.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    tail[: int(0.004 * RATE)] = 0
    tail *= 10 ** (-rng.uniform(0, 14) / 20) / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    return tail.astype(np.float32)


def heard(dry: Floats, response: Floats | None) -> Floats:
    """The sound at the microphone."""
    return dry if response is None else oaconvolve(dry, response)[: len(dry)].astype(np.float32)


def coloured_noise(length: int, rng: np.random.Generator) -> Floats:
    """Noise of a random smooth colour, unit power, its level drifting a little."""
    size = 1 << (length - 1).bit_length()
    spectrum = np.fft.rfft(rng.standard_normal(size).astype(np.float32))
    hertz = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 20.0)
    slope = rng.uniform(-1.0, 0.1) * np.log(hertz)
    bumps = np.interp(np.log(hertz), np.linspace(3, 9, 8), rng.normal(0, 0.6, 8))
    noise = np.fft.irfft(spectrum * np.exp(slope + bumps), size)[:length]
    drift = np.interp(np.arange(length), np.linspace(0, length, 8), rng.uniform(0.7, 1.3, 8))
    noise *= drift
    return (noise / np.sqrt((noise**2).mean() + 1e-12)).astype(np.float32)


def disturbances(length: int, rng: np.random.Generator) -> Floats:
    """Hum, typing, knocks, breath and music, each now and then; 1.0 is the level of a voice."""
    sound, time = np.zeros(length), np.arange(length) / RATE
    if rng.random() < 0.3:
        pitch = rng.choice((50, 60, 100, 120)) * rng.uniform(0.99, 1.01)
        for overtone in range(1, 6):
            sound += 10 ** (-rng.uniform(18, 40) / 20) / overtone * np.sin(2 * np.pi * pitch * overtone * time)
    if rng.random() < 0.3:
        _bursts(sound, rng, count=rng.integers(20, 150), seconds=(0.008, 0.05), decibel=(-22, 0), band=(0.02, 0.5))
    if rng.random() < 0.4:
        _bursts(sound, rng, count=rng.integers(2, 14), seconds=(0.03, 0.2), decibel=(-18, 3), band=(0.0, 0.2))
    if rng.random() < 0.5:
        _bursts(
            sound, rng, count=rng.integers(3, 20), seconds=(0.2, 0.7), decibel=(-36, -16), band=(0.06, 0.6), soft=True
        )
    if rng.random() < 0.12:
        sound += _music(length, rng) * 10 ** (-rng.uniform(8, 26) / 20)
    return sound.astype(np.float32)


def _bursts(
    sound: npt.NDArray[np.float64],
    rng: np.random.Generator,
    *,
    count: int,
    seconds: tuple[float, float],
    decibel: tuple[float, float],
    band: tuple[float, float],
    soft: bool = False,
) -> None:
    for _ in range(count):
        length = int(rng.uniform(*seconds) * RATE)
        spectrum = np.fft.rfft(rng.standard_normal(length))
        position = np.linspace(0, 1, len(spectrum))
        spectrum[(position < band[0]) | (position > band[1] * rng.uniform(0.5, 1))] *= 0.05
        burst = np.fft.irfft(spectrum, length)
        burst *= np.hanning(length) if soft else np.exp(-5 * np.arange(length) / length)
        burst *= 10 ** (rng.uniform(*decibel) / 20) / (np.abs(burst).max() / 3 + 1e-9)
        at = int(rng.integers(0, len(sound) - length))
        sound[at : at + length] += burst


def _music(length: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    music, at = np.zeros(length), 0
    while at < length:
        size = min(int(rng.uniform(0.2, 1.0) * RATE), length - at)
        time = np.arange(size) / RATE
        for note in rng.integers(36, 80, 3):
            pitch = 440 * 2 ** ((note - 69) / 12)
            for overtone in range(1, 5):
                music[at : at + size] += np.sin(2 * np.pi * pitch * overtone * time) * np.exp(-2 * time) / overtone
        at += size
    return np.asarray(music / np.sqrt((music**2).mean() + 1e-9))


def telephone(sound: Floats) -> Floats:
    """Band-limited as by a telephone: 8 kHz, 300 to 3,400 Hz."""
    narrow = resample_poly(sound, 1, 2)
    spectrum = np.fft.rfft(narrow)
    hertz = np.fft.rfftfreq(len(narrow), 1 / 8_000)
    spectrum *= 1 / (1 + (200 / np.maximum(hertz, 1)) ** 4) / (1 + (hertz / 3_500) ** 16)
    return resample_poly(np.fft.irfft(spectrum, len(narrow)), 2, 1)[: len(sound)].astype(np.float32)


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
