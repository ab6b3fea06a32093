"""Makes the frames that the network is trained on.

    python -m training.material OUT COUNT SEED    # needs TALKRATIO_DATA

Writes OUT/NNNN.npz: `mel` float16 (frames, 40) at 100 Hz, `speech` float16 Silero's chance at 31.25 Hz, `truth` bool
(frames / 2, 2) at 50 Hz, `names` the two voices. Voices whose numeric id is divisible by five and every other timing
are never trained on: figures and calibration come from those.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

from talkratio.voices.features import frames
from talkratio.voices.speech import chances
from training.conversations import (
    Pieces,
    Voice,
    faster,
    invented,
    mixed,
    scene,
    spoken,
    timings,
    voices_of,
    with_pauses,
)
from training.rooms import Floats, impulse_pair

SECONDS = 60
SPEEDS = (0.82, 0.9, 1.0, 1.1, 1.21)
"""a voice played faster or slower, pitch and all, is another voice"""


def data() -> Path:
    """The folder with recordings and texts."""
    return Path(os.environ.get("TALKRATIO_DATA", "../shared"))


def trained_on(everyone: list[Voice]) -> list[Voice]:
    """The voices that may be trained on."""
    return [v for v in everyone if int(v.name) % 5]


def varied(person: Voice, rng: np.random.Generator) -> Voice:
    """The voice at one of the speeds, in half of all cases with softer or louder pauses."""
    made = faster(person, float(rng.choice(SPEEDS)))
    return with_pauses(made, rng.uniform(-20, 6)) if rng.random() < 0.5 else made


def couple(people: list[Voice], rng: np.random.Generator) -> tuple[Voice, Voice]:
    """Two people, of the same sex in more than half of all cases."""
    first = people[rng.integers(len(people))]
    alike = rng.random() < 0.4
    while True:
        second = people[rng.integers(len(people))]
        if second.name != first.name and (second.sex == first.sex or not alike):
            return varied(first, rng), varied(second, rng)


def window(pair: tuple[Pieces, Pieces], length: float, rng: np.random.Generator) -> tuple[Pieces, Pieces]:
    """A stretch of a real conversation's timing."""
    at = rng.uniform(0, max(1.0, max(pair[0][-1][1], pair[1][-1][1]) - length))
    cut = [[(max(b - at, 0.0), min(e - at, length)) for b, e in p if e > at and b < at + length] for p in pair]
    return cut[0], cut[1]


def truth_frames(pieces: Pieces, count: int) -> np.ndarray:
    """Whether the person speaks, at 50 Hz."""
    out = np.zeros(count, bool)
    for start, end in pieces:
        out[round(start * 50) : round(end * 50)] = True
    return out


def main() -> None:
    """See the module."""
    out, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    people = trained_on(voices_of(data() / "audio" / "train"))
    real = timings(data() / "text" / "dev" / "primock_textgrid")[1::2]
    rng = np.random.default_rng(seed)
    rooms: list[tuple[Floats, Floats]] = [impulse_pair(rng) for _ in range(300)]
    size = SECONDS * 16_000
    for number in range(count):
        pair = couple(people, rng)
        plan = window(real[rng.integers(len(real))], SECONDS, rng) if rng.random() < 0.45 else invented(SECONDS, rng)
        halves = bool(rng.random() < 0.8)
        made = [spoken(p, v, size, halves, rng) for p, v in zip(plan, pair, strict=True)]
        sound = mixed((made[0][0], made[1][0]), scene(rng), rooms[rng.integers(len(rooms))], rng)
        np.savez(
            out / f"{number:05d}.npz",
            mel=np.concatenate(list(frames([sound]))).astype(np.float16),
            speech=chances([sound]).astype(np.float16),
            truth=np.stack([truth_frames(t, size // 320) for _, t in made], 1),
            names=np.array([v.name for v in pair]),
            halves=halves,
        )


if __name__ == "__main__":
    main()
