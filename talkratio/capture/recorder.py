"""The recorder: a process of its own that does nothing but bring sound to disk.

`python -m talkratio.capture FOLDER OPTIONS` runs it until it is told to stop. Closing the page or the terminal that
started it changes nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from talkratio import store
from talkratio.capture import devices, source, spool
from talkratio.capture.devices import Microphone
from talkratio.capture.level import Meter
from talkratio.capture.source import Doubled, Source, Vanished
from talkratio.capture.spool import Spool
from talkratio.capture.state import PHASE, Board, Inbox, Mark, Standing, Status, keep_marks
from talkratio.capture.wav import Tape, Wav
from talkratio.errors import OutputError, TalkratioError
from talkratio.interval import Seconds

PART = "recording.part.wav"
WHOLE = "recording.wav"
LONGEST: Seconds = 6 * 3600
SAY_EVERY: Seconds = 0.2
LITTLE_ROOM = 10.0
"""minutes of disk left below which it is told"""
SLEPT: Seconds = 5.0
"""a leap of the clock that only a computer asleep makes"""

Open = Callable[[Sequence[Microphone], int], Source]


class Recorder:
    """Brings sound from microphones into `folder`; `run` returns when it is told to stop or must."""

    def __init__(
        self,
        folder: Path,
        microphones: Sequence[Microphone],
        channels: int = 1,
        *,
        opened: Open = source.opened,
        tape: Callable[..., Tape] | None = None,
    ) -> None:
        self.folder = folder
        self._tape = tape or partial(Wav, folder / PART)
        self.microphones, self.channels, self._opened = tuple(microphones), channels, opened
        self.inbox, self.board = Inbox(folder), Board(folder)
        self.board.say(Standing("starting", pid=os.getpid()))
        self.source: Source | None = None
        self.stopped = False
        self.error = ""
        self.marks: tuple[Mark, ...] = ()
        self._marks_kept: tuple[Mark, ...] = ()
        self._left_at: float | None = None
        self._away = ""
        self._lost: Seconds = 0.0
        self._room: float | None = None
        self._said = self._tried = 0.0

    def run(self) -> None:
        """Records. Raises `InputError` when no microphone can be opened at the start, `OSError` without any room."""
        self.source = self._opened(self.microphones, self.channels)
        with closing(self._tape(rate=self.source.rate, channels=self.source.channels)) as tape:
            self.spool = Spool(tape)
            self.meter = Meter(tape.rate, tape.channels)
            clock = time.time()
            while not self.stopped:
                now = time.time()
                if now - clock > SLEPT and self.source is not None:
                    self._mark("sleep", lost=now - clock)
                clock = now
                self._obey()
                self._listen()
                self._tell()
            if self.source is not None:
                self._listen()
            self._let_go()
            self.spool.put(now=True)
            if self.spool.held and not self.error:
                self.error = self._too_full()
        self._keep_marks()
        if (self.folder / PART).exists():
            store.rename(self.folder / PART, self.folder / WHOLE)

    def end(self, status: Status = "done") -> None:
        """Tells how it ended, as the last word or while the numbers are being made of it."""
        self.board.say(replace(self._standing(), status=status, pid=None))

    def stop(self) -> None:
        """Ends the recording after what has arrived so far."""
        self.stopped = True

    def _obey(self) -> None:
        for command in self.inbox.fresh():
            what = command.get("do")
            if what == "stop":
                self.stop()
            elif what == "pause" and self.source is not None:
                self._listen()
                self._leave("pause")
            elif what == "resume" and self._away == "pause":
                self._away, self._tried = "back", 0.0
            elif what == "mark":
                self._mark(str(command.get("kind", "mark")), str(command.get("label", "")))
            elif what == "forget":
                self._forget(float(command.get("seconds", 300)))

    def _listen(self) -> None:
        if self.source is None:
            time.sleep(0.1)
            self.spool.put()
            if self._away != "pause":
                self._return()
            return
        try:
            block = self.source.read(0.25)
        except Vanished:
            self._leave("gap")
            return
        self.meter.hear(block)
        self.spool.put(block, now=self.stopped)
        if self.spool.held > spool.HOLD:
            self.error = self._too_full()
            self.stop()
        if self.source.lost > self._lost:
            self._mark("overflow", lost=self.source.lost - self._lost)
            self._lost = self.source.lost
        if self.spool.duration >= LONGEST:
            self.error = "The recording reached six hours and was ended. It is complete up to here."
            self.stop()

    def _too_full(self) -> str:
        minutes, seconds = divmod(round(self.spool.tape.duration), 60)
        return (
            f"The disk is full: the recording was ended and is complete up to {minutes}:{seconds:02d}. "
            "Make room before the next one."
        )

    def _leave(self, why: str) -> None:
        self._let_go()
        self._left_at, self._away = time.time(), why

    def _let_go(self) -> None:
        if self.source is not None:
            self.source.close()
            self.source = None

    def _return(self) -> None:
        """Opens the microphone again, or the next one that fits; looks once a second until there is one."""
        if time.monotonic() - self._tried < 1:
            return
        self._tried = time.monotonic()
        with contextlib.suppress(TalkratioError):
            devices.renew()
        for candidates in self._candidates():
            with contextlib.suppress(TalkratioError):
                found = self._opened(candidates, self.channels)
                if (found.channels, self.spool.tape.channels) == (1, 2):
                    found = Doubled(found)
                if (found.rate, found.channels) != (self.spool.tape.rate, self.spool.tape.channels):
                    found.close()
                    continue
                self.source, self._lost = found, 0.0
                away = time.time() - (self._left_at or time.time())
                self._mark("pause" if self._away == "back" else "gap", found.name, away)
                self._away, self._left_at = "", None
                return
        self._away = "gap"  # also after a pause: it is no longer there

    def _candidates(self) -> list[tuple[Microphone, ...]]:
        """Those it began with; when they are gone, what is left of two, then every other real microphone."""
        if self._away != "gap":
            return [self.microphones]
        alone = self.microphones if len(self.microphones) > 1 else ()
        others: tuple[Microphone, ...] = ()
        with contextlib.suppress(TalkratioError):
            others = tuple(one for one in devices.microphones() if not (one.own_sound or one in self.microphones))
        return [self.microphones, *((one,) for one in (*alone, *others))]

    def _mark(self, kind: str, label: str = "", lost: Seconds = 0.0) -> None:
        self.marks = (*self.marks, Mark(round(self.spool.duration, 2), kind, label, round(lost, 2)))
        self._keep_marks()

    def _keep_marks(self) -> None:
        """Writes the marks, if need be; on a full disk they are tried again when there is room."""
        if self._marks_kept is not self.marks:
            with contextlib.suppress(OutputError):
                keep_marks(self.folder, self.marks)
                self._marks_kept = self.marks

    def _forget(self, seconds: Seconds) -> None:
        """The phase that people are in goes on, though the moment it began may be forgotten."""
        gone = self.spool.forget(seconds)
        phases = [mark for mark in self.marks if mark.kind == PHASE]
        self.marks = tuple(mark for mark in self.marks if mark.at <= self.spool.duration)
        self._mark("forgotten", lost=gone)
        if phases and phases[-1] not in self.marks:
            self._mark(PHASE, phases[-1].label)

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._said < SAY_EVERY:
            return
        self._said = now
        if self._room is None or int(now) % 5 == 0:
            free = shutil.disk_usage(self.folder).free
            self._room = round(free / (self.spool.tape.rate * self.spool.tape.width) / 60, 1)
        if not self.spool.full:
            self._keep_marks()
        self.board.say(self._standing())

    def _standing(self) -> Standing:
        here = self.source is not None
        warnings = [f"{what}:{channel}" for channel, what in self.meter.warnings()] if here else []
        if self._room is not None and self._room < LITTLE_ROOM:
            warnings.append("room")
        if self.spool.full:
            warnings.append("full")
        if self._away == "gap":
            warnings.append("gap")
        return Standing(
            status="recording" if here else "searching" if self._away == "gap" else "paused",
            seconds=round(self.spool.tape.duration, 2),
            microphone=self.source.name if self.source else "",
            loud=self.meter.level.loud if here else (),
            peak=self.meter.level.peak if here else (),
            warnings=tuple(warnings),
            room=self._room,
            marks=len(self.marks),
            error=self.error,
            pid=os.getpid(),
        )
