"""Proofs about recording, from a virtual microphone.

`python -m benchmarks.recording hour --minutes 60`   an hour at real speed against its source: drift, CPU, memory
`python -m benchmarks.recording kill --times 200`    kill -9 at random moments of recording: what is lost
`python -m benchmarks.recording save --times 200`    kill -9 at random moments of saving: what is damaged
`python -m benchmarks.recording full`                recording and saving on a disk of 1 MB

Each writes its log beside this file, and the page.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import psutil
import soundfile

from benchmarks import logs
from benchmarks.virtual import Pulse, pulse
from talkratio import capture, library
from talkratio.errors import OutputError

HERE = Path(__file__).parent
RATE = 48_000
Say = Callable[[str], None]


def main() -> None:
    """Runs one of the proofs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["hour", "kill", "save", "full"])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    log = options.log or HERE / f"recording-{options.what}.log"
    log.write_text("", encoding="utf-8")

    def say(line: str) -> None:
        print(line, flush=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    say(f"{datetime.now():%Y-%m-%d %H:%M} · {platform.system()} {platform.machine()} · {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="talkratio-") as folder:
        os.environ["TALKRATIO_HOME"] = f"{folder}/library"
        if options.what == "save":
            save(Path(folder), options.times, say)
        else:
            with pulse() as server:
                if options.what == "hour":
                    hour(server, Path(folder), options.minutes, say)
                elif options.what == "kill":
                    kill(server, Path(folder), options.times, say)
                else:
                    full(server, Path(folder), say)
    if options.log is None:
        logs.main()


def hour(server: Pulse, folder: Path, minutes: float, say: Say) -> None:
    """Records for `minutes` while a known sound is played, then compares every second with it."""
    sound = folder / "source.wav"
    write_noise(sound, minutes * 60)
    kept, _ = library.new("benchmark")
    standing = capture.start(kept, capture.choose(["virtual"]))
    recorder = psutil.Process(standing.pid)
    before, began = recorder.cpu_times(), time.monotonic()
    player = server.play(sound)
    memory: list[float] = []
    while player.poll() is None:
        memory.append(recorder.memory_info().rss / 1e6)
        if len(memory) % 60 == 1:
            now = capture.standing(kept)
            say(f"{(time.monotonic() - began) / 60:5.1f} min · on disk {now and now.seconds} s · {memory[-1]:.1f} MB")
        time.sleep(5)
    time.sleep(3)
    after, wall = recorder.cpu_times(), time.monotonic() - began
    path = capture.stop(kept)
    used = (after.user + after.system) - (before.user + before.system)
    say(f"CPU {100 * used / wall:.2f} % of one core over {wall / 60:.1f} minutes")
    third = max(1, len(memory) // 3)
    say(f"memory {np.mean(memory[:third]):.1f} MB in the first third, {np.mean(memory[-third:]):.1f} MB in the last")
    say(f"marks: {capture.marks(kept)}")
    compare(sound, path, say)


def compare(sound: Path, recorded: Path | None, say: Say) -> None:
    """Finds each second of the source in the recording."""
    source, _ = soundfile.read(sound, dtype="int16")
    heard, _ = soundfile.read(recorded, dtype="int16")
    found = offset(source[: 2 * RATE], heard[: 30 * RATE])
    shifts, exact, seconds = [], 0, min(len(source), len(heard) - found) // RATE
    for second in range(seconds):
        piece = source[second * RATE : (second + 1) * RATE]
        at = second * RATE + found
        if np.array_equal(piece, heard[at : at + RATE]):
            exact += 1
            shifts.append(0)
            continue
        around = heard[max(0, at - RATE) : at + 2 * RATE]
        moved = offset(piece, around) - (at - max(0, at - RATE))
        shifts.append(moved)
        say(f"second {second}: moved by {1000 * moved / RATE:.1f} ms")
        found += moved
    say(f"{seconds} seconds played, {exact} found again bit for bit ({100 * exact / max(1, seconds):.2f} %)")
    say(f"drift from the first second to the last: {1000 * sum(shifts) / RATE:.1f} ms")


def offset(piece: np.ndarray, within: np.ndarray) -> int:
    """Where `piece` fits best in `within`, in samples."""
    size = 1 << (len(piece) + len(within) - 1).bit_length()
    spectrum = np.fft.rfft(within.astype(float), size) * np.conj(np.fft.rfft(piece.astype(float), size))
    return int(np.argmax(np.fft.irfft(spectrum, size)[: len(within)]))


def kill(server: Pulse, folder: Path, times: int, say: Say) -> None:
    """Kills the recorder at random moments and counts what is missing from the recording that is found again."""
    sound = folder / "source.wav"
    write_noise(sound, 3600)
    player = server.play(sound)
    chance = random.Random(7)
    losses = []
    for time_ in range(times):
        kept, _ = library.new("benchmark")
        standing = capture.start(kept, capture.choose(["virtual"]))
        began = time.monotonic() - standing.seconds
        time.sleep(chance.uniform(0.0, 2.5))
        os.kill(standing.pid or 0, signal.SIGKILL)
        lived = time.monotonic() - began
        found = [one for one in capture.interrupted() if one.kept == kept]
        while not found:
            time.sleep(0.02)
            found = [one for one in capture.interrupted() if one.kept == kept]
        path = capture.recover(kept)
        losses.append(lived - soundfile.info(path).duration)
        if time_ % 20 == 19:
            say(f"{time_ + 1:4d} kills · lost at most {max(losses):.2f} s, {np.mean(losses):.2f} s on average")
        kept.delete()
    player.kill()
    player.wait()
    say(f"{times} kills, {len(losses)} recordings found again; at most {max(losses):.2f} s lost")


WRITER = """
import sys
from pathlib import Path
from talkratio import library
from talkratio.library import Kept
kept = Kept(Path(sys.argv[1]))
content = Path(sys.argv[2]).read_bytes()
n = int(sys.argv[3])
print("ready", flush=True)
while True:
    n += 1
    kept.describe(notes=f"{n:09d}" * 1000)
    kept.write("original.report.json", content)
    library.entries()
    print(n, flush=True)
"""
"""saves without end: what is said, the report, the index"""


def save(folder: Path, times: int, say: Say) -> None:
    """Kills a process that saves without end at random moments; then everything must be whole, and not stale."""
    samples = sorted((HERE.parent / "samples").glob("*.report.json"))
    content = folder / "whole.json"
    content.write_bytes(samples[0].read_bytes() if samples else b"x" * 500_000)
    kept, _ = library.new("benchmark")
    kept.write(library.ORIGINAL, content.read_bytes())
    chance, last, damaged, stale, leftovers = random.Random(7), 0, 0, 0, 0
    for time_ in range(times):
        arguments = [sys.executable, "-c", WRITER, str(kept.folder), str(content), str(last)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.15))
            writer.kill()
            told = [int(line) for line in writer.stdout.read().split()]
        notes = kept.about.notes
        number = int(notes[:9]) if notes else 0
        damaged += (notes not in ("", f"{number:09d}" * 1000)) or (
            (kept.folder / library.ORIGINAL).read_bytes() != content.read_bytes()
        )
        stale += number < max(told, default=last)
        damaged += [entry.name for entry in library.entries()] != [kept.name]
        leftovers = len(list(kept.folder.glob(".*")))
        last = number
        if time_ % 50 == 49:
            say(f"{time_ + 1:4d} kills · {last} savings · {damaged} damaged · {stale} lost")
    say(f"{times} kills during {last} savings: {damaged} files damaged, {stale} finished savings lost")
    say(f"{leftovers} half-written files left beside them, which the next start clears")


def full(server: Pulse, folder: Path, say: Say) -> None:
    """Records and saves until a small disk is full."""
    small = folder / "library"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], check=True)
    try:
        sound = folder / "source.wav"
        write_noise(sound, 60)
        kept, _ = library.new("benchmark")
        capture.start(kept, capture.choose(["virtual"]))
        player = server.play(sound)
        while "full" not in (now := capture.standing(kept) or capture.Standing("starting")).warnings:
            time.sleep(0.1)
        say(f"disk full after {now.seconds:.1f} s; the recorder says so and holds on")
        path = capture.stop(kept)
        player.kill()
        player.wait()
        say(f"{soundfile.info(path).duration:.2f} s in the file, {path and path.stat().st_size} bytes")
        compare(sound, path, say)
        before = kept.about
        try:
            kept.describe(notes="x" * 1_000_000)
        except OutputError as error:
            say(f"saving: {str(error).replace(str(folder), '')}")
        say(f"what stood there before is untouched: {kept.about == before}")
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def write_noise(path: Path, seconds: float) -> None:
    """Noise in bursts, the same every time, of which no second is like another."""
    chance = np.random.default_rng(7)
    with soundfile.SoundFile(path, "w", RATE, 1, subtype="PCM_16") as file:
        for second in range(round(seconds)):
            loud = 2000 if second % 5 else 300
            file.write((chance.standard_normal(RATE) * loud).clip(-32_000, 32_000).astype(np.int16))


if __name__ == "__main__":
    main()
