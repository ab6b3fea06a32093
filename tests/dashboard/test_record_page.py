from __future__ import annotations

from pathlib import Path

import pytest

from talkratio import capture, consent, library
from talkratio.capture import Microphone, Standing, devices
from talkratio.library import Kept
from tests.dashboard.keeping import keep
from tests.dashboard.pages import at

pytestmark = pytest.mark.usefixtures("home")


def test_a_recording_needs_two_names_and_two_yeses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The button stays shut until both have a name of their own and said yes; then consent is on disk, then sound."""
    started: list[Kept] = []

    def start(kept: Kept, *_: object) -> Standing:
        assert consent.read(kept) is not None
        started.append(kept)
        return Standing("recording", 1.0)

    monkeypatch.setattr(devices, "microphones", lambda: (Microphone("m", "Mikrofon", 1, default=True),))
    monkeypatch.setattr(capture, "choose", lambda wanted: devices.microphones())
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
    now = Standing("recording", 75.0, "Mikrofon", (-30.0,), (-20.0,), ("faint:0", "room"), 120.0)
    monkeypatch.setattr(capture, "running", lambda one: one == kept)
    monkeypatch.setattr(capture, "standing", lambda one: now)
    app = at("record")
    shown = " ".join(element.proto.body for element in app.get("html"))
    assert not app.exception
    assert "1:15" in shown
    assert "Lyden er svag" in shown
    assert {button.key for button in app.button} >= {"pause", "mark", "forget", "stop"}
