"""Consent: asked before the first second is kept, given in both voices, and written down as a receipt.

A no is never written down. The wording is in `texts/consent.*.toml`; an organisation changes it with files of the
same names in the folder of `library.home()`. It is not legal advice.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from string import Formatter
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from talkratio import library
from talkratio.errors import FormatError, InputError
from talkratio.interval import Interval
from talkratio.library import Kept
from talkratio.retention import Policy, Withdrawn
from talkratio.texts import Language, catalogue
from talkratio.texts.dates import told_at

RECEIPT = "consent.json"

How = Literal["spoken", "ticked"]

_PARAGRAPHS = ("where", "free", "pause", "withdraw", "equal", "not_used")


@dataclass(frozen=True, slots=True)
class Yes:
    """One person's consent; `moment` is where it is heard in the recording when it was spoken."""

    name: str
    how: How
    moment: Interval | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed, by whom and when (ISO 8601 with offset); `wording` is the first twelve digits of its SHA-256."""

    people: tuple[Yes, ...]
    when: str
    policy: Policy
    language: Language
    wording: str
    memory: bool = False
    """whether the sound never touches the disk"""
    agreed: tuple[tuple[str, str], ...] = ()
    """what the two read, as (heading, text): it stands on the receipt, whatever the texts say later"""


_CONSENT: TypeAdapter[Consent] = TypeAdapter(Consent)


def wording(language: Language) -> Mapping[str, str]:
    """Every sentence of the consent, the organisation's own where it has written one.

    Raises `FormatError` when its file is damaged, or names a sentence or a place that there is not.
    """
    sentences = dict(catalogue("consent", language))
    path = library.home() / f"consent.{language}.toml"
    if not path.is_file():
        return sentences
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FormatError(
            f"{path} cannot be read: {error}. Mend it, or take it away to use the ordinary text."
        ) from error
    for key, sentence in own.items():
        if key not in sentences or not isinstance(sentence, str) or not _places(sentence) <= _places(sentences[key]):
            raise FormatError(
                f"{path}: {key!r} is no sentence of the consent, or has a {{place}} that the ordinary text has not. "
                "Use the keys and places of the ordinary text."
            )
    return sentences | own


def paragraphs(policy: Policy, language: Language, *, memory: bool = False) -> tuple[tuple[str, str], ...]:
    """What the two are asked to agree to, as (heading, text)."""
    say = wording(language)
    kept = " ".join(_dated(say[key], days) for key, days in _kept(policy, memory))
    return (
        (say["purpose_name"], f"{say['purpose']}. {say['intro']}"),
        (say["what_name"], kept),
        *((say[f"{key}_name"], say[key]) for key in _PARAGRAPHS),
        (say["info_name"], say["info"].format(organisation=say["organisation"])),
    )


def give(kept: Kept, people: Sequence[Yes], policy: Policy, language: Language, *, memory: bool = False) -> Consent:
    """Writes the receipt beside the recording.

    Raises `InputError` unless two people or more said yes, each under a name of their own.
    """
    names = [one.name.strip() for one in people]
    if len(set(names)) < 2 or len(set(names)) < len(names) or not all(names):
        raise InputError("Everybody in the conversation must say yes, each under a name of their own.")
    when = datetime.now().astimezone().isoformat(timespec="seconds")
    agreed = paragraphs(policy, language, memory=memory)
    mark = hashlib.sha256(repr(agreed).encode()).hexdigest()[:12]
    given = Consent(tuple(people), when, policy, language, mark, memory, agreed)
    _keep(kept, given)
    return given


def note(kept: Kept, given: Consent, people: Sequence[Yes]) -> None:
    """Notes on the receipt how each said yes; when, and to what, stays as it was. Raises `OutputError`."""
    _keep(kept, replace(given, people=tuple(people)))


def read(kept: Kept) -> Consent | None:
    """The consent of a conversation, or `None` when none was given here. Raises `FormatError` when it is damaged."""
    path = kept.folder / RECEIPT
    if not path.is_file():
        return None
    try:
        return _CONSENT.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise FormatError(f"{path} cannot be read: it is damaged. Ask for consent again, or withdraw.") from error


def receipt(given: Consent, language: Language | None = None) -> str:
    """The receipt as a page to be printed; loads nothing."""
    language = language or given.language
    say = wording(language)
    people = "".join(f"<li>{escape(one.name)}: {escape(say[f'receipt_{one.how}'])}</li>" for one in given.people)
    agreed = given.agreed if language == given.language else ()
    rows = "".join(
        f"<h2>{escape(heading)}</h2><p>{escape(content)}</p>"
        for heading, content in agreed or paragraphs(given.policy, language, memory=given.memory)
    )
    return _page(
        say["receipt"],
        f"<h2>{escape(say['receipt_when'])}</h2><p>{told_at(given.when, language)}</p>"
        f"<h2>{escape(say['receipt_who'])}</h2><ul>{people}</ul>{rows}"
        f"<footer>{escape(say['not_advice'])} {escape(say['receipt_wording'])}: {given.wording}.</footer>",
        language,
    )


def farewell(gone: Withdrawn, language: Language) -> str:
    """The receipt for a deletion as a page to be printed; loads nothing."""
    told = "".join(f"<p>{escape(line)}</p>" for line in gone.told(language).splitlines())
    return _page(wording(language)["withdrawn"], told, language)


def _keep(kept: Kept, given: Consent) -> None:
    kept.write(RECEIPT, _CONSENT.dump_json(given, indent=1))


def _page(title: str, body: str, language: Language) -> str:
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
        "h1{font-size:1.6rem}h2{font-size:1.05rem;margin:1.2rem 0 .2rem}p,ul{margin:0}p+p{margin-top:.6rem}"
        "ul{padding-left:1.2rem}footer{color:#555;font-size:.85em;padding-top:1rem}"
        "@media print{body{font-size:10.5pt;line-height:1.4;margin:0 auto}h2{margin-top:.7rem}}</style>"
        f"<h1>{escape(title)}</h1>{body}</html>\n"
    )


def _dated(sentence: str, days: int) -> str:
    """The sentence with its number of days: one is a day in any wording, an organisation's own included."""
    said = sentence.format(days=days)
    return said.replace(" 1 dage", " 1 dag").replace(" 1 days", " 1 day") if days == 1 else said


def _kept(policy: Policy, memory: bool) -> list[tuple[str, int]]:
    """The sentences about what is kept, as (key, days)."""
    if memory:
        return [("what_memory", 0)]
    sound = "kept" if policy.recording_days is None else "confirmed" if policy.on_confirm else "days"
    words = ("" if policy.transcribe else "never_") + ("kept" if policy.words_days is None else "days")
    found = [(f"what_recording_{sound}", policy.recording_days or 0), (f"what_words_{words}", policy.words_days or 0)]
    return found if policy.words_days is None else [*found, ("what_numbers", 0)]


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}
