"""`talkratio record`: consent, the line, keys, and the whole of it at a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import typer

from benchmarks.virtual import Pulse
from talkratio import capture, consent, library
from talkratio.audio import RATE, Audio
from talkratio.capture import Mark, Standing, state
from talkratio.capture.state import PHASE
from talkratio.capture.told import told
from talkratio.cli.agreeing import ask
from talkratio.cli.watching import _item, _obeyed, line
from talkratio.errors import InputError, OutputError
from talkratio.live import Live
from talkratio.plan import rounds
from talkratio.plan.plan import compose
from talkratio.texts import Language
from tests.capture.typed import keep, run

pytestmark = pytest.mark.usefixtures("english")

SAMPLES = Path(__file__).parents[2] / "samples"


def test_recording_from_the_command_line(pulse: Pulse) -> None:
    """With both having agreed it records until the minutes are over, keeps consent and recording, and says where."""
    shown = run("record", "--agreed", "Mette", "--agreed", "Bo", "--minutes", "0.05", "--share", "--no-measure").stdout
    (kept,) = library.kept()
    assert kept.name in shown
    assert kept.recording is not None
    given = consent.read(kept)
    assert given is not None
    assert [yes.name for yes in given.people] == ["Mette", "Bo"]
    assert not capture.running(kept)


def test_the_line_shows_level_share_and_what_is_wrong() -> None:
    """Everything a person needs while talking, in one place; no share before there is one."""
    now = Standing("recording", 65.0, loud=(-20.0,), warnings=("faint:0", "room"))
    shown = line(now, Live(65.0, 0.25, 0.3), "en").plain
    for part in ("1:05", "█", "25% over the last five minutes, 30% so far", "faint", "ten minutes of room"):
        assert part in shown
    assert "so far" not in line(now, Live(5.0, None, None), "en").plain


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_missing_is_told_while_it_runs_and_afterwards(language: Language) -> None:
    """Marks and gaps by their moment; a phase, a check-in and the blink of an eye are no news."""
    marks = (
        Mark(5.0, "checkin", "Mette"),
        Mark(60.0, PHASE, "year"),
        Mark(754.0, "mark"),
        Mark(800.0, "gap", "Headset", 12.0),
        Mark(900.0, "sleep", "", 3600.0),
        Mark(901.0, "overflow", "", 0.1),
        Mark(1000.0, "forgotten", "", 300.0),
        Mark(1010.0, "pause", "", 90.0),
    )
    said = told(marks, language)
    assert len(said) == 5
    for part, moments in zip(
        said, (["12:34"], ["13:20", "0:12"], ["15:00", "1:00:00"], ["16:40", "5:00"]), strict=False
    ):
        assert all(moment in part for moment in moments)


def test_without_anybody_to_ask_nothing_is_recorded(pulse: Pulse) -> None:
    """The consent is shown, and the reason; no folder is made."""
    result = run("record", code=1)
    assert isinstance(result.exception, InputError)
    assert "not legal advice" in " ".join(result.stdout.split())
    assert library.kept() == ()


def test_consent_of_one_alone_records_nothing(pulse: Pulse) -> None:
    """The microphone is not opened, and nothing stays."""
    result = run("record", "--agreed", "Mette", code=1)
    assert isinstance(result.exception, InputError)
    assert library.kept() == ()
    assert library.deleted() == ()


@pytest.mark.parametrize(("answers", "expected"), [(["n"], None), (["j", "Mette", "Bo"], ["Mette", "Bo"])])
def test_a_no_is_one_key(monkeypatch: pytest.MonkeyPatch, answers: list[str], expected: list[str] | None) -> None:
    """It needs no reason, and nothing else is asked."""
    waiting = iter(answers)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(waiting))
    assert ask("en") == expected
    assert next(waiting, None) is None


def test_keys_begin_the_phases_of_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A digit begins that part, `n` the one after the part that runs; other keys and too large ones begin none."""
    kept = keep()
    agenda = compose("mus", manager="Lis", employee="Bo").items
    now = Standing("recording", 90.0)
    assert _item("n", kept, now, agenda) == agenda[0]
    assert _item("3", kept, now, agenda) == agenda[2]
    assert _item("9", kept, now, agenda) is None
    assert _item("x", kept, now, agenda) is None
    state.keep_marks(kept.folder, (Mark(0.0, PHASE, agenda[2].element),))
    assert _item("n", kept, now, agenda) == agenda[3]
    assert _item("n", kept, now, ()) is None


def test_a_key_that_cannot_be_obeyed_is_told_and_nothing_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk gives a sentence in the language shown; a key without meaning does nothing."""
    kept = keep()

    def full(*_: object) -> None:
        raise OutputError(f"{kept.folder} cannot be written: No space left on device. Make room.")

    for name in ("pause", "mark", "forget"):
        monkeypatch.setattr(capture, name, full)
    for key in "pmf":
        assert "No space left" in _obeyed(key, kept, Standing("recording", 1.0), (), "en")
    assert _obeyed("x", kept, Standing("recording", 1.0), (), "en") == ""


TERMINAL = """
import os, pty, sys, time
code, keys = sys.argv[1], sys.argv[2:]
pid, end = pty.fork()
if pid == 0:
    os.execv(sys.executable, [sys.executable, "-c", code])
seen = b""
for key in keys:
    wanted, _, press = key.partition("=>")
    while wanted.encode() not in seen:
        seen += os.read(end, 4096)
    time.sleep(1.0)
    os.write(end, press.encode())
while True:
    try:
        part = os.read(end, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


@pytest.mark.parametrize("memory", [False, True], ids=["on disk", "in memory"])
def test_a_newcomer_records_at_a_terminal(pulse: Pulse, tmp_path: Path, memory: bool) -> None:
    """Yes, two names, the check-in, a phase of the plan, a mark, the end: all by keys."""
    rounds.begin(compose("mus", manager="Lis", employee="Bo"))
    with Audio.open(SAMPLES / "mus-en.ogg") as audio:
        soundfile.write(tmp_path / "sample.wav", np.concatenate(list(audio.mono())), RATE)
    player = pulse.play(tmp_path / "sample.wav", "left")
    options = ["--memory"] if memory else ["--no-measure"]
    arguments = ["record", "--plan", "last", *options]
    code = f"import sys; sys.argv[1:] = {arguments!r}; from talkratio.cli import main; main()"
    asked = ("[y/n]=>y\r", "manager?=>\r", "employee?=>\r", "Lis: say=>\r", "Bo: say=>\r")
    keys = (*asked, "q: end=>2", "Recording=>m", "Recording=>q")
    try:
        done = subprocess.run(
            [sys.executable, "-c", TERMINAL, code, *keys],
            env={**os.environ, "COLUMNS": "200", "TERM": "xterm"},
            capture_output=True,
            timeout=200,
        )
    finally:
        player.kill()
        player.wait()
    shown = done.stdout.decode()
    assert done.returncode == 0, shown
    (kept,) = library.kept()
    if memory:
        assert kept.numbers() is not None
        assert "Longest stretch" in shown
        assert sorted(path.name for path in kept.folder.iterdir()) == [library.ABOUT, library.NUMBERS]
        assert rounds.rounds()[0].conversation is None
    else:
        assert [(one.kind, one.label) for one in capture.marks(kept)][-2:] == [("phase", "year"), ("mark", "")]
        assert rounds.rounds()[0].conversation == kept.name
        given = consent.read(kept)
        assert given is not None
        assert "spoken" in [one.how for one in given.people]
