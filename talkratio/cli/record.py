"""Record a conversation, with consent, and measure it."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer
from rich.live import Live
from rich.markup import escape
from rich.text import Text

from talkratio import capture, consent, library, live, pipeline, retention
from talkratio import report as reports
from talkratio.capture import Standing, checkin
from talkratio.cli.analyze import Lang, face_language
from talkratio.cli.keys import Pressed, keys
from talkratio.cli.screen import errors, output, progress
from talkratio.cli.summary import summary
from talkratio.consent import Yes
from talkratio.errors import InputError
from talkratio.library import Kept
from talkratio.texts import Language, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import clock, percent

NOTHING = "Nothing was recorded. Start again, and look at the level while somebody speaks."
WIDTH = 30
QUIETEST = -60.0
"""dBFS at the left edge of the meter"""


def record(
    title: Annotated[str, typer.Option(help="What to call the conversation.")] = "",
    microphone: Annotated[
        list[str] | None, typer.Option(help="A microphone, or part of its name; give it twice for one each.")
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="An online meeting: what the computer plays as well.")
    ] = False,
    channels: Annotated[
        int, typer.Option(help="2 for a stereo microphone with one person on each side.", min=1, max=2)
    ] = 1,
    minutes: Annotated[float | None, typer.Option(help="End by itself after so many minutes.", min=0.05)] = None,
    agreed: Annotated[
        list[str] | None, typer.Option(help="A person who has said yes already; the manager first, then the other.")
    ] = None,
    memory: Annotated[
        bool, typer.Option("--memory", help="Nothing touches the disk: no recording, no words, only numbers remain.")
    ] = False,
    share: Annotated[
        bool, typer.Option("--share", help="Show the running share while you talk; needs the check-in.")
    ] = False,
    check_in: Annotated[bool, typer.Option(help="Names and yes said aloud first.")] = True,
    measure: Annotated[bool, typer.Option(help="Measure the conversation when it has ended.")] = True,
    language: Annotated[str | None, typer.Option(help="Language spoken: da or en.")] = None,
    lang: Lang = None,
) -> None:
    """Record a conversation when both have said yes. Nothing is kept of a no."""
    shown = face_language(lang)
    retention.sweep()
    _offer_left(shown)
    microphones = capture.choose(microphone or (), online=online)
    people = _ask(agreed or [], shown, memory=memory)
    if people is None:
        _no(shown)
        return
    kept, _ = library.new(title, ".wav")
    try:
        consent.give(kept, [Yes(name, "ticked") for name in people], retention.policy(), shown, memory=memory)
        capture.start(kept, microphones, channels=channels, memory=memory, manager=people[0])
    except BaseException:
        capture.discard(kept)
        raise
    output.print(text("record.runs", shown, microphone=escape(" + ".join(one.name for one in microphones))))
    with keys() as pressed:
        if check_in and sys.stdin.isatty():
            _check_in(kept, people, pressed, shown)
        if share and not memory:
            live.start(kept, people[0])
        _watch(kept, pressed, minutes, shown)
    if memory:
        _measure_in_memory(kept, shown)
        return
    recording = capture.stop(kept)
    now = capture.standing(kept)
    if now is not None and now.error:
        errors.print(f"[yellow]{escape(translated(now.error, shown))}[/]")
    if recording is None:
        kept.delete(None)
        raise InputError(NOTHING)
    output.print(text("record.kept", shown, name=kept.name, time=clock(now.seconds if now else 0)), highlight=False)
    if measure:
        _measure(kept, people[0], language, shown)


def _measure_in_memory(kept: Kept, language: Language) -> None:
    """Waits for the numbers; when they cannot be made nothing stays."""
    capture.stop(kept)
    with errors.status(text("record.status_measuring", language)):
        while capture.running(kept):
            time.sleep(0.2)
    numbers, now = kept.numbers(), capture.standing(kept)
    if numbers is None:
        kept.delete(None)
        raise InputError(now.error if now and now.error else NOTHING)
    share = percent(numbers.share, language)
    output.print(text("record.numbers", language, share=share, time=clock(numbers.duration or 0), name=kept.name))


def _offer_left(language: Language) -> None:
    """Tells of recordings that nobody ended; they are made whole at once, so that none is lost."""
    for found in capture.interrupted():
        capture.recover(found.kept)
        when = found.kept.created[:16].replace("T", " ")
        output.print(
            text("record.interrupted", language, time=clock(found.seconds), when=when, name=found.kept.name),
            highlight=False,
        )


def _ask(agreed: list[str], language: Language, *, memory: bool = False) -> list[str] | None:
    """The names of those who say yes, the manager's first; `None` when somebody says no."""
    say = consent.wording(language)
    if agreed:
        return agreed
    output.print(f"[bold]{escape(say['title'])}[/]\n")
    for heading, content in consent.paragraphs(retention.policy(), language, memory=memory):
        output.print(f"[bold]{escape(heading)}[/]\n{escape(content)}\n", highlight=False)
    output.print(f"[dim]{escape(say['not_advice'])}[/]\n", highlight=False)
    if not sys.stdin.isatty():
        raise InputError("Nobody can be asked for consent here. Ask both, then give --agreed NAME twice.")
    if typer.prompt(f"{say['question']} {text('record.yes_no', language)}").strip().lower()[:1] not in ("j", "y"):
        return None
    roles = ("manager", "employee")
    return [
        typer.prompt(text(f"record.name_{role}", language), default=text(f"report.{role}", language)) for role in roles
    ]


def _no(language: Language) -> None:
    say = consent.wording(language)
    output.print(f"[bold]{escape(say['no_heading'])}[/]\n\n{escape(say['no_plan'])}", highlight=False)


def _check_in(kept: Kept, people: list[str], pressed: Pressed, language: Language) -> None:
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
    time.sleep(1.2)  # until the recorder has heard the last mark
    heard = checkin.check(kept)
    for one in heard:
        output.print(escape(say[f"heard_{one.verdict}"].format(name=one.name)))
    moments = {one.name: one.speech for one in heard if one.verdict != "nothing"}
    given = [Yes(name, "spoken" if moments.get(name) else "ticked", moments.get(name)) for name in people]
    consent.give(kept, given, retention.policy(), language)


def _watch(kept: Kept, pressed: Pressed, minutes: float | None, language: Language) -> None:
    """Shows how it stands until somebody ends it: a pause, marks, the last five minutes forgotten."""
    output.print(f"\n[dim]{text('record.keys', language)}[/]")
    with Live(console=errors, auto_refresh=False, transient=True) as screen:
        try:
            while (now := capture.standing(kept)) is not None and now.status not in ("done", "failed"):
                screen.update(_line(now, live.state(kept), language), refresh=True)
                if minutes is not None and now.seconds >= minutes * 60:
                    return
                key = pressed(0.3)
                if key == "q":
                    return
                if key == "p":
                    (capture.resume if now.status == "paused" else capture.pause)(kept)
                elif key == "m":
                    capture.mark(kept)
                elif key == "f":
                    capture.forget(kept)
        except KeyboardInterrupt:
            return


def _line(now: Standing, running: live.Live | None, language: Language) -> Text:
    """Time, level, the running share, and what is wrong."""
    line = Text(f"{text(f'record.status_{now.status}', language)} {clock(now.seconds)}  ")
    for loud in now.loud:
        filled = round(WIDTH * (1 - max(QUIETEST, loud) / QUIETEST))
        line.append("█" * filled, style="red" if loud > -3 else "green").append(
            "·" * (WIDTH - filled) + " ", style="dim"
        )
    if running is not None and running.so_far is not None:
        recent, so_far = (percent(value, language) for value in (running.recent, running.so_far))
        line.append(f"\n{text('record.share', language, recent=recent, so_far=so_far)}", style="bold")
    for warning in dict.fromkeys(warning.split(":")[0] for warning in now.warnings):
        line.append(f"\n{text(f'record.warn_{warning}', language)}", style="yellow")
    return line


def _measure(kept: Kept, manager: str, language: str | None, shown: Language) -> None:
    voices = checkin.voices(kept)
    recording = kept.recording
    assert recording is not None
    writer = "auto" if retention.policy_of(kept).transcribe else "none"
    with progress(kept.name, shown) as tell:
        report = pipeline.analyze(
            recording,
            manager=manager if voices else None,
            voices=voices,
            transcriber=writer,
            language=language,
            progress=tell,
        )
    kept.write(library.ORIGINAL, reports.dumps(report))
    output.print(summary(report, shown))
    output.print(text("record.confirm", shown, name=kept.name), highlight=False)
