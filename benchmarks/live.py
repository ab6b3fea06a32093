"""The running share against the final one: `python -m benchmarks.live` (recordings at TALKRATIO_DATA).

Each recording is heard second by second, with one known moment of each person as the check-in gives it, and once as
a whole by the built-in engine with the same moments.
"""

from __future__ import annotations

import os
import resource
import time
from datetime import datetime
from pathlib import Path

import numpy as np

from talkratio import formats
from talkratio.audio import RATE, Audio
from talkratio.conversation import Turn
from talkratio.diarizers import builtin
from talkratio.interval import Interval, subtract, total, union
from talkratio.live.running import Running

DATA = Path(os.environ.get("TALKRATIO_DATA", Path(__file__).parents[2] / "shared"))
LOG = Path(__file__).with_name("live.log")
SHORTEST = 120.0
"""seconds below which a recording is no conversation to follow"""


def main() -> None:
    """Writes the log."""
    lines = [f"{datetime.now():%Y-%m-%d %H:%M} · {os.cpu_count()} cores, shared · errors in points of share"]
    errors: list[tuple[float, float]] = []
    loads, delays = [], []
    for path in sorted((DATA / "audio" / "dev").rglob("*.rttm")):
        recording = next((one for one in path.parent.glob(f"{path.stem}.*") if one.suffix in SOUNDS), None)
        truth = formats.read(path).turns
        if recording is None or len({turn.speaker for turn in truth}) != 2:
            continue
        with Audio.open(recording) as audio:
            if audio.duration < SHORTEST:
                continue
            line, error, load, delay = one(recording.stem, audio, truth)
        errors.append(error)
        loads.append(load)
        delays.append(delay)
        lines.append(line)
        print(line, flush=True)
    offline, live = np.mean(np.array(errors), axis=0)
    lines.append(f"mean error: offline {offline:.2f}, live at the end {live:.2f} ({live / offline:.2f} ×)")
    lines.append(f"load: {100 * np.mean(loads):.1f} % of a core on average, {100 * max(loads):.1f} % at most")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    lines.append(
        f"behind: {max(delays):.2f} s at most, from a sound to a share that counts it (the second it is heard in, "
        f"what is not yet answered for, and the time to answer); memory {memory:.0f} MB at most"
    )
    print("\n".join(lines[-3:]))
    LOG.write_text("\n".join(lines) + "\n", encoding="utf-8")


SOUNDS = {".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".webm"}


def one(name: str, audio: Audio, truth: tuple[Turn, ...]) -> tuple[str, tuple[float, float], float, float]:
    """A line of the log, errors (offline, live) in points, the share of a core, and the longest delay in seconds."""
    first, second = sorted({turn.speaker for turn in truth})
    anchors = {who: alone(truth, who) for who in (first, second)}
    right = share(truth, first)
    found = builtin.load(voices=tuple(anchors.items()))(audio)
    offline = share(found.turns, first)
    known, began, beats, delays = False, time.process_time(), [], [0.0]
    with Running() as ear:
        for block in audio.mono(1.0):
            start = time.process_time()
            ear.hear(block)
            if not known and ear.duration > max(interval.end for interval in anchors.values()) + 2:
                ear.know([anchors[first], anchors[second]])
                known = True
            beats.append(time.process_time() - start)
            if known:
                delays.append(block.size / RATE + ear.duration - ear.answered + beats[-1])
        live = ear.share() or 0.0
    load = (time.process_time() - began) / audio.duration
    error = (100 * abs(offline - right), 100 * abs(live - right))
    line = f"{name:28} truth {100 * right:5.1f} · offline {100 * offline:5.1f} · live {100 * live:5.1f}"
    return f"{line} · {100 * load:4.1f} % of a core, slowest second {max(beats):.2f} s", error, load, max(delays)


def alone(truth: tuple[Turn, ...], who: str) -> Interval:
    """The first stretch of three to eight seconds in which somebody speaks alone, as their check-in would."""
    others = [turn.interval for turn in truth if turn.speaker != who]
    own = subtract(union((turn.interval for turn in truth if turn.speaker == who), bridge=0.5), others)
    found = next(interval for interval in own if interval.duration >= 3)
    return Interval(found.start, min(found.end, found.start + 8))


def share(turns: tuple[Turn, ...], who: str) -> float:
    """Own speech ÷ everyone's, overlap counted to both."""
    time_of = {name: total(t.interval for t in turns if t.speaker == name) for name in {t.speaker for t in turns}}
    return time_of.get(who, 0.0) / max(1e-9, sum(time_of.values()))


if __name__ == "__main__":
    main()
