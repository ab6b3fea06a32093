"""Names written before what is said: `Anna: Hej`, `[Anna] Hej`. Decided for a whole file, never for one line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from talkratio.formats.cue import Cue, texts
from talkratio.interval import Interval
from talkratio.spelling import same

_PREFIX = re.compile(
    r"(?:\s|<[^<>]*>|\{\\[^{}]*\})*(?:[-–>]+\s*)?(?:\[(?P<boxed>[^\[\]\n]{1,60})\]\s*:?|(?P<plain>[^\W_][^:\n<>?!\[\]]{0,59}?)\s*:)(?=\s|$)"
)
_MOST_WORDS = 6
_PARTICLES = ("af", "da", "de", "den", "der", "di", "du", "la", "le", "van", "von", "el", "bin", "og", "and")


def named(cues: Sequence[Cue]) -> list[Cue]:
    """Cues split at names, which become speakers; a cue without a name goes on with the one before.

    A beginning counts as a name when it comes back, or when every cue has one, or when it is written like a name and
    fewer than two come back: a conversation has two people. The file counts as named when there are two names, or
    half of the cues have one. Else the text stays as it is: `Husk: kaffe` names nobody.
    """
    if any(cue.speaker for cue in cues):
        return list(cues)
    names = _names(cues)
    if not names:
        return list(cues)
    result: list[Cue] = []
    for cue in cues:
        for part in _split(cue, names):
            result.append(part if part.speaker or not result else replace(part, speaker=result[-1].speaker))
    return result


def prefix(line: str) -> tuple[str, str] | None:
    """A possible name and the rest of the line."""
    found = _PREFIX.match(line)
    if found is None:
        return None
    name = " ".join((found["boxed"] or found["plain"]).split())
    believable = name and len(name.split()) <= _MOST_WORDS and (found["plain"] or texts(f"({name})"))
    return (name, line[found.end() :].strip()) if believable else None


def _names(cues: Iterable[Cue]) -> set[str]:
    """The names, as `same` gives them: one that comes back in capitals comes back."""
    spoken = [[line for line in cue.text.split("\n") if line.strip()] for cue in cues if cue.spoken]
    begun = [prefix(lines[0]) for lines in spoken]
    first = [hit[0] for hit in begun if hit]
    later = [hit[0] for lines in spoken for line in lines[1:] if (hit := prefix(line))]
    begins, count = list(map(same, first)), Counter(map(same, first + later))
    recurring = {name for name, times in count.items() if times > 1}
    if begins and len(begins) == len(spoken):
        return recurring | set(begins)
    names = recurring if len(recurring) > 1 else recurring | {same(name) for name in first + later if like_a_name(name)}
    return names if len(names) > 1 or 2 * sum(name in names for name in begins) > len(spoken) else set()


def like_a_name(text: str) -> bool:
    """Whether it is written as names are: `Bo Holm`, `Speaker 1`, `Anna van Dam`, and not `Vi ses kl.`."""
    words = [word for word in text.split() if word not in _PARTICLES]
    return bool(words) and not text.endswith(".") and all(not word[0].islower() for word in words)


def _split(cue: Cue, names: set[str]) -> list[Cue]:
    """The parts of a cue by name; they share its time by their length."""
    parts: list[tuple[str | None, list[str]]] = []
    for line in cue.text.split("\n"):
        hit = prefix(line)
        if hit and same(hit[0]) in names:
            parts.append((hit[0], [hit[1]]))
        elif parts:
            parts[-1][1].append(line)
        else:
            parts.append((None, [line]))
    whole = [(name, "\n".join(lines).strip()) for name, lines in parts]
    whole = [(name, text) for name, text in whole if text] or [(whole[0][0], "")]
    if len(whole) == 1:
        return [replace(cue, speaker=whole[0][0], text=whole[0][1])]
    return [
        replace(cue, speaker=name, text=text, interval=interval, words=None)
        for (name, text), interval in zip(whole, _shared(cue.interval, [len(text) for _, text in whole]), strict=True)
    ]


def _shared(interval: Interval | None, weights: list[int]) -> list[Interval | None]:
    if interval is None:
        return [None] * len(weights)
    step = interval.duration / sum(weights)
    moments = [interval.start + step * sum(weights[:index]) for index in range(len(weights))] + [interval.end]
    return [Interval(start, end) for start, end in pairwise(moments)]
