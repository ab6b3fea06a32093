"""Record a conversation, with consent, and measure it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.markup import escape

from talkratio import capture, consent, library, live, retention
from talkratio import report as reports
from talkratio.capture import Microphone, checkin, leaning
from talkratio.choice import NOBODY
from talkratio.cli import left
from talkratio.cli.agreeing import ask, check_in, without_recording
from talkratio.cli.analyze import Lang, face_language
from talkratio.cli.keys import keys
from talkratio.cli.screen import errors, output, progress
from talkratio.cli.summary import summary
from talkratio.cli.watching import watch
from talkratio.consent import Yes
from talkratio.errors import InputError
from talkratio.library import Kept
from talkratio.plan import parting, rounds
from talkratio.plan.round import Round
from talkratio.texts import Language, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import clock
from talkratio.topics import topics

NOTHING = "Nothing was recorded. Start again, and look at the level while somebody speaks."

Title = Annotated[str, typer.Option(help="What to call the conversation.")]
Microphones = Annotated[
    list[str] | None, typer.Option(help="A microphone, or part of its name; give it twice for one each.")
]
Online = Annotated[bool, typer.Option("--online", help="An online meeting: what the computer plays as well.")]
Channels = Annotated[int, typer.Option(help="2 for a stereo microphone with one person on each side.", min=1, max=2)]
Minutes = Annotated[float | None, typer.Option(help="End by itself after so many minutes.", min=0.05)]
Agreed = Annotated[
    list[str] | None, typer.Option(help="A person who has said yes already; the manager first, then the other.")
]
InMemory = Annotated[
    bool, typer.Option("--memory", help="Nothing touches the disk: no recording, no words, only numbers remain.")
]
Share = Annotated[bool, typer.Option("--share", help="Show the running share while you talk; needs the check-in.")]
CheckIn = Annotated[bool, typer.Option("--check-in/--no-check-in", help="Names and yes said aloud first.")]
Measure = Annotated[bool, typer.Option(help="Measure the conversation when it has ended.")]
Spoken = Annotated[str | None, typer.Option(help="Language spoken: da or en.")]
Planned = Annotated[
    str | None, typer.Option("--plan", help="The plan to follow, its key or [b]last[/]: its phases get a key each.")
]


def record(
    title: Title = "",
    microphone: Microphones = None,
    online: Online = False,
    channels: Channels = 1,
    minutes: Minutes = None,
    agreed: Agreed = None,
    plan: Planned = None,
    memory: InMemory = False,
    share: Share = False,
    first: CheckIn = True,
    measure: Measure = True,
    language: Spoken = None,
    lang: Lang = None,
) -> None:
    """Record a conversation when both have said yes. Nothing is kept of a no."""
    shown = face_language(lang)
    retention.sweep()
    _offer_left(shown)
    followed = None if plan is None else _free(plan)
    microphones = capture.choose(microphone or (), online=online)
    names = (followed.plan.manager, followed.plan.employee) if followed else ()
    people = agreed or ask(shown, memory=memory, names=names)
    if people is None:
        without_recording(shown)
        return
    kept = _begun(title, people, microphones, channels, shown, memory=memory)
    if followed is not None:
        rounds.link(followed.key, kept)
    output.print(text("record.runs", shown, microphone=escape(" + ".join(one.name for one in microphones))))
    with keys() as pressed:
        if first and sys.stdin.isatty():
            check_in(kept, people, pressed, shown)
        if share and not memory:
            live.start(kept, people[0])
        watch(kept, pressed, minutes, shown, followed.plan.items if followed else ())
    if memory:
        _measure_in_memory(kept, shown)
    elif _ended(kept, shown) and measure:
        _measure(kept, language, shown)


def _free(key: str) -> Round:
    """The plan with this key. Raises `InputError` when it belongs to a conversation already."""
    found = rounds.find(key)
    if found.conversation is not None:
        raise InputError(f"The plan {found.key} belongs to a conversation already. Make a new one: talkratio plan new")
    return found


def _begun(
    title: str,
    people: Sequence[str],
    microphones: tuple[Microphone, ...],
    channels: int,
    language: Language,
    *,
    memory: bool,
) -> Kept:
    """A conversation with consent, being recorded; when it cannot begin nothing stays."""
    kept, _ = library.new(title, ".wav")
    try:
        consent.give(kept, [Yes(name, "ticked") for name in people], retention.policy(), language, memory=memory)
        capture.start(kept, microphones, channels=channels, memory=memory, manager=people[0])
    except BaseException:
        capture.discard(kept)
        raise
    return kept


def _ended(kept: Kept, language: Language) -> bool:
    """Ends the recording and tells where it is. Raises `InputError` when nothing was recorded; a plan stays."""
    recording = capture.stop(kept)
    now = capture.standing(kept)
    if now is not None and now.error:
        errors.print(f"[yellow]{escape(translated(now.error, language))}[/]")
    if recording is None:
        _drop(kept)
        raise InputError(NOTHING)
    output.print(text("record.kept", language, name=kept.name, time=clock(now.seconds if now else 0)), highlight=False)
    return True


def _drop(kept: Kept) -> None:
    parting.release(kept)
    kept.delete(None)


def _measure_in_memory(kept: Kept, language: Language) -> None:
    """Waits for the numbers; when they cannot be made nothing stays."""
    capture.stop(kept)
    with errors.status(text("record.status_measuring", language)):
        while capture.running(kept):
            time.sleep(0.2)
    numbers, now = kept.numbers(), capture.standing(kept)
    if numbers is None:
        _drop(kept)
        raise InputError(now.error if now and now.error else NOTHING)
    output.print(left.numbers(numbers, language))
    output.print(text("record.numbers", language, name=kept.name), highlight=False)


def _offer_left(language: Language) -> None:
    """Tells of recordings that nobody ended; they are made whole at once, so that none is lost."""
    for found in capture.interrupted():
        capture.recover(found.kept)
        when = found.kept.created[:16].replace("T", " ")
        output.print(
            text("record.interrupted", language, time=clock(found.seconds), when=when, name=found.kept.name),
            highlight=False,
        )


def _measure(kept: Kept, language: str | None, shown: Language) -> None:
    recording = kept.recording
    assert recording is not None
    checkin.agree(kept, checkin.check(kept))  # its moments may have been forgotten since
    with progress(kept.name, shown) as tell:
        report = leaning.analyze(
            recording,
            checkin.known(kept),
            transcriber="auto" if retention.policy_of(kept).transcribe else NOBODY,
            language=language,
            progress=tell,
        )
    kept.write(library.ORIGINAL, reports.dumps(report))
    output.print(summary(report, shown, topics(kept, report, shown)))
    output.print(text("record.confirm", shown, name=kept.name), highlight=False)
