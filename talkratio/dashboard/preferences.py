"""What a person has chosen once for all conversations, kept in one file beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import TypeAdapter, ValidationError

from talkratio import library, store
from talkratio.texts import Language


@dataclass(frozen=True, slots=True)
class Preferences:
    """`target` is the manager's share aimed at, 0..1; `model` a speech model's name, `None` for the best here."""

    language: Language = "da"
    target: float = 0.30
    model: str | None = None


_ADAPTER: TypeAdapter[Preferences] = TypeAdapter(Preferences)
_FILE = "preferences.json"


def read() -> Preferences:
    """What was chosen; what ships with talkratio where nothing was, or where the file is damaged."""
    try:
        return _ADAPTER.validate_json((library.home() / _FILE).read_bytes())
    except (OSError, ValidationError):
        return Preferences()


def change(**changes: object) -> None:
    """Keeps a choice. Raises `OutputError` when it cannot be written."""
    changed = replace(read(), **changes)  # type: ignore[arg-type]
    store.write(library.home() / _FILE, _ADAPTER.dump_json(changed))
