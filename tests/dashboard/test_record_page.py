from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from talkratio import capture, consent, jobs, library, live, retention
from talkratio.capture import Mark, Microphone, Standing, checkin, devices, state
from talkratio.capture.state import PHASE
from talkratio.capture.wav import Wav
from talkratio.consent import Yes
from talkratio.dashboard import record_asked
from talkratio.dashboard.record_running import _stage
from talkratio.errors import EngineMissing, OutputError
from talkratio.interval import Interval
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.plan import compose
from tests.dashboard.keeping import composed, hum, keep, spoken
from tests.dashboard.pages import asked, at, questions

pytestmark = pytest.mark.usefixtures("home")


def told(kept: Kept, now: Standing) -> None:
    """How the recording stands, as the recorder writes it."""
    board = state.Board(kept.folder)
    board.say(now)
    board.close()


def at_work(monkeypatch: pytest.MonkeyPatch, kept: Kept, now: Standing) -> None:
    """A recorder that is at work in this folder."""
    told(kept, now)
    monkeypatch.setattr(capture, "running", lambda one: one == kept)


def shown(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_a_recording_needs_two_names_and_two_yeses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The button stays shut until both have a name of their own and said yes; then consent is on disk, then sound."""
    started: list[Kept] = []

    def start(kept: Kept, *_: object, **__: object) -> Standing:
        assert consent.read(kept) is not None
        started.append(kept)
        return Standing("recording", 1.0)

    monkeypatch.setattr(devices, "microphones", lambda: (Microphone("m", "Mikrofon", 1, default=True),))
    monkeypatch.setattr(capture, "choose", lambda wanted, *, online: devices.microphones())
    monkeypatch.setattr(capture, "start", start)
    app = at("record")
    for given in ((), ("name_0",), ("name_0", "name_1"), ("name_0", "name_1", "tick_0")):
        for key in given:
            field = app.text_input(key=key) if key.startswith("name") else app.checkbox(key=key)
            field.set_value({"name_0": "Lis", "name_1": "Bo"}.get(key, True))
        app.run()
        assert app.button(key="yes").disabled
    app.checkbox(key="tick_1").set_value(True)
    app.run()
    app.button(key="yes").click().run()
    assert not app.exception
    assert [person.name for person in consent.read(started[0]).people] == ["Lis", "Bo"]  # type: ignore[union-attr]


def test_a_no_is_written_down_nowhere(home: Path) -> None:
    """One click, a way to hold the conversation without a recording, and no file."""
    app = at("record")
    app.button(key="no").click().run()
    assert not app.exception
    assert library.kept() == ()
    assert any("uden optagelse" in str(element.proto) for element in app.get("html"))


def test_a_recording_in_progress_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens the page while it records sees the time, the level and what is wrong, and can end it."""
    kept = keep(sound=False)
    now = Standing("recording", 75.0, "Mikrofon", (-30.0,), (-20.0,), ("faint:0",), 30.0)
    at_work(monkeypatch, kept, now)
    app = at("record")
    assert not app.exception
    assert "1:15" in shown(app)
    assert "Stemmerne er svage" in shown(app)
    assert "plads til 30 minutter" in shown(app)
    assert {button.key for button in app.button} >= {"pause", "mark", "stop"}
    assert set(questions(app)) == {"forget", "undo_all"}


@pytest.mark.parametrize("error", [None, "Recording needs PortAudio, which is not installed here."])
def test_without_a_microphone_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, error: str | None) -> None:
    """No device and no PortAudio are told; the consent can be read, and a no is still one click."""

    def none() -> tuple[Microphone, ...]:
        if error is not None:
            raise EngineMissing(error)
        return ()

    monkeypatch.setattr(devices, "microphones", none)
    app = at("record", language="en")
    assert not app.exception
    assert (error or "No microphone was found") in shown(app)
    assert app.button(key="yes").disabled
    assert not app.button(key="no").disabled


@pytest.mark.parametrize("name", ["retention.json", "consent.da.toml"])
def test_damaged_settings_are_told(home: Path, name: str) -> None:
    """The file is named; there is no traceback and no way to record under rules that nobody can read."""
    home.mkdir(exist_ok=True)
    (home / name).write_text("{")
    app = at("record")
    assert not app.exception
    assert name in shown(app)
    assert "yes" not in {button.key for button in app.button}


def test_an_interrupted_recording_is_offered(home: Path) -> None:
    """With its length and day; deleting it leaves nothing, and a plan that belonged to it is free again."""
    kept, _ = library.new("MUS", ".wav")
    part = Wav(kept.folder / "recording.part.wav", rate=8_000, channels=1)
    part.write(bytes(16_000 * 43 * 60))
    part._file.close()  # as a process that ends without closing
    made = rounds.begin(compose("mus", manager="Lis", employee="Bo"))
    rounds.link(made.key, kept)
    app = at("record")
    assert "En optagelse på 43:00" in shown(app)
    asked(app, f"drop-{kept.name}").button(key=f"drop-{kept.name}").click().run()
    assert not app.exception
    assert library.kept() == ()
    assert rounds.rounds() == (made,)


def test_a_recording_that_ended_by_itself_is_offered_with_its_reason() -> None:
    """After a full disk nobody has to look for it."""
    kept = keep()
    why = "The disk is full: the recording was ended and is complete up to 12:00. Make room before the next one."
    told(kept, Standing("done", 720.0, error=why))
    app = at("record")
    assert "12:00 er gemt" in shown(app)
    assert "Disken er fuld" in shown(app)
    assert app.button(key=f"recover-{kept.name}")


@pytest.mark.parametrize("page", ["start", "plan", "mine", "settings"])
def test_a_recording_stays_in_sight_on_every_page(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """Its clock, the first thing that is wrong, and the way back; when it has ended it is offered instead."""
    kept = keep(sound=False)
    at_work(monkeypatch, kept, Standing("recording", 754.0, "Mikrofon", warnings=("gap",)))
    app = at(page)
    assert not app.exception
    assert 'Optager <b role="timer">12:34</b>' in shown(app)
    assert "Mikrofonen er væk" in shown(app)
    assert "Tilbage til optagelsen" in {link.proto.label for link in app.get("page_link")}
    hum(kept.folder / "recording.wav", 1.0)
    told(kept, Standing("done", 760.0))
    monkeypatch.setattr(capture, "running", lambda one: False)
    assert "12:40 er gemt" in shown(at(page))


def test_without_a_recording_no_page_speaks_of_one() -> None:
    """One that was analysed, or whose analysis runs, is no news."""
    kept = keep(composed(spoken()))
    told(kept, Standing("done", 760.0))
    other = keep()
    told(other, Standing("done", 60.0))
    other.write(jobs.OPTIONS, "{}")
    assert 'data-part="strip"' not in shown(at("settings"))


def test_on_its_own_page_the_recording_is_shown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The large clock is enough."""
    at_work(monkeypatch, keep(sound=False), Standing("recording", 754.0, "Mikrofon"))
    assert 'data-part="strip"' not in shown(at("record"))


def test_a_full_disk_says_so_and_the_recording_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A button that cannot be obeyed gives a sentence, no traceback."""
    kept = keep(sound=False)
    now = Standing("recording", 75.0, "Mikrofon", (-30.0,), (-20.0,), ("full",), 0.0)

    def full(*_: object, **__: object) -> None:
        raise OutputError(f"{kept.folder} cannot be written: No space left on device. Make room.")

    at_work(monkeypatch, kept, now)
    for name in ("pause", "mark", "forget"):
        monkeypatch.setattr(capture, name, full)
        app = at("record", language="en")
        (asked(app, name) if name == "forget" else app).button(key=name).click().run()
        assert not app.exception
        assert "No space left on device" in shown(app)
        assert "1:15" in shown(app)


def test_forgetting_is_asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A yes closes the question, and there may be more to forget later."""
    forgotten: list[Kept] = []
    kept = keep(sound=False)
    at_work(monkeypatch, kept, Standing("recording", 75.0, "Mikrofon"))
    monkeypatch.setattr(capture, "forget", forgotten.append)
    monkeypatch.setattr(record_asked, "PATIENCE", 0.0)
    app = at("record")
    asked(app, "forget").button(key="forget").click().run()
    assert not app.exception
    assert forgotten == [kept]
    assert not questions(app)["forget"].proto.popover.open


def test_the_phases_of_the_plan_are_buttons(monkeypatch: pytest.MonkeyPatch) -> None:
    """One for each part with its minutes; the one that runs shows its time against the plan."""
    kept = keep(sound=False)
    now = Standing("recording", 300.0, "Mikrofon", (-30.0,), (-20.0,), (), 120.0)
    made = rounds.begin(compose("mus", manager="Lis", employee="Bo"))
    rounds.link(made.key, kept)
    state.keep_marks(kept.folder, (Mark(0.0, PHASE, "arrival"), Mark(60.0, PHASE, "wellbeing")))
    asked: list[tuple[str, str]] = []
    at_work(monkeypatch, kept, now)
    monkeypatch.setattr(capture, "mark", lambda one, label="", kind="mark": asked.append((label, kind)))
    app = at("record")
    assert len(app.button_group(key="phase").options) == len(made.plan.items)
    assert app.button_group(key="phase").value == "wellbeing"
    minutes = next(item.minutes for item in made.plan.items if item.element == "wellbeing")
    assert f"4:00 af {minutes} min" in shown(app)
    app.button_group(key="phase").set_value("goals").run()
    assert not app.exception
    assert asked == [("goals", PHASE)]


def test_either_of_the_two_takes_back_the_yes_while_it_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """One button, and nothing of it is left but the receipt."""
    kept = keep(sound=False)
    told(kept, Standing("recording", 75.0, "Mikrofon"))
    working = {kept}
    monkeypatch.setattr(capture, "running", lambda one: one in working)
    monkeypatch.setattr(capture, "stop", working.discard)
    app = at("record")
    asked(app, "undo_all").button(key="undo_all").click().run()
    assert not app.exception
    assert library.kept() == ()
    assert "Kvittering for sletning" in shown(app)


def test_a_step_taken_late_draws_the_page_anew() -> None:
    """A recorder that obeys after the page has stopped waiting: a phase and the check-in are steps, a mark is none."""
    now, step = Standing("recording", 5.0), (Mark(1.0, checkin.KIND, "Lis"),)
    before = _stage(now, step)
    assert _stage(now, (*step, Mark(2.0, "mark"))) == before
    assert _stage(Standing("recording", 6.0), step) == before
    for later in (Mark(2.0, checkin.KIND, "Bo"), Mark(2.0, PHASE, "year")):
        assert _stage(now, (*step, later)) != before
    assert _stage(Standing("paused", 5.0), step) != before


def test_a_window_without_the_running_share_leaves_it_to_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening the page ends nothing; the switch begins it, and ends it when it is switched off."""
    kept = keep(sound=False)
    consent.give(kept, [Yes("Lis", "ticked"), Yes("Bo", "ticked")], retention.policy(), "da")
    at_work(monkeypatch, kept, Standing("recording", 300.0, "Mikrofon"))
    did: list[str] = []
    monkeypatch.setattr(checkin, "voices", lambda one: (("Lis", Interval(0, 2)),))
    monkeypatch.setattr(live, "start", lambda one, manager: did.append(manager))
    monkeypatch.setattr(live, "stop", lambda one: did.append("stop"))
    app = at("record")
    assert did == []
    app.toggle(key="record-share").set_value(True).run()
    assert did[-1] == "Lis"
    app.toggle(key="record-share").set_value(False).run()
    assert not app.exception
    assert did[-1] == "stop"


@pytest.mark.parametrize("memory", [True, False])
def test_where_only_numbers_remain_the_receipt_is_offered_while_it_runs(
    monkeypatch: pytest.MonkeyPatch, memory: bool
) -> None:
    """It goes with everything that names the two; otherwise it lies beside the conversation."""
    kept = keep(sound=False)
    consent.give(kept, [Yes("Lis", "ticked"), Yes("Bo", "ticked")], retention.policy(), "da", memory=memory)
    at_work(monkeypatch, kept, Standing("recording", 300.0, "Mikrofon"))
    app = at("record")
    assert not app.exception
    assert bool(app.get("download_button")) == memory
