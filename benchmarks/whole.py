"""From a recording to a report without transcription: time and memory against its length.

`python -m benchmarks whole`. The recordings are the shipped sample, played round and round; each analysis runs in a
process of its own, which tells its peak memory. The peer is `faster_whisper.decode_audio`, which reads the same
file whole into memory and does nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
MINUTES = (10, 90)
OURS = "import sys, talkratio; talkratio.analyze(sys.argv[1], transcriber='none', manager='first')"
PEER = "import sys; from faster_whisper.audio import decode_audio; decode_audio(sys.argv[1])"
PEAK = "; print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"
"""kB of the process at its largest, told by itself: the system's usual figure counts what the parent held as well"""


def looped(sample: Path, target: Path, minutes: int) -> None:
    """An m4a of so many minutes from a recording that is repeated."""
    with av.open(str(sample)) as source:
        layout = source.streams.audio[0].layout.name
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=16_000)
        parts = [part.to_ndarray() for frame in source.decode(audio=0) for part in resampler.resample(frame)]
    sound = np.concatenate(parts, axis=1)
    with av.open(str(target), "w", format="mp4") as box:
        stream = box.add_stream("aac", rate=16_000, layout=layout, bit_rate=64_000)
        left = minutes * 60 * 16_000
        while left > 0:
            piece = np.ascontiguousarray(sound[:, :left])
            left -= piece.shape[1]
            for start in range(0, piece.shape[1], 16_000):
                frame = av.AudioFrame.from_ndarray(
                    np.ascontiguousarray(piece[:, start : start + 16_000]), format="fltp", layout=layout
                )
                frame.sample_rate = 16_000
                box.mux(stream.encode(frame))
        box.mux(stream.encode(None))


def cost(code: str, recording: Path) -> tuple[float, float]:
    """Seconds of a whole process and its peak memory in MB."""
    environment = {**os.environ, "OMP_NUM_THREADS": "2", "PYTHONWARNINGS": "ignore"}
    started = time.perf_counter()
    command = [sys.executable, "-c", code + PEAK, str(recording)]
    told = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if told.returncode:
        raise SystemExit(f"{recording.name}: the process ended with {told.returncode}")
    return time.perf_counter() - started, int(told.stdout.split()[-1]) / 1024


def section() -> str:
    """The figures as a part of benchmarks/README.md."""
    lines = [
        "## From recording to report, without transcription",
        "",
        "Whole process, imports included, 2 threads; `decode_audio` of faster-whisper only reads the file. m4a, AAC.",
        "",
        "| recording | minutes | seconds | × real time | peak MB | seconds ÷ decode_audio | peak ÷ decode_audio |",
        "|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, sample in (("stereo", "mus-da-stereo.ogg"), ("mono", "mus-da.ogg")):
            peaks = {}
            for minutes in MINUTES:
                recording = Path(folder) / f"{name}-{minutes}.m4a"
                looped(ROOT / "samples" / sample, recording, minutes)
                (seconds, peak), (theirs, their_peak) = cost(OURS, recording), cost(PEER, recording)
                peaks[minutes] = peak
                lines.append(
                    f"| {name} | {minutes} | {seconds:.1f} | {seconds / minutes / 60:.4f} | {peak:.0f} "
                    f"| {seconds / theirs:.2f} | {peak / their_peak:.2f} |"
                )
            lines.append(f"| {name} | 90 ÷ 10 | | | {peaks[90] / peaks[10]:.2f} × | | |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Prints the figures."""
    print(section())


if __name__ == "__main__":
    main()
