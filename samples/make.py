"""Makes the sample conversations from their scripts: `python samples/make.py` (needs espeak-ng).

For every `NAME.toml` it writes `NAME.ogg` (one microphone in a room), `NAME-stereo.ogg` (one person per channel),
`NAME.vtt` and `NAME-stereo.vtt` (captions with speakers), and `truth/NAME.rttm` (who spoke when, from the dry voices).
"""

from __future__ import annotations

import io
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from talkratio.conversation import Conversation, Turn, Word
from talkratio.formats import rttm, webvtt
from talkratio.interval import Interval, union

HERE = Path(__file__).parent
RATE = 16_000
LEAD = 0.8
"""seconds of silence before the first and after the last word"""
BRIDGE = 0.35
"""a pause inside a phrase shorter than this counts as speech, in seconds"""
FRAME = 0.01
Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """A spoken line: dry samples and the second at which they start."""

    who: str
    text: str
    start: float
    samples: Samples

    @property
    def end(self) -> float:
        """The second at which the line is over."""
        return self.start + len(self.samples) / RATE


def speak(text: str, voice: dict[str, Any]) -> Samples:
    """The text as espeak-ng says it, trimmed of silence at both ends."""
    command = [
        "espeak-ng",
        "--stdout",
        "-v",
        voice["voice"],
        "-s",
        str(voice["speed"]),
        "-p",
        str(voice["pitch"]),
        text,
    ]
    sound, rate = soundfile.read(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))
    length = int(len(sound) * RATE / rate)
    samples = np.interp(np.arange(length) / RATE, np.arange(len(sound)) / rate, sound)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0] : loud[-1] + 1]


def arrange(script: dict[str, Any]) -> list[Line]:
    """Lines on the clock, as their gaps say."""
    lines: list[Line] = []
    clock = LEAD
    floor: Line | None = None
    for entry in script["line"]:
        samples = speak(entry.get("sounds", entry["text"]), script["voices"][entry["who"]])
        if "inside" in entry and floor is not None:
            lines.append(Line(entry["who"], entry["text"], floor.start + entry["inside"], samples))
            continue
        floor = Line(entry["who"], entry["text"], clock + entry.get("gap", 0.0), samples)
        lines.append(floor)
        clock = floor.end
    return lines


def track(lines: list[Line], who: str, length: int) -> Samples:
    """One person's dry voice over the whole conversation."""
    out = np.zeros(length)
    for line in lines:
        if line.who == who:
            at = round(line.start * RATE)
            out[at : at + len(line.samples)] += line.samples
    return out


def spoken(dry: Samples) -> tuple[Interval, ...]:
    """Where a dry voice sounds, pauses inside a phrase included."""
    size = int(FRAME * RATE)
    frames = dry[: len(dry) // size * size].reshape(-1, size)
    on = np.flatnonzero(np.sqrt((frames**2).mean(axis=1)) > 0.004)
    return union((Interval(frame * FRAME, (frame + 1) * FRAME) for frame in on), bridge=BRIDGE)


def room(dry: Samples, distance: float, generator: np.random.Generator) -> Samples:
    """A voice heard across a small room: direct sound, then a decaying tail of 0.25 s."""
    count = int(0.25 * RATE)
    tail = generator.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    tail[0] = 14.0 / distance
    response = tail / np.sqrt((tail**2).sum())
    size = 1 << (len(dry) + count - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(response, size), size)[: len(dry)]
    return wet / distance**0.5


def words_of(line: Line) -> list[Word]:
    """The line's words, spread over it by their length."""
    texts = line.text.split()
    edges = np.cumsum([0, *(len(text) + 1 for text in texts)]) / sum(len(text) + 1 for text in texts)
    times = line.start + edges * (line.end - line.start)
    return [
        Word(Interval(round(float(a), 3), round(float(b), 3)), text, speaker=line.who)
        for text, a, b in zip(texts, times[:-1], times[1:], strict=True)
    ]


def make(path: Path) -> None:
    """All files of one script."""
    script = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = arrange(script)
    length = int((max(line.end for line in lines) + LEAD) * RATE)
    people = (script["manager"], script["employee"])
    dry = {who: track(lines, who, length) for who in people}
    turns = tuple(Turn(interval, who) for who in people for interval in spoken(dry[who]))
    words = tuple(word for line in lines for word in words_of(line))
    truth = Conversation(length / RATE, turns, words, script["language"])
    # One cue a line, with the line's own times: captions, as a meeting program writes them.
    cues = tuple(Turn(Interval(round(line.start, 3), round(line.end, 3)), line.who) for line in lines)
    captions = Conversation(length / RATE, cues, words, script["language"], "captions")

    generator = np.random.default_rng(30)
    wet = [room(dry[who], distance, generator) for who, distance in zip(people, (1.0, 2.0), strict=True)]
    hum = generator.standard_normal(length) * 0.0012
    near = [room(dry[who], 0.3, generator) for who in people]
    stereo = np.stack([near[0] + 0.05 * wet[1], near[1] + 0.05 * wet[0]], axis=1) + hum[:, None]
    write(path.with_suffix(".ogg"), sum(wet) + hum)
    write(path.with_name(f"{path.stem}-stereo.ogg"), stereo)
    (HERE / "truth").mkdir(exist_ok=True)
    for name in (path.stem, f"{path.stem}-stereo"):
        (HERE / "truth" / f"{name}.rttm").write_text(rttm.write(truth, name, mark=False), encoding="utf-8")
        (HERE / f"{name}.vtt").write_text(webvtt.write(captions, mark=False), encoding="utf-8")
    share = sum(turn.interval.duration for turn in truth.turns_of(people[0])) / sum(
        turn.interval.duration for turn in turns
    )
    print(f"{path.stem}: {length / RATE:.0f} s, {people[0]} {share:.1%}")


def write(path: Path, samples: Samples) -> None:
    """An Opus file of about 20 kb/s a channel that peaks below full scale."""
    samples = samples * (0.7 / np.abs(samples).max())
    soundfile.write(path, samples, RATE, format="OGG", subtype="OPUS", compression_level=0.95)


if __name__ == "__main__":
    for found in sorted(HERE.glob("mus-*.toml")):
        make(found)
