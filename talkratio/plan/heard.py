"""What was said without what only speech has: hesitations, a word begun twice, the apostrophe a transcript left out."""

from __future__ import annotations

import re

from talkratio.texts import Language

_HESITATIONS: dict[Language, re.Pattern[str]] = {
    "da": re.compile(r"\b(?:øh+m?|æh+m?|hm+|mm+|altså|ligesom|simpelthen|faktisk|egentlig|jo(?! ?,))\b(?: ?,)?"),
    "en": re.compile(
        r"\b(?:u+h+m?|u+m+|e+r+m?|hm+|mm+|you know|sort of|kind of|i mean|basically|actually|literally|of course)\b"
        r"(?: ?,)?"
    ),
}
_LEFT_OUT = re.compile(
    r"\b(?:(?:let|that|it|what|there|who)(?=s\b)|(?:you|they)(?=(?:ll|re|ve|d)\b)|i(?=(?:m|ve)\b)"
    r"|(?:don|can|won|didn|doesn|wouldn|couldn|isn|haven)(?=t\b))"
)
_TWICE = re.compile(r"\b(\w+)(?:,? \1\b)+")


def heard(text: str, language: Language) -> str:
    """The text in lower case with single spaces, without hesitations and words said twice; marks stay.

    >>> heard("Øh, jeg jeg sender altså planen.", "da")
    'jeg sender planen.'
    >>> heard("Um, thats what Ill do", "en")
    "that's what ill do"
    """
    plain = text.lower().replace("’", "'")
    if language == "en":
        plain = _LEFT_OUT.sub(r"\g<0>'", plain)
    return _TWICE.sub(r"\1", " ".join(_HESITATIONS[language].sub(" ", plain).split())).lstrip(" ,")
