"""One recording through one system in a process of its own, so that time and memory are its own.

`python -m benchmarks.child '{"system": …, "recording": …}'` prints the answer as one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scoring import Said

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Answer:
    """Turns, doubts (interval and chances) and what they cost.

    `seconds` of all cores together, from opening the file to the last turn, packages imported and models loaded;
    `peak` in MB of the whole process. `failed` says why there are no turns.
    """

    turns: tuple[Said, ...]
    doubts: tuple[tuple[float, float, tuple[tuple[str, float], ...]], ...] | None
    duration: float
    seconds: float
    peak: float
    notes: tuple[str, ...] = ()
    failed: str = ""


def run(system: str, recording: Path, *, people: int | None = None, **options: Any) -> Answer:
    """The answer of an engine of ours (`builtin`, `channels` …) or of a peer; `options` go to the engine's `load`.

    `people` is told to the peers alone; ours must find out.
    """
    request = {"system": system, "recording": str(recording), "people": people, "options": options}
    threads = os.environ.get("OMP_NUM_THREADS", "1")
    env = {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", json.dumps(request)],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env=env,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        return Answer((), None, 0.0, 0.0, 0.0, failed=lines[-1][:200])
    found = json.loads(done.stdout.splitlines()[-1])
    doubts = found.pop("doubts")
    return Answer(
        turns=tuple((name, start, end) for name, start, end in found.pop("turns")),
        doubts=None if doubts is None else tuple((a, b, tuple(map(tuple, chances))) for a, b, chances in doubts),
        notes=tuple(found.pop("notes")),
        **found,
    )


def main() -> None:
    """Runs the request in the first argument."""
    request = json.loads(sys.argv[1])
    system, recording = request["system"], Path(request["recording"])
    found = _peer(system, recording, request["people"]) if " " in system or system == "pyAudioAnalysis" else None
    found = found or _ours(system, recording, request["options"])
    found["peak"] = _peak()
    print(json.dumps(found))


def _peak() -> float:
    """MB of this process at its largest; the kernel's usual figure would count the parent as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _ours(system: str, recording: Path, options: dict[str, Any]) -> dict[str, Any]:
    import talkratio.engines
    from talkratio.audio import Audio

    engine = talkratio.engines.load("diarizers", system, **options)
    started = time.process_time()
    with Audio.open(recording) as audio:
        answer, duration = engine(audio), audio.duration
    seconds = time.process_time() - started
    doubts = answer.doubts
    return {
        "turns": [(turn.speaker, turn.interval.start, turn.interval.end) for turn in answer.turns],
        "doubts": None if doubts is None else [(d.interval.start, d.interval.end, d.chances) for d in doubts],
        "notes": answer.notes,
        "duration": duration,
        "seconds": seconds,
    }


def _peer(system: str, recording: Path, people: int | None) -> dict[str, Any]:
    from faster_whisper.audio import decode_audio

    from benchmarks.peers import PEERS

    answer = PEERS[system]()
    started = time.process_time()
    samples = decode_audio(str(recording), sampling_rate=16_000)
    turns: Sequence[Said] = answer(samples, people or 2)
    seconds = time.process_time() - started
    return {"turns": turns, "doubts": None, "notes": [], "duration": len(samples) / 16_000, "seconds": seconds}


if __name__ == "__main__":
    main()
