"""Sentences that engines write in English, said in another language.

Engines and errors write plain English with numbers and names in it; `notes.da.toml` holds each sentence once with
{places} where those stand, and its Danish. A sentence that is not there is shown as it is. Numbers that measure
something are written as the language writes them; names, versions and moments such as 1:15 stay as they are.
"""

from __future__ import annotations

import re
from functools import cache

from talkratio.texts import Language, catalogue
from talkratio.texts.numbers import DANISH, THIN

_MEASURED = re.compile(r"\{(\w+)\}(?= (?:to \{\w+\} )?(?:s|hours|dB|%)(?!\w))")
"""a place that a unit follows: what stands there is a number, whereas a folder may be called 2026.11"""
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SIZE = re.compile(rf"({_NUMBER}) ?(%|kB|MB|GB)")


def translated(sentence: str, language: Language) -> str:
    """The sentence in a language.

    >>> translated("There is no room.", "en")
    'There is no room.'
    """
    if language == "en":
        return sentence
    for pattern, target, measured in _patterns(language):
        if found := pattern.fullmatch(sentence):
            return target.format(**{name: _written(said, name in measured) for name, said in found.groupdict().items()})
    return sentence


def _written(said: str, measured: bool) -> str:
    """What stands at a place, in Danish; a number on its own only where it is `measured` in something."""
    if measured and re.fullmatch(_NUMBER, said):
        return said.translate(DANISH)
    size = _SIZE.fullmatch(said)
    return f"{size[1].translate(DANISH)}{THIN}{size[2]}" if size else said


@cache
def _patterns(language: Language) -> tuple[tuple[re.Pattern[str], str, frozenset[str]], ...]:
    """Sentences with most plain text first, so that the most exact one wins; each with the places that are measured."""
    entries = sorted(catalogue("notes", language).items(), key=lambda entry: -len(re.sub(r"\{\w+\}", "", entry[0])))
    return tuple(
        (
            _pattern(source),
            re.sub(r"\} (?=(?:s|dB|%)(?!\w))", f"}}{THIN}", target),
            frozenset(_MEASURED.findall(source)),
        )
        for source, target in entries
    )


def _pattern(source: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", source)
    plain = (re.escape(part) if index % 2 == 0 else f"(?P<{part}>.+?)" for index, part in enumerate(parts))
    return re.compile("".join(plain), re.DOTALL)
