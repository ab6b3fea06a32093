"""What is kept on this computer: look, confirm, copy, lock, withdraw."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from talkratio import capture, copies, library, retention
from talkratio.cli import left
from talkratio.cli.analyze import Lang, face_language
from talkratio.cli.screen import output
from talkratio.cli.summary import summary
from talkratio.errors import InputError
from talkratio.library import Kept, locking
from talkratio.retention import Policy
from talkratio.texts import Language, text
from talkratio.texts.dates import told_at
from talkratio.texts.numbers import clock, number, percent
from talkratio.topics import topics

app = typer.Typer(no_args_is_help=True, help="The conversations kept on this computer.")

Name = Annotated[str, typer.Argument(help="The name in the list, its beginning, or [b]last[/].", show_default=False)]
Sure = Annotated[bool, typer.Option("--yes", help="Do not ask again.")]


@app.command("list")
def show(lang: Lang = None) -> None:
    """List what is kept, and when it will be deleted."""
    language = face_language(lang)
    retention.sweep()
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("name", "title", "length", "share", "there", "due"):
        table.add_column(text(f"record.column_{column}", language), no_wrap=column == "name")
    for entry in library.entries():
        numbers = entry.numbers
        table.add_row(
            entry.name,
            escape(entry.title),
            clock(numbers.duration) if numbers and numbers.duration else "–",
            percent(numbers.share, language) if numbers else "–",
            _there(entry, language),
            _due(library.find(entry.name), language),
        )
    output.print(table)
    size = number(library.size() / 1e6, language, digits=1)
    output.print(text("record.where", language, folder=library.home(), size=size), highlight=False)


@app.command("show")
def one(name: Name, lang: Lang = None) -> None:
    """Show a conversation again."""
    language = face_language(lang)
    kept = _find(name)
    report = kept.report()
    if report is None and (numbers := kept.numbers()) is not None:
        output.print(left.numbers(numbers, language))
        return
    if report is None:
        raise InputError("This conversation was not analysed yet. Open it in the dashboard: talkratio dashboard.")
    output.print(summary(report, language, topics(kept, report, language)))


@app.command("confirm")
def confirm(name: Name, lang: Lang = None) -> None:
    """Say that the share is right: the recording has done its work and is deleted."""
    kept = _find(name)
    retention.confirm(kept)
    left = "confirmed_kept" if kept.recording else "confirmed"
    output.print(text(f"record.{left}", face_language(lang)))


@app.command("forget")
def forget(name: Name, sure: Sure = False, lang: Lang = None) -> None:
    """Delete the recording and keep the rest."""
    language = face_language(lang)
    kept = _find(name)
    _sure(sure, "forget_sure", language)
    kept.forget_recording()
    output.print(text("record.forgotten", language))


@app.command("withdraw")
def withdraw(
    name: Name,
    receipt: Annotated[Path | None, typer.Option(help="Write the receipt into this file as well.")] = None,
    sure: Sure = False,
    lang: Lang = None,
) -> None:
    """Withdraw consent: delete everything about a conversation, and give a receipt."""
    from talkratio import store

    language = face_language(lang)
    kept = _find(name)
    _sure(sure, "withdraw_sure", language)
    told = retention.withdraw(kept).told(language)
    output.print(told, highlight=False)
    if receipt is not None:
        store.write(receipt, told + "\n")


@app.command("copy")
def copy(
    name: Name,
    file: Annotated[Path, typer.Argument(help="Where to put it, ending in .html.", show_default=False)],
    plain: Annotated[bool, typer.Option("--plain", help="Without a passphrase.")] = False,
    sound: Annotated[bool, typer.Option(help="With the sound, as long as it is kept.")] = True,
    lang: Lang = None,
) -> None:
    """Give a copy: one file that any browser and any talkratio opens."""
    language = face_language(lang)
    kept = _find(name)
    phrase = (
        None if plain else typer.prompt(text("record.new_phrase", language), hide_input=True, confirmation_prompt=True)
    )
    path = copies.give(kept, file, language, passphrase=phrase, sound=sound)
    output.print(text("record.copied", language, path=path), highlight=False)


@app.command("take")
def take(
    file: Annotated[Path, typer.Argument(help="A copy that somebody gave you.", show_default=False)],
    locked: Annotated[bool, typer.Option("--locked", help="It is under a passphrase.")] = False,
    lang: Lang = None,
) -> None:
    """Take a copy that somebody gave into this talkratio."""
    language = face_language(lang)
    phrase = typer.prompt(text("record.phrase", language), hide_input=True) if locked else None
    output.print(text("record.taken", language, name=copies.take(file, phrase).name), highlight=False)


@app.command("lock")
def lock(name: Name, lang: Lang = None) -> None:
    """Put a conversation under a passphrase. Nobody can open it without; not even you."""
    language = face_language(lang)
    kept = _find(name)
    phrase = typer.prompt(text("record.new_phrase", language), hide_input=True, confirmation_prompt=True)
    locking.lock(kept, phrase)
    output.print(text("record.locked", language))


@app.command("unlock")
def unlock(name: Name, lang: Lang = None) -> None:
    """Take the passphrase off again."""
    language = face_language(lang)
    locking.unlock(_find(name), typer.prompt(text("record.phrase", language), hide_input=True))
    output.print(text("record.unlocked", language))


@app.command("retention")
def rules(
    recording_days: Annotated[
        int | None, typer.Option(help="Days after which a recording goes in any case; 0 for never.", min=0)
    ] = None,
    words_days: Annotated[
        int | None, typer.Option(help="Days after which words, turns and names go; 0 for never.", min=0)
    ] = None,
    on_confirm: Annotated[bool | None, typer.Option(help="Delete the recording when the share is confirmed.")] = None,
    transcribe: Annotated[bool | None, typer.Option(help="Write the words down at all.")] = None,
    lang: Lang = None,
) -> None:
    """Show or set how long things are kept. What was promised to somebody is kept."""
    language, now = face_language(lang), retention.policy()
    wanted = Policy(
        now.on_confirm if on_confirm is None else on_confirm,
        now.recording_days if recording_days is None else recording_days or None,
        now.words_days if words_days is None else words_days or None,
        now.transcribe if transcribe is None else transcribe,
    )
    if wanted != now:
        retention.set_policy(wanted)
    from talkratio import consent

    say = consent.wording(language)
    output.print(dict(consent.paragraphs(wanted, language))[say["what_name"]], highlight=False)


@app.command("ledger")
def ledger(lang: Lang = None) -> None:
    """Show what was deleted, when and why."""
    language = face_language(lang)
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("when", "name", "what", "why", "size"):
        table.add_column(text(f"record.column_{column}", language))
    for line in library.deleted():
        when = told_at(line.when, language)
        what, why = text(f"record.what_{line.what}", language), text(f"record.why_{line.why}", language)
        table.add_row(when, line.conversation, what, why, f"{number(line.size / 1e6, language, digits=1)} MB")
    output.print(table)


@app.command("recover")
def recover(lang: Lang = None) -> None:
    """Make recordings whole that a crash or a power cut ended."""
    language = face_language(lang)
    found = capture.interrupted()
    if not found:
        output.print(text("record.nothing_left", language))
    for one_of_them in found:
        capture.recover(one_of_them.kept)
        values = {"time": clock(one_of_them.seconds), "name": one_of_them.kept.name}
        output.print(text("record.recovered", language, **values), highlight=False)


def _find(name: str) -> Kept:
    """The conversation of this name or beginning of a name. Raises `InputError` when it is none or several."""
    known = [kept.name for kept in library.kept()]
    if name == "last" and known:
        return library.find(known[0])
    match = [one for one in known if one.startswith(name)]
    return library.find(match[0] if len(match) == 1 else name)


def _there(entry: library.Entry, language: Language) -> str:
    if entry.locked:
        return text("record.there_locked", language)
    parts = [name for name, there in (("sound", entry.recording), ("words", entry.report)) if there]
    return ", ".join(text(f"record.there_{part}", language) for part in parts or ["numbers"])


def _due(kept: Kept, language: Language) -> str:
    recording, words = retention.due(kept)
    told = []
    if recording is not None:
        told.append(text("record.due_sound", language, days=max(0, round(recording))))
    if words is not None:
        told.append(text("record.due_words", language, days=max(0, round(words))))
    return ", ".join(told) or "–"


def _sure(sure: bool, key: str, language: Language) -> None:
    if not sure:
        typer.confirm(text(f"record.{key}", language), abort=True)
