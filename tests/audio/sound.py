"""Two tones to write into files, FFmpeg's encoders, and what must be true of the file or of its refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from talkratio.audio import RATE, Audio
from talkratio.errors import AudioError
from talkratio.interval import Interval

Sound = npt.NDArray[np.float32]


def tones(seconds: float = 3.0, rate: int = 48_000) -> Sound:
    """400 Hz on the left in the first half, 1000 Hz on the right in the second; shape (samples, 2)."""
    time = np.arange(int(seconds * rate)) / rate
    left = 0.3 * np.sin(2 * np.pi * 400 * time) * (time < seconds / 2)
    right = 0.3 * np.sin(2 * np.pi * 1000 * time) * (time >= seconds / 2)
    return np.stack([left, right], axis=1).astype(np.float32)


def encoded(path: Path, sound: Sound, codec: str, rate: int = 48_000, *, picture: bool = False) -> Path:
    """The sound through FFmpeg's encoder, with or without a picture beside it."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=10) if picture else None
        layout = "stereo" if sound.shape[1] == 2 else "mono"
        stream: Any = container.add_stream(codec, rate=rate, layout=layout) if codec else None
        if video is not None:
            video.width = video.height = 32
            video.pix_fmt = "yuv420p"
            for _ in range(10):
                frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
        if stream is not None:
            fifo = av.AudioFifo()
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T), format="fltp", layout=layout)
            frame.rate = rate
            resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
            for part in resampler.resample(frame):
                fifo.write(part)
            size = stream.frame_size or 1024
            while piece := fifo.read(size, partial=fifo.samples < size):
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
    return path


def strength(sound: Sound, hertz: float) -> float:
    """How much of the sound, 0..1, is this tone."""
    time = np.arange(len(sound)) / RATE
    return float(2 * abs(np.mean(sound * np.exp(-2j * np.pi * hertz * time))))


def check(path: Path, seconds: float = 3.0) -> None:
    """Length, channels and what is on them are as `tones` made them."""
    with Audio.open(path) as audio:
        assert audio.channels == 2
        assert audio.duration == pytest.approx(seconds, abs=0.12)
        left, right = audio.read(Interval(0.2, 1.3)), audio.read(Interval(1.7, 2.8))
    assert strength(left[0], 400) == pytest.approx(0.3, abs=0.04)
    assert strength(right[1], 1000) == pytest.approx(0.3, abs=0.04)
    assert np.abs(left[1]).max() < 0.03
    assert np.abs(right[0]).max() < 0.03


def refused(path: Path, words: str) -> None:
    """The file is refused in one plain line that names it."""
    with pytest.raises(AudioError, match=words) as caught:
        Audio.open(path)
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)
