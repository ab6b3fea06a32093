"""One person, however their name is spelled: case, white space and forms of Unicode tell nobody apart."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import category, normalize


def same(name: str) -> str:
    r"""What all spellings of one name have in common; for comparing alone, never shown.

    >>> same("JONAS\u00a0 Holm ") == same("Jonas Holm")
    True
    """
    return normalize("NFC", normalize("NFD", tidy(name)).casefold())


def tidy(name: str) -> str:
    """The name as it is shown: composed letters, single spaces, nothing that cannot be seen."""
    visible = "".join(letter for letter in name if category(letter) != "Cf")
    return " ".join(normalize("NFC", visible).split()) or name


def spellings(names: Iterable[str]) -> dict[str, str]:
    """Each spelling with the one that is kept of its name: the first in small and capital letters, else the first.

    >>> spellings(["JONAS", "Jonas", "jonas", "METTE"])
    {'JONAS': 'Jonas', 'Jonas': 'Jonas', 'jonas': 'Jonas', 'METTE': 'METTE'}
    """
    found = list(dict.fromkeys(names))
    kept: dict[str, str] = {}
    for name in sorted(found, key=lambda name: name in (name.upper(), name.lower())):
        kept.setdefault(same(name), tidy(name))
    return {name: kept[same(name)] for name in found}
