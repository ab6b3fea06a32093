from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from filelock import FileLock

from talkratio import background, jobs, library, retention
from talkratio.background import Job
from talkratio.errors import InputError, OutputError
from talkratio.interval import Interval
from talkratio.library import Kept
from talkratio.retention import Policy


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def keep(*, seconds: float = 4.0) -> Kept:
    """A recording of noise with labels beside it, so that no engine has to listen."""
    kept, path = library.new("MUS", ".wav")
    noise = np.random.default_rng(0).normal(0, 0.1, round(16_000 * seconds)).astype(np.float32)
    soundfile.write(path, noise, 16_000)
    path.with_suffix(".rttm").write_text(
        "SPEAKER recording 1 0.000 1.000 <NA> <NA> A <NA> <NA>\nSPEAKER recording 1 1.000 2.000 <NA> <NA> B <NA> <NA>\n"
    )
    return kept


def until(true: Callable[[], bool]) -> None:
    """Waits for something that must come; the test's own time limit ends it otherwise."""
    while not true():
        time.sleep(0.02)


def test_an_analysis_runs_by_itself_and_its_end_is_on_disk() -> None:
    """Started and left alone, it ends as done with a report that can be read."""
    kept = keep()
    jobs.start(kept, transcriber="none", diarizer="labels", language="da", voices=[("A", Interval(0, 1))][:0])
    until(lambda: jobs.state(kept).status not in ("waiting", "running"))
    assert jobs.state(kept).status == "done", jobs.state(kept).error
    report = kept.report()
    assert report is not None
    assert [turn.speaker for turn in report.conversation.turns] == ["A", "B"]
    assert kept.ready


@pytest.mark.parametrize("written", [True, False])
def test_where_words_are_never_written_down_no_analysis_writes_them(written: bool) -> None:
    """Whatever the page asked for, captions beside the recording included; otherwise they are there."""
    retention.set_policy(Policy(transcribe=written))
    kept = keep()
    captions = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v A>kaffemaskinen\n\n00:01.000 --> 00:03.000\n<v B>ja det\n"
    (kept.folder / "recording.vtt").write_text(captions)
    jobs.start(kept, transcriber="auto", diarizer="labels", language="da")
    until(lambda: jobs.state(kept).status not in ("waiting", "running"))
    assert jobs.state(kept).status == "done", jobs.state(kept).error
    report = kept.report()
    assert report is not None
    assert (report.conversation.words is not None) == written
    assert ("kaffemaskinen" in (kept.folder / library.ORIGINAL).read_text()) == written


def test_what_cannot_be_analysed_says_why() -> None:
    """A file that holds no sound fails with the sentence a person needs, and the file stays."""
    kept, path = library.new("MUS", ".wav")
    path.write_bytes(b"not a sound")
    jobs.start(kept)
    until(lambda: jobs.state(kept).status not in ("waiting", "running"))
    assert jobs.state(kept).status == "failed"
    assert "recording.wav" in jobs.state(kept).error
    assert path.exists()
    with pytest.raises(InputError, match="no recording"):
        jobs.start(library.new("tom")[0])


@pytest.fixture
def queued(home: Path) -> Iterator[None]:
    """Somebody else's analysis is at work, so that ours waits in line for as long as the test wants."""
    (home / "conversations").mkdir(parents=True, mode=0o700)
    with FileLock(home / "conversations" / jobs.LINE):
        yield


def test_a_process_that_dies_shows_as_lost_and_can_be_started_again(queued: None) -> None:
    """Kill -9 leaves the recording; the second run completes."""
    kept = keep()
    jobs.start(kept, transcriber="none", diarizer="labels")
    until(lambda: jobs.state(kept).pid is not None)
    os.kill(jobs.state(kept).pid or 0, signal.SIGKILL)
    until(lambda: jobs.state(kept).status == "lost")
    assert kept.recording is not None
    jobs.start(kept, transcriber="none", diarizer="labels")
    until(lambda: jobs.state(kept).pid is not None)
    assert jobs.state(kept).status == "waiting"
    jobs.cancel(kept)


def test_cancelling_stops_it_and_keeps_the_recording(queued: None) -> None:
    """Whatever it was doing, the state says cancelled, nobody is at work, and the recording is there."""
    kept = keep()
    jobs.start(kept, transcriber="none", diarizer="labels")
    until(lambda: jobs.state(kept).pid is not None)
    jobs.cancel(kept)
    assert not kept.busy("job")
    assert jobs.state(kept).status == "cancelled"
    assert kept.recording is not None
    jobs.cancel(kept)


@pytest.mark.parametrize("error", [ProcessLookupError(), OSError(22, "The parameter is incorrect")])
def test_one_that_ends_while_it_is_asked_to_is_no_error(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    """Linux says that there is no such process, Windows that the parameter is incorrect."""
    here = [True]

    def gone(pid: int, number: int) -> None:
        here[0] = False
        raise error

    monkeypatch.setattr(os, "kill", gone)
    at_work, ended = Job("running", pid=1), Job("done", pid=1)
    assert not background.stop(lambda: at_work if here[0] else ended, lambda: here[0])


def test_one_that_does_not_listen_is_ended(queued: None) -> None:
    """A process stopped in its tracks is cancelled all the same."""
    kept = keep()
    jobs.start(kept, transcriber="none", diarizer="labels")
    until(lambda: jobs.state(kept).pid is not None)
    pid = jobs.state(kept).pid or 0
    os.kill(pid, signal.SIGSTOP)
    jobs.cancel(kept, patience=0.3)
    assert not kept.busy("job")
    assert jobs.state(kept).status == "cancelled"


def test_deleting_while_it_runs_leaves_nothing(queued: None, home: Path) -> None:
    """The process ends by itself and brings nothing back."""
    kept = keep()
    jobs.start(kept, transcriber="none", diarizer="labels")
    until(lambda: jobs.state(kept).pid is not None)
    pid = jobs.state(kept).pid or 0
    kept.delete()
    until(lambda: background._reap() is None and not background._started)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not kept.folder.exists()
    assert library.kept() == ()


def test_one_at_a_time_and_the_rest_in_line() -> None:
    """Two started together both end; while one works the other says that it waits."""
    first, second = keep(seconds=60), keep(seconds=60)
    for kept in (first, second):
        jobs.start(kept, transcriber="none", diarizer="labels")
    running = []
    while not (first.ready and second.ready):
        running.append([jobs.state(kept).status for kept in (first, second)].count("running"))
        time.sleep(0.02)
    assert max(running) <= 1
    assert (first.ready, second.ready) == (True, True)


def test_a_second_start_while_it_runs_changes_nothing(queued: None) -> None:
    """The same analysis is not begun twice, and cannot be run in this process beside it."""
    kept = keep()
    jobs.start(kept, transcriber="none", diarizer="labels")
    until(lambda: jobs.state(kept).pid is not None)
    pid = jobs.state(kept).pid
    jobs.start(kept, transcriber="none", diarizer="labels")
    assert jobs.state(kept).pid == pid
    jobs.cancel(kept)


def test_without_room_the_analysis_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the report cannot be written it fails with the reason, and the recording is untouched."""
    kept = keep()
    before = kept.recording and kept.recording.read_bytes()
    kept.write(jobs.OPTIONS, '{"transcriber": "none", "diarizer": "labels"}')
    write = Kept.write

    def full(self: Kept, name: str, content: str | bytes) -> None:
        if name == library.ORIGINAL:
            raise OutputError("no room left")
        write(self, name, content)

    monkeypatch.setattr(Kept, "write", full)
    kept_signal = signal.getsignal(signal.SIGTERM)
    try:
        assert jobs.run(kept).status == "failed"
    finally:
        signal.signal(signal.SIGTERM, kept_signal)
    assert jobs.state(kept).error == "no room left"
    assert (kept.recording and kept.recording.read_bytes()) == before
