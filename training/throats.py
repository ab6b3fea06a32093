"""More voices than were recorded: the same words at another speed, of another throat, with other pauses."""

from __future__ import annotations

import numpy as np
from scipy.signal import resample_poly

from training.conversations import RATE, Voice, voice

SPEEDS = (0.82, 0.9, 1.0, 1.1, 1.21)
"""a voice played faster or slower, pitch and all, is another voice"""
PITCHES = (0.8, 0.9, 1.12, 1.25)
THROATS = (0.88, 1.0, 1.13)
"""lengths of the throat: the envelope of the spectrum moved, the pitch left alone"""
FRAME = 5.0
"""milliseconds between the frames of the vocoder"""


def varied(person: Voice, rng: np.random.Generator) -> Voice:
    """The voice at one of the speeds or of another throat, in half of all cases with softer or louder pauses."""
    if rng.random() < 0.45:
        made = revoiced(person, float(rng.choice(PITCHES)), float(rng.choice(THROATS)))
    else:
        made = faster(person, float(rng.choice(SPEEDS)))
    return with_pauses(made, rng.uniform(-20, 6)) if rng.random() < 0.5 else made


def faster(person: Voice, speed: float) -> Voice:
    """The voice played at another speed, pitch and formants with it; its name says so."""
    if speed == 1:
        return person
    samples = resample_poly(person.samples, 100, round(100 * speed)).astype(np.float32)
    return Voice(f"{person.name}@{speed}", person.sex, samples, [(b / speed, e / speed) for b, e in person.speech])


def revoiced(person: Voice, pitch: float, throat: float) -> Voice:
    """The voice with pitch and formants multiplied, through the vocoder WORLD (Morise et al. 2016); same timing."""
    import pyworld

    sound = person.samples.astype(np.float64)
    hertz, at = pyworld.dio(sound, RATE, frame_period=FRAME)
    hertz = pyworld.stonemask(sound, hertz, at, RATE)
    envelope, breath = pyworld.cheaptrick(sound, hertz, at, RATE), pyworld.d4c(sound, hertz, at, RATE)
    bins = np.arange(envelope.shape[1])
    low = np.minimum(bins / throat, bins[-1])
    first = np.minimum(low.astype(int), bins[-1] - 1)
    part = low - first
    moved = envelope[:, first] ** (1 - part) * envelope[:, first + 1] ** part
    made = pyworld.synthesize(hertz * pitch, np.ascontiguousarray(moved), breath, RATE, FRAME)
    made = np.pad(made, (0, max(0, len(sound) - len(made))))[: len(sound)]
    level = np.sqrt((sound**2).sum() / ((made**2).sum() + 1e-9))
    return Voice(f"{person.name}~{pitch}~{throat}", person.sex, (made * level).astype(np.float32), person.speech)


def with_pauses(person: Voice, decibel: float) -> Voice:
    """The voice with breath and room between its words made softer or louder; what counts as speech is found anew."""
    gain = np.full(len(person.samples), np.float32(10 ** (decibel / 20)))
    for start, end in person.speech:
        gain[int(start * RATE) : int(end * RATE)] = 1
    ramp = np.ones(160, np.float32) / 160
    return voice(person.name, person.sex, person.samples * np.convolve(gain, ramp, "same").astype(np.float32))
