"""Sentences that engines write in English, said in another language.

Engines and errors write plain English with numbers and names in it; `notes.da.toml` holds each sentence once with
{places} where those stand, and its Danish. A sentence that is not there is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache

from talkratio.texts import Language, catalogue


def translated(sentence: str, language: Language) -> str:
    """The sentence in a language.

    >>> translated("There is no room.", "en")
    'There is no room.'
    """
    if language == "en":
        return sentence
    for pattern, target in _patterns(language):
        if found := pattern.fullmatch(sentence):
            return target.format(**found.groupdict())
    return sentence


@cache
def _patterns(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with most plain text first, so that the most exact one wins."""
    entries = sorted(catalogue("notes", language).items(), key=lambda entry: -len(re.sub(r"\{\w+\}", "", entry[0])))
    return tuple((_pattern(source), target) for source, target in entries)


def _pattern(source: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", source)
    plain = (re.escape(part) if index % 2 == 0 else f"(?P<{part}>.+?)" for index, part in enumerate(parts))
    return re.compile("".join(plain), re.DOTALL)
