"""Before the recording: both are asked, a no costs one key, and each says a name and a yes."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import typer
from rich.markup import escape

from talkratio import consent, retention
from talkratio.capture import checkin
from talkratio.cli.keys import Pressed
from talkratio.cli.screen import output
from talkratio.errors import InputError
from talkratio.library import Kept
from talkratio.texts import Language, text

ROLES = ("manager", "employee")
SETTLE = 1.2
"""seconds until the recorder has heard the last mark and its sound is on disk"""


def ask(language: Language, *, memory: bool = False, names: Sequence[str] = ()) -> list[str] | None:
    """The names of those who say yes, the manager's first, with `names` as a suggestion; `None` for a no.

    Raises `InputError` where nobody can be asked.
    """
    say = consent.wording(language)
    output.print(f"[bold]{escape(say['title'])}[/]\n")
    for heading, content in consent.paragraphs(retention.policy(), language, memory=memory):
        output.print(f"[bold]{escape(heading)}[/]\n{escape(content)}\n", highlight=False)
    output.print(f"[dim]{escape(say['not_advice'])}[/]\n", highlight=False)
    if not sys.stdin.isatty():
        raise InputError("Nobody can be asked for consent here. Ask both, then give --agreed NAME twice.")
    if typer.prompt(f"{say['question']} {text('record.yes_no', language)}").strip().lower()[:1] not in ("j", "y"):
        return None
    usual = names or [text(f"report.{role}", language) for role in ROLES]
    return [
        typer.prompt(text(f"record.name_{role}", language), default=name)
        for role, name in zip(ROLES, usual, strict=True)
    ]


def without_recording(language: Language) -> None:
    """What there is instead after a no: an agenda, and nothing written down."""
    say = consent.wording(language)
    output.print(f"[bold]{escape(say['no_heading'])}[/]\n\n{escape(say['no_plan'])}", highlight=False)


def check_in(kept: Kept, people: list[str], pressed: Pressed, language: Language) -> None:
    """Each says name and yes; Enter goes on to the next, `s` skips the rest."""
    say = consent.wording(language)
    output.print(f"\n[bold]{escape(say['checkin'])}[/]\n{escape(say['checkin_example'])}")
    output.print(f"[dim]{text('record.checkin_keys', language)}[/]")
    for name in people:
        output.print(escape(say["checkin_now"].format(name=name)))
        checkin.begin(kept, name)
        until, key = time.monotonic() + checkin.PATIENCE, ""
        while not key and time.monotonic() < until:
            key = pressed(0.2)
        if key == "s":
            break
    checkin.end(kept)
    time.sleep(SETTLE)
    heard = checkin.check(kept)
    for one in heard:
        output.print(escape(say[f"heard_{one.verdict}"].format(name=one.name)))
    checkin.agree(kept, heard)
