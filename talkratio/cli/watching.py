"""While it records: how it stands in one place, and single keys for what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from rich.live import Live
from rich.markup import escape
from rich.text import Text

from talkratio import capture, live
from talkratio.capture import Standing
from talkratio.capture.state import PHASE
from talkratio.capture.told import told
from talkratio.cli.keys import Pressed
from talkratio.cli.screen import errors, output
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.plan.documents import item_name
from talkratio.plan.plan import Item
from talkratio.texts import Language, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import clock, percent

WIDTH = 30
NOTED = 4
"""moments told while it runs, the last ones"""
QUIETEST = -60.0
"""dBFS at the left edge of the meter"""


def watch(kept: Kept, pressed: Pressed, minutes: float | None, language: Language, agenda: Sequence[Item] = ()) -> None:
    """Shows how it stands until somebody ends it or it ends by itself; a key that cannot be obeyed is told."""
    _keys(agenda, language)
    trouble = ""
    with Live(console=errors, auto_refresh=False, transient=True) as screen:
        try:
            while (now := capture.standing(kept)) is not None and now.status not in ("done", "failed"):
                shown = line(now, live.state(kept), language)
                _append_phase(shown, kept, now, agenda, language)
                if said := told(capture.marks(kept), language)[-NOTED:]:
                    shown.append(f"\n{' · '.join(said)}", style="dim")
                if trouble:
                    shown.append(f"\n{trouble}", style="yellow")
                screen.update(shown, refresh=True)
                if minutes is not None and now.seconds >= minutes * 60:
                    return
                if (key := pressed(0.3)) == "q":
                    return
                if key:
                    trouble = _obeyed(key, kept, now, agenda, language)
        except KeyboardInterrupt:
            return


def line(now: Standing, running: live.Live | None, language: Language) -> Text:
    """Time, level, the running share, and what is wrong."""
    shown = Text(f"{text(f'record.status_{now.status}', language)} {clock(now.seconds)}  ")
    for loud in now.loud:
        filled = round(WIDTH * (1 - max(QUIETEST, loud) / QUIETEST))
        shown.append("█" * filled, style="red" if loud > -3 else "green").append(
            "·" * (WIDTH - filled) + " ", style="dim"
        )
    if running is not None and running.so_far is not None:
        recent, so_far = (percent(value, language) for value in (running.recent, running.so_far))
        shown.append(f"\n{text('record.share', language, recent=recent, so_far=so_far)}", style="bold")
    for warning in dict.fromkeys(warning.split(":")[0] for warning in now.warnings):
        shown.append(f"\n{text(f'record.warn_{warning}', language)}", style="yellow")
    return shown


def _keys(agenda: Sequence[Item], language: Language) -> None:
    output.print(f"\n[dim]{text('record.keys', language)}[/]")
    if agenda:
        named = [
            text("record.phase_planned", language, name=f"{number}: {item_name(item, language)}", minutes=item.minutes)
            for number, item in enumerate(agenda, 1)
        ]
        output.print(f"[dim]{escape(' · '.join(named))}\n{text('record.phase_keys', language)}[/]", highlight=False)


def _append_phase(shown: Text, kept: Kept, now: Standing, agenda: Sequence[Item], language: Language) -> None:
    """Which phase runs, and how long, against its minutes in the plan."""
    running, spent = capture.phases(capture.marks(kept), now.seconds)
    item = next((item for item in agenda if item.element == running), None)
    if item is not None:
        values = {"name": item_name(item, language), "spent": clock(spent[running]), "minutes": item.minutes}
        over = spent[running] > 60 * item.minutes
        shown.append(f"\n{text('record.phase_runs', language, **values)}", style="yellow" if over else "bold")


def _obeyed(key: str, kept: Kept, now: Standing, agenda: Sequence[Item], language: Language) -> str:
    """Does what a key asks for; what went wrong, in words, since the recording goes on."""
    try:
        if key == "p":
            (capture.resume if now.status == "paused" else capture.pause)(kept)
        elif key == "m":
            capture.mark(kept)
        elif key == "f":
            capture.forget(kept)
        elif (item := _item(key, kept, now, agenda)) is not None:
            capture.mark(kept, item.element, PHASE)
    except TalkratioError as error:
        return translated(str(error), language)
    return ""


def _item(key: str, kept: Kept, now: Standing, agenda: Sequence[Item]) -> Item | None:
    """The phase a key begins: `n` for the next one of the agenda, a digit for one of the first nine."""
    if key == "n":
        running, _ = capture.phases(capture.marks(kept), now.seconds)
        at = next((index for index, item in enumerate(agenda) if item.element == running), -1) + 1
    else:
        at = int(key) - 1 if key in "123456789" else -1
    return agenda[at] if 0 <= at < len(agenda) else None
