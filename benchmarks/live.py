"""The running share against the final one (recordings at TALKRATIO_DATA).

`python -m benchmarks.live`             every conversation of two; writes its log beside this file and the page
`python -m benchmarks.live --files 3`   the three shortest alone, in a few minutes; writes no log
`python -m benchmarks.live --real 5`    beside a recorder for five minutes; adds its lines to the log

Each recording is heard second by second, with one known moment of each person as the check-in gives it, and once as
a whole by the built-in engine with the same moments. `--real` plays one into a virtual microphone, records it with a
check-in, and looks at the process that follows as the page does.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import psutil
import soundfile

from benchmarks import logs
from benchmarks.virtual import pulse
from talkratio import capture, consent, formats, library, live, retention
from talkratio.audio import RATE, Audio
from talkratio.capture import checkin
from talkratio.consent import Yes
from talkratio.conversation import Turn
from talkratio.diarizers import builtin
from talkratio.interval import Interval, subtract, total, union
from talkratio.live.running import Running

DATA = Path(os.environ.get("TALKRATIO_DATA", Path(__file__).parents[2] / "shared"))
LOG = Path(__file__).with_name("live.log")
SHORTEST = 120.0
"""seconds below which a recording is no conversation to follow"""


def main() -> None:
    """Prints a line a recording and what they come to; writes the log when all were heard."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, help="how many, the shortest first; all without it")
    parser.add_argument("--real", type=float, metavar="MINUTES", help="beside a recorder, at real speed")
    options = parser.parse_args()
    if options.real is not None:
        with LOG.open("a", encoding="utf-8") as file:
            file.write(real(60 * options.real) + "\n")
        logs.main()
        return
    wanted = options.files
    lines = [f"{datetime.now():%Y-%m-%d %H:%M} · {os.cpu_count()} cores, shared · errors in points of share"]
    results = []
    for recording, truth in conversations()[:wanted]:
        with Audio.open(recording) as audio:
            results.append(one(recording.stem, audio, truth))
        lines.append(results[-1].line)
        print(lines[-1], flush=True)
    lines += told(results)
    print("\n".join(lines[-3:]))
    if wanted is None:
        LOG.write_text("\n".join(lines) + "\n", encoding="utf-8")
        logs.main()


@dataclass(frozen=True, slots=True)
class Result:
    """One recording: errors in points, `load` a share of a core, `delay` the longest in seconds."""

    line: str
    offline: float
    live: float
    load: float
    delay: float


def told(results: list[Result]) -> list[str]:
    """What they come to, in three lines."""
    offline, live = (float(np.mean([getattr(each, name) for each in results])) for name in ("offline", "live"))
    loads, delays = [each.load for each in results], [each.delay for each in results]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    behind = (
        f"behind: {max(delays):.2f} s at most, from a sound to a share that counts it (the second it is heard in, "
        f"what is not yet answered for, and the time to answer); memory {memory:.0f} MB at most"
    )
    return [
        f"mean error: offline {offline:.2f}, live at the end {live:.2f} ({live / offline:.2f} ×)",
        f"load: {100 * np.mean(loads):.1f} % of a core on average, {100 * max(loads):.1f} % at most",
        behind,
    ]


def conversations() -> list[tuple[Path, tuple[Turn, ...]]]:
    """Recordings of two people that are long enough, with their true turns, the shortest first."""
    found = []
    for path in (DATA / "audio" / "dev").rglob("*.rttm"):
        recording = next((one for one in path.parent.glob(f"{path.stem}.*") if one.suffix in SOUNDS), None)
        truth = formats.read(path).turns
        if recording is None or len({turn.speaker for turn in truth}) != 2:
            continue
        with Audio.open(recording) as audio:
            if audio.duration >= SHORTEST:
                found.append((audio.duration, recording, truth))
    return [(recording, truth) for _, recording, truth in sorted(found, key=lambda each: each[:2])]


SOUNDS = {".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".webm"}


def one(name: str, audio: Audio, truth: tuple[Turn, ...]) -> Result:
    """A recording heard second by second, and as a whole."""
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
    line = f"{name:28} truth {100 * right:5.1f} · offline {100 * offline:5.1f} · live {100 * live:5.1f}"
    line += f" · {100 * load:4.1f} % of a core, slowest second {max(beats):.2f} s, {max(delays):.2f} s behind at most"
    return Result(line, 100 * abs(offline - right), 100 * abs(live - right), load, max(delays))


def real(seconds: float) -> str:
    """What a page sees beside a recorder: how far the share is behind what is on disk, and what following costs."""
    recording, truth = next((path, turns) for path, turns in conversations() if turns[-1].interval.end >= seconds)
    with tempfile.TemporaryDirectory(prefix="talkratio-") as folder, pulse() as server:
        os.environ["TALKRATIO_HOME"] = f"{folder}/library"
        with Audio.open(recording) as audio:
            soundfile.write(f"{folder}/sound.wav", np.concatenate(list(audio.mono())), RATE)
        kept, _ = library.new("benchmark")
        people = sorted({turn.speaker for turn in truth})
        consent.give(kept, [Yes(name, "ticked") for name in people], retention.policy(), "en")
        capture.start(kept, capture.choose(["virtual"]))
        player = server.play(Path(folder) / "sound.wav")
        for name in people:
            checkin.begin(kept, name)
            time.sleep(8)
        checkin.end(kept)
        live.start(kept, people[0])
        told = watched(kept, seconds)
        player.kill()
        player.wait()
        capture.stop(kept)
    print(told)
    return told


def watched(kept: library.Kept, seconds: float) -> str:
    """Looks four times a second until the recording is so long."""
    behind, first = [], None
    while (now := capture.standing(kept)) is not None and now.seconds < seconds:
        if (share := live.state(kept)) is not None and share.so_far is not None and share.pid is not None:
            process = psutil.Process(share.pid)
            used, moment = sum(process.cpu_times()[:2]), time.monotonic()
            first = first or (used, moment)
            behind.append(now.seconds - share.at)
        time.sleep(0.25)
    if first is None or moment == first[1]:
        return f"beside a recorder for {seconds / 60:.0f} minutes: no share was ever shown"
    return (
        f"beside a recorder for {seconds / 60:.0f} minutes: {np.mean(behind):.2f} s behind what is on disk on average, "
        f"{np.percentile(behind, 99):.2f} s in all but one look of a hundred, {max(behind):.2f} s at most; "
        f"{100 * (used - first[0]) / (moment - first[1]):.1f} % of a core; {process.memory_info().rss / 1e6:.0f} MB"
    )


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
