"""One recording of every bad kind, made by writing it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import soundfile

BAD: Mapping[str, str] = {
    "gone.wav": "no such file",
    "empty.wav": "empty file",
    "text.wav": "text renamed .wav",
    "crash.wav": "crashes a library",
    "hang.wav": "hangs",
    "truncated.mp3": "truncated mp3",
    "truncated.m4a": "truncated m4a",
    "film.mp4": "video without sound",
    "zero.wav": "no samples",
    "hours.flac": "12 hours",
    "silence.wav": "silence",
    "nan.wav": "NaN samples",
    "clipped.wav": "clipped samples",
    "negative.wav": "negative label times",
    "foreign.wav": "labels of another recording",
    "encoding.vtt": "unknown encoding",
    "nobody.vtt": "transcript without names",
    "consent.wav": "damaged consent receipt",
}
"""By name, what it is; silence, NaN and clipped samples are no failures."""


def poisoned(folder: Path) -> None:
    """Writes a recording of each bad kind into a new folder; the first does not exist."""
    folder.mkdir(parents=True)
    noise = np.random.default_rng(0).normal(0, 0.1, 16_000 * 10).astype(np.float32)
    (folder / "empty.wav").touch()
    (folder / "text.wav").write_text("This is no sound.\n" * 50)
    (folder / "crash.wav").write_bytes(b"crash")
    (folder / "hang.wav").write_bytes(b"hang")
    _encode(folder / "whole.mp3", noise, "mp3", "libmp3lame")
    _encode(folder / "whole.m4a", noise, "mp4", "aac")
    for suffix, keep in ((".mp3", 0.02), (".m4a", 0.5)):
        content = (folder / f"whole{suffix}").read_bytes()
        (folder / f"truncated{suffix}").write_bytes(content[: int(keep * len(content))])
        (folder / f"whole{suffix}").unlink()
    _film(folder / "film.mp4")
    soundfile.write(folder / "zero.wav", noise[:0], 16_000)
    _hours(folder / "hours.flac", 12)
    soundfile.write(folder / "silence.wav", np.zeros_like(noise), 16_000)
    soundfile.write(folder / "nan.wav", np.where(np.arange(noise.size) % 3, noise, np.nan), 16_000, subtype="FLOAT")
    soundfile.write(folder / "clipped.wav", np.clip(noise * 100, -1, 1), 16_000)
    for name, labels in (
        ("negative", "SPEAKER x 1 -5.0 2.0 <NA> <NA> A <NA> <NA>\n"),
        ("foreign", "SPEAKER x 1 500.0 20.0 <NA> <NA> A <NA> <NA>\n"),
    ):
        soundfile.write(folder / f"{name}.wav", noise * (1 if name == "negative" else 0.9), 16_000)
        (folder / f"{name}.rttm").write_text(labels)
    (folder / "encoding.vtt").write_bytes(b"WEBVTT\n\n00:00.000 --> 00:01.000\n\xff\xfe\x81\x8d\n")
    (folder / "nobody.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nhello there\n")
    (folder / "consent.wav").write_bytes((folder / "clipped.wav").read_bytes() + b"\0")
    (folder / "consent.consent.json").write_text("{")


def _encode(path: Path, sound: npt.NDArray[np.float32], box: str, codec: str) -> None:
    with av.open(str(path), "w", format=box) as out:
        stream = out.add_stream(codec, rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray((sound[None] * 32767).astype(np.int16), format="s16", layout="mono")
        frame.sample_rate = 16_000
        resampled = av.AudioResampler(format=stream.format.name, layout="mono", rate=16_000).resample(frame)
        for part in (*resampled, None):
            out.mux(stream.encode(part))


def _film(path: Path) -> None:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        out.mux(stream.encode(None))


def _hours(path: Path, hours: int) -> None:
    with soundfile.SoundFile(path, "w", 16_000, 1, "PCM_16") as out:
        for _ in range(hours * 60):
            out.write(np.zeros(16_000 * 60, np.int16))
