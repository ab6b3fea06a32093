"""One sound file → blocks of samples at 16 kHz on the clock of the recording, with what was wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import av
import av.error
import numpy as np
import numpy.typing as npt

from talkratio.errors import AudioError
from talkratio.interval import Seconds

RATE = 16_000
MAX_HOURS = 6
MAX_CHANNELS = 8
FORMATS = "wav,w64,flac,mp3,ogg,matroska,webm,mov,mp4,m4a,aac,asf,aiff,caf,amr,3gp,mpegts"

_BLOCK = RATE
"""samples gathered before they are handed on"""
_JITTER: Seconds = 0.1
"""time stamps may stray this far from the count of samples; browsers' recorders do"""
_LONGEST_GAP: Seconds = 600.0
"""a longer leap of the time stamps is taken as a defect of the stamps, not as a silence"""
_TIMED_FROM_ZERO = ("mov", "matroska")
"""containers whose time stamps count from the start of the recording, also when the sound comes in later"""
_BAD_BEFORE_REFUSAL = 50
_BAD_SHARE_BEFORE_REFUSAL = 0.1

_Block = npt.NDArray[np.float32]


class Decoder:
    """Decodes `file` (seekable, binary) once; `shown` is its name as errors tell it.

    Nothing but the given file is ever opened: formats that point at other files or addresses are refused.
    Channels are never mixed, since FFmpeg's float down-mix is 3 dB too loud. After `blocks` has ended, `notes` says
    what was wrong with the recording.
    """

    def __init__(self, file: BinaryIO, shown: str) -> None:
        self.channels = 0
        self._file = file
        self._shown = shown
        self._promised: Seconds | None = None
        self._written = 0
        self._packets = 0
        self._damaged = 0
        self._filled: Seconds = 0.0
        self._clipped = 0
        self._not_numbers = 0
        self._remixed = False
        self._tracks = 1

    def blocks(self) -> Iterator[_Block]:
        """The recording in order, shape (channels, samples), about a second each, finite and within −1..1.

        Raises `AudioError`.
        """
        waiting: list[_Block] = []
        for block in map(self._aligned, self._on_clock()):
            self._written += block.shape[1]
            if self._written > MAX_HOURS * 3600 * RATE:
                raise self._too_long(f"is longer than {MAX_HOURS} hours")
            waiting.append(block)
            if sum(part.shape[1] for part in waiting) >= _BLOCK:
                yield self._clean(np.concatenate(waiting, axis=1))
                waiting.clear()
        if waiting:
            yield self._clean(np.concatenate(waiting, axis=1))
        if not self._written:
            raise self._fault("holds no sound: it is zero seconds long", "Give a recording in which somebody speaks.")

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences a person should read about the state of the recording; complete when `blocks` has ended."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[str]:
        overdriven = self._clipped / max(1, self._written * self.channels)
        if self._tracks > 1:
            yield f"The file holds {self._tracks} sound tracks; only the main one was analysed."
        if self._damaged:
            yield f"{self._damaged} damaged pieces of the recording could not be decoded and count as silence."
        if self._filled >= 1:
            yield f"The recording has holes of {self._filled:.0f} s in all without sound data; they count as silence."
        if self._promised and self._promised - self._written / RATE > max(1.0, 0.01 * self._promised):
            lengths = f"the file promises {self._promised:.0f} s and holds {self._written / RATE:.0f} s"
            yield f"The recording is cut off: {lengths}. What is there was analysed."
        if self._not_numbers:
            yield f"{self._not_numbers} samples were not numbers and were replaced by silence."
        if overdriven > 1e-3:
            share = f"{100 * overdriven:.1f} % of the samples are at full scale"
            yield f"The recording is overdriven: {share}. Turn the microphone down next time."
        if self._remixed:
            yield "The number of channels changes within the recording; the changed part was mixed to one."

    def _on_clock(self) -> Iterator[_Block]:
        """Resampled blocks, with silence where the time stamps leave a hole."""
        container = self._open()
        with container:
            stream = self._sound(container)
            origin = _origin(container)
            resample = _Resampler()
            position: Seconds = 0.0
            for frame in self._frames(container, stream):
                self._admit(frame.layout.nb_channels)
                if (stamp := frame.time) is not None:
                    origin = stamp if origin is None else origin
                    gap = stamp - origin - position
                    if (_JITTER if position else 0.0) < gap <= _LONGEST_GAP:
                        self._filled += gap if position else 0.0
                        position += gap
                        yield from resample.rest(last=False)
                        yield np.zeros((self.channels, round(gap * RATE)), np.float32)
                    elif abs(gap) > _JITTER:
                        origin = stamp - position
                position += frame.samples / frame.sample_rate
                yield from resample(frame)
            yield from resample.rest()

    def _open(self) -> Any:
        options = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}
        with suppress(av.error.FFmpegError, ValueError):
            return av.open(self._file, metadata_errors="ignore", options=options)
        self._file.seek(0)
        if self._file.read(8)[4:] == b"ftyp":
            raise self._fault(
                "was cut off before it was finished: an m4a or mp4 file keeps its table of contents at the end, "
                "and it is missing",
                "Copy the file from the recorder again; if it is cut off there too, the sound is lost.",
            )
        raise self._fault(
            "is not a sound recording in a known format", "Give a wav, flac, mp3, m4a, ogg, opus, webm or mp4."
        )

    def _sound(self, container: Any) -> Any:
        """The stream to decode; refuses recordings that are known to be too long before anything is decoded."""
        self._tracks = len(container.streams.audio)
        stream = container.streams.best("audio")
        if stream is None and container.streams.video:
            raise self._fault("has a picture but no sound", "Export it again with its sound track.")
        if stream is None or stream.codec_context is None:
            raise self._fault("holds no sound that can be decoded", "Export it as wav, flac, mp3 or m4a.")
        if stream.duration:
            self._promised = float(stream.duration * stream.time_base)
        elif container.duration:
            self._promised = container.duration / av.time_base
        # The length of an mp3 or bare AAC file may be an estimate from its first bit rate.
        if self._promised and self._promised > MAX_HOURS * 3600 and container.format.name not in ("mp3", "aac"):
            raise self._too_long(f"is {self._promised / 3600:.1f} hours long")
        return stream

    def _frames(self, container: Any, stream: Any) -> Iterator[Any]:
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets)
                self._packets += 1
                frames = packet.decode()
            except (StopIteration, av.error.EOFError):
                return
            except av.error.FFmpegError as error:
                self._damaged += 1
                if self._damaged > _BAD_BEFORE_REFUSAL + _BAD_SHARE_BEFORE_REFUSAL * self._packets:
                    raise self._fault("is too damaged to be decoded", "Copy it from the recorder again.") from error
                continue
            yield from frames

    def _admit(self, channels: int) -> None:
        if not self.channels:
            if channels > MAX_CHANNELS:
                raise self._fault(
                    f"has {channels} channels; at most {MAX_CHANNELS} can be read",
                    "Export the channels with people on them alone.",
                )
            self.channels = channels

    def _aligned(self, block: _Block) -> _Block:
        if block.shape[0] == self.channels:
            return block
        self._remixed = True
        return np.repeat(block.mean(axis=0, keepdims=True, dtype=np.float32), self.channels, axis=0)

    def _clean(self, block: _Block) -> _Block:
        peak = float(np.max(np.abs(block)))
        if not np.isfinite(peak):
            self._not_numbers += int(np.count_nonzero(~np.isfinite(block)))
            block = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
            peak = float(np.max(np.abs(block)))
        if peak >= 0.999:
            self._clipped += int(np.count_nonzero(np.abs(block) >= 0.999))
            block = np.clip(block, -1.0, 1.0)
        return block

    def _too_long(self, what: str) -> AudioError:
        return self._fault(
            f"{what}; at most {MAX_HOURS} hours can be read", "Cut it into parts and analyse those together."
        )

    def _fault(self, what: str, do: str) -> AudioError:
        return AudioError(f"{self._shown} {what}. {do}")


class _Resampler:
    """Frames → float blocks at 16 kHz, half a second at a time; rebuilt when rate, layout or format change."""

    def __init__(self) -> None:
        self._kind: tuple[int, str, str] | None = None
        self._gathered: Any = None
        self._resample: Callable[[Any], list[Any]] | None = None

    def __call__(self, frame: Any) -> Iterator[_Block]:
        if (kind := (frame.sample_rate, frame.layout.name, frame.format.name)) != self._kind:
            yield from self.rest()
            self._kind = kind
            self._gathered = av.AudioFifo()
            self._resample = av.AudioResampler(format="fltp", layout=frame.layout, rate=RATE).resample
        frame.pts = None
        self._gathered.write(frame)
        if self._gathered.samples >= frame.sample_rate // 2:
            yield from self.rest(last=False)

    def rest(self, *, last: bool = True) -> Iterator[_Block]:
        """What is still held back; after the `last`, nothing of the same kind follows."""
        if self._resample is None:
            return
        gathered = self._gathered.read()
        frames = ([gathered] if gathered else []) + ([None] if last else [])
        yield from (out.to_ndarray() for frame in frames for out in self._resample(frame))


def _origin(container: Any) -> Seconds | None:
    """The time stamp at which the recording begins; `None`: at the first frame of sound."""
    starts = [
        float(each.start_time * each.time_base)
        for each in container.streams
        if each.type in ("audio", "video")
        and each.start_time is not None
        and not each.disposition & av.stream.Disposition.attached_pic
    ]
    if not starts:
        return None
    earliest = min(starts)
    if container.format.name.startswith(_TIMED_FROM_ZERO) and 0 <= earliest <= _LONGEST_GAP:
        return 0.0
    return earliest if len(starts) > 1 else None
