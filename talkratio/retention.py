"""Nothing is kept longer than needed: sound goes when the share is confirmed, words after a week, numbers stay.

What was promised to the two when they said yes is kept even when the settings are loosened later.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from talkratio import library, store
from talkratio.errors import FormatError, InputError, TalkratioError
from talkratio.library import ABOUT, NUMBERS, RECORDING, Kept, ledger
from talkratio.texts import Language, text
from talkratio.texts.dates import told_at
from talkratio.texts.numbers import number

RECEIPT = "consent.json"
"""where `talkratio.consent` keeps what was promised"""


@dataclass(frozen=True, slots=True)
class Policy:
    """How long what is kept. Days are counted from the conversation; `None` means until somebody deletes it."""

    on_confirm: bool = True
    """the recording goes as soon as a person has confirmed the share"""
    recording_days: int | None = 7
    """the recording goes after so many days in any case"""
    words_days: int | None = 7
    """words, turns, names and notes go after so many days; the numbers stay"""
    transcribe: bool = True
    """whether the words are written down at all"""

    def __post_init__(self) -> None:
        for days in (self.recording_days, self.words_days):
            if days is not None and not 1 <= days <= 3650:
                raise ValueError("days are a number from 1 to 3650, or None")

    def stricter(self, other: Policy) -> Policy:
        """What satisfies both."""
        return Policy(
            self.on_confirm or other.on_confirm,
            _least(self.recording_days, other.recording_days),
            _least(self.words_days, other.words_days),
            self.transcribe and other.transcribe,
        )


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The receipt for a deletion: no name, no word; `size` is bytes, `elsewhere` copies that were not found again."""

    conversation: str
    when: str
    files: int
    size: int
    copies: int
    elsewhere: tuple[str, ...]

    def told(self, language: Language) -> str:
        """The receipt in words."""
        size = number(self.size / 1e6, language, digits=1)
        values = {"conversation": self.conversation, "when": told_at(self.when, language), "files": self.files}
        lines = [text("consent.withdrawn_what", language, size=size, **values)]
        if self.copies:
            lines.append(text("consent.withdrawn_copies", language, count=self.copies))
        if self.elsewhere:
            lines.append(text("consent.withdrawn_elsewhere", language, paths=", ".join(self.elsewhere)))
        return "\n".join([*lines, text("consent.withdrawn_others", language)])


_POLICY: TypeAdapter[Policy] = TypeAdapter(Policy)


def policy() -> Policy:
    """How long things are kept on this computer. Raises `FormatError` when the settings are damaged."""
    path = _settings()
    if not path.is_file():
        return Policy()
    try:
        return _POLICY.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise FormatError(
            f"{path} is damaged. Set again how long things are kept: talkratio library retention."
        ) from error


def set_policy(wanted: Policy) -> None:
    """Keeps the settings. They apply to what is here as well, as far as they are stricter than what was promised."""
    store.write(_settings(), _POLICY.dump_json(wanted))


def policy_of(kept: Kept) -> Policy:
    """What holds for one conversation: the settings, and what was promised when consent was given."""
    here = policy()
    path = kept.folder / RECEIPT
    if not path.is_file():
        return here
    try:
        promised = _POLICY.validate_python(TypeAdapter(dict[str, object]).validate_json(path.read_bytes())["policy"])
    except (OSError, KeyError, ValidationError):
        return here
    return here.stricter(promised)


def confirm(kept: Kept) -> None:
    """A person says that the share is right: the recording has done its work. Raises `OutputError`."""
    kept.describe(confirmed=True)
    keep_only_what_is_needed(kept)


def sweep() -> None:
    """Keeps only what is needed of every conversation; to be called at every start.

    What cannot be cleared, because it is open elsewhere or damaged, is left for the next time.
    """
    with contextlib.suppress(TalkratioError):
        library.tidy()
    for kept in library.kept():
        with contextlib.suppress(TalkratioError, OSError):
            keep_only_what_is_needed(kept)
    with contextlib.suppress(TalkratioError):
        library.entries()


def due(kept: Kept) -> tuple[float | None, float | None]:
    """Days until the recording and the words are deleted, negative when overdue; `None`: not by themselves, or gone."""
    rules, age = policy_of(kept), kept.age
    recording = None if rules.recording_days is None or kept.recording is None else rules.recording_days - age
    words = None if rules.words_days is None or not (kept.ready or kept.locked) else rules.words_days - age
    return recording, words


def keep_only_what_is_needed(kept: Kept) -> None:
    """Deletes what is due. Raises `OutputError` when something would stay."""
    if kept.busy("capture") or kept.busy("job"):
        return
    rules, age = policy_of(kept), kept.age
    over = rules.recording_days is not None and age > rules.recording_days
    if over or (rules.on_confirm and kept.about.confirmed):
        kept.forget_recording("time" if over else "confirmed")
    if rules.words_days is not None and age > rules.words_days:
        reduce_to_numbers(kept)


def reduce_to_numbers(kept: Kept, why: ledger.Why | None = "time") -> None:
    """Leaves the numbers and nothing else: no words, turns, names, title or notes; a crash midway is repeated.

    A recording whose time has not come stays. Without numbers, as nobody ever analysed it, nothing is left over and
    the conversation goes as a whole. Plan and agreements are the two people's own and leave the folder first. Without
    a `why` the ledger says nothing. Raises `OutputError`.
    """
    from talkratio.plan import parting  # stands on the library itself

    parting.release(kept)
    others = [
        path
        for path in kept.folder.iterdir()
        if path.name not in (ABOUT, NUMBERS) and not path.name.startswith(f"{RECORDING}.")
    ]
    numbers = kept.numbers()
    if numbers is None:
        if not any(kept.folder.glob(f"{RECORDING}.*")):
            kept.delete(why)
        return
    if not others:
        return
    kept.keep_numbers(numbers)
    kept.describe(title="", notes="")
    size = sum(path.stat().st_size for path in others)
    for path in others:
        path.unlink()
    if why is not None:
        kept.note("words", why, size)
    library.entries()


def withdraw(kept: Kept) -> Withdrawn:
    """Deletes everything about a conversation, copies, plan and agreements included, whoever of the two asks.

    What is running is stopped first. Raises `OutputError` when something would stay.
    """
    from talkratio import capture, copies, jobs, live  # they stand on the library themselves
    from talkratio.plan import parting

    with contextlib.suppress(TalkratioError):
        jobs.cancel(kept)
    with contextlib.suppress(TalkratioError):
        capture.stop(kept)
    live.stop(kept)
    parting.withdraw(kept)
    gone, elsewhere = copies.delete(kept)
    files = [path for path in kept.folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    when = datetime.now().astimezone().isoformat(timespec="seconds")
    kept.delete("withdrawn")
    if kept.folder.exists():
        raise InputError(f"{kept.folder} is still there. Close what uses it and withdraw again.")
    return Withdrawn(kept.name, when, len(files), size, gone, elsewhere)


def _least(one: int | None, other: int | None) -> int | None:
    found = [days for days in (one, other) if days is not None]
    return min(found) if found else None


def _settings() -> Path:
    return library.home() / "retention.json"
