"""What people write down about recordings: a manifest for many, `NAME.about.toml` and a consent receipt beside one."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from talkratio.batch import places
from talkratio.errors import FormatError

COLUMNS = ("recording", "manager", "whose", "captions", "labels", "language", "date", "consent")
"""of a manifest; all but the first may be missing, and an `about.toml` has the same keys"""
ABOUT = ".about.toml"
CONSENT = ".consent.json"
SIDES = frozenset({"left", "right", "first"})
"""managers named by where they are heard, which says nothing of who they are"""

_DATE = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")

Row = Mapping[str, str]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a manifest (CSV with a header, comma or semicolon) or of a list (one recording a line).

    Raises `FormatError` when it cannot be read or has a column nobody knows.
    """
    text = _text(path)
    if path.suffix.lower() != ".csv":
        lines = (line.strip() for line in text.splitlines())
        return [{"recording": line} for line in lines if line and not line.startswith("#")]
    first = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    names = [(name or "").strip().lower() for name in table.fieldnames or ()]
    unknown = [name for name in names if name not in COLUMNS]
    if "recording" not in names or unknown:
        what = f"has a column {unknown[0]!r}" if unknown else "has no column 'recording'"
        raise FormatError(f"{path.name} {what}. The columns of a manifest are: {', '.join(COLUMNS)}.")
    table.fieldnames = names
    found = [
        {name: (value or "").strip() for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
        for row in table
    ]
    return [row for row in found if row.get("recording")]


def about(source: str, beside: frozenset[str]) -> dict[str, str]:
    """What `NAME.about.toml` and `NAME.consent.json` say, where they lie `beside` the recording.

    Raises `FormatError` when one is damaged: what it says of consent must not be guessed.
    """
    told: dict[str, str] = {}
    if (path := places.stem(source) + ABOUT) in beside:
        told |= _about(path)
    if (path := places.stem(source) + CONSENT) in beside:
        told["consent"] = _consent(path)
    return told


def dated(name: str) -> str | None:
    """The date in a file name, as ISO 8601.

    >>> dated("mus/Mette_20260114.wav"), dated("talk.wav")
    ('2026-01-14', None)
    """
    found = _DATE.search(name)
    return _iso("-".join(found.groups())) if found else None


def checked_date(text: str, where: str) -> str:
    """A date a person wrote. Raises `FormatError` when it is none."""
    if (found := _iso(text)) is None:
        raise FormatError(f"{where} gives the date {text!r}. Write it as 2026-01-14.")
    return found


def _iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def _about(path: str) -> dict[str, str]:
    try:
        told = tomllib.loads(places.read(path).decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} cannot be read: {error}. Mend it or remove it.") from error
    if unknown := sorted(told.keys() - set(COLUMNS[1:])):
        raise FormatError(f"{path} says {unknown[0]!r}, which nobody knows. Known are: {', '.join(COLUMNS[1:])}.")
    return {name: str(value) for name, value in told.items()}


def _consent(path: str) -> str:
    """`receipt`, or `withdrawn` when the receipt says so."""
    try:
        told = json.loads(places.read(path))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{path} is damaged, so nobody can tell whether consent was given. Mend it.") from error
    return "withdrawn" if isinstance(told, dict) and told.get("withdrawn") else "receipt"


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FormatError(f"{path} cannot be read ({error.strerror}). Check the path.") from error
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FormatError(f"{path} is no text in UTF-8. Save it as CSV in UTF-8.")
