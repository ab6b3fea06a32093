"""Elements and promises against sentences of our own: `python -m benchmarks.plan` prints the tables and every error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talkratio.texts import LANGUAGES, Language
from tests.plan.measured import (
    NONE,
    Judged,
    accuracy,
    elements,
    f1,
    macro_f1,
    others,
    precision_recall,
    promises,
    registers,
    spoken,
    trades,
)

NAMES: dict[Language, str] = {"da": "Danish", "en": "English"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One set in one language: topics and promises, judged, and whether the lists were improved on it."""

    name: str
    tuned: str
    language: Language
    topics: tuple[Judged, ...]
    promised: tuple[Judged, ...]


def main() -> None:
    """Prints the section, then the errors of every set."""
    print(section())
    for one in _sets():
        for kind, judged in (("elements", one.topics), ("promises", one.promised)):
            print(f"\n{NAMES[one.language]}, {one.name}, {kind}")
            print("\n".join(_errors(judged)) or "  no errors")


def section() -> str:
    """The figures as Markdown."""
    sets = tuple(_sets())
    kinds = tuple(f1(sets[0].topics))
    lines = [
        "## Elements and agreements",
        "",
        "Four sets of sentences written for this project:",
        "",
        "- **first**: sentences as one writes them, by the author of the lists. Even places improved them from the",
        "  start, odd ones since the fourth set is there.",
        "- **second**: other registers, that is hesitations, no punctuation, mishearings, second-language speech.",
        "  Written without the lists at hand. Its errors improved the lists once the fourth set was there.",
        "- **third**: plain spoken language with half sentences and office talk. Written before its author saw the",
        "  lists, which had a macro-F1 of 0.55 (Danish) and 0.58 (English) on it then and found 64 % and 60 % of its",
        "  promises. The same author widened the lists with all of it in mind, so it shows what the lists can hold,",
        "  not how well they do on the next conversation.",
        "- **fourth**: a ward, a school, a warehouse, a software house, a town hall, a shop and a ship, without naming",
        "  the element. Written before its author saw the lists and frozen before they were measured on it: macro-F1",
        "  0.60 (Danish) and 0.51 (English) then. The lists were widened by way of the other sets and by thought, by",
        "  the author of the fourth, who knew its sentences and left out what only they would have brought. It was",
        "  measured a second time, without the few sentences that stand in another set too: the figures to go by, and",
        "  still a little kind.",
        "",
        "Wanted: macro-F1 0.80 in both languages, which **the fourth set does not reach**; promises precision 0.85 at",
        "recall 0.70, which it reaches, and no list of promises was changed for it.",
        "",
        *_named(),
        "",
        "| set | lists improved on it | | sentences | macro-F1 | promises and near misses | precision | recall |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in sets:
        precision, recall = precision_recall(one.promised)
        lines.append(
            f"| {one.name} | {one.tuned} | {NAMES[one.language]} | {len(one.topics)} | {macro_f1(one.topics):.2f} "
            f"| {len(one.promised)} | {precision:.2f} | {recall:.2f} |"
        )
    lines += ["", "F1 of each kind:", "", f"| set | | {' | '.join(kinds)} |", f"|---|---|{'---|' * len(kinds)}"]
    for one in sets:
        each = f1(one.topics)
        lines.append(f"| {one.name} | {NAMES[one.language]} | {' | '.join(f'{each[kind]:.2f}' for kind in kinds)} |")
    return "\n".join([*lines, "", *_beside()])


def _sets() -> Iterator[Measured]:
    for language in LANGUAGES:
        yield Measured("first, odd places", "yes", language, elements(language, "test"), promises(language, "test"))
    for language in LANGUAGES:
        yield Measured("second", "yes", language, *registers(language))
    for language in LANGUAGES:
        topics, promised = zip(spoken(language, "development"), spoken(language, "test"), strict=True)
        yield Measured("third", "yes", language, sum(topics, ()), sum(promised, ()))
    for language in LANGUAGES:
        yield Measured("fourth", "no", language, *trades(language))


def _named() -> list[str]:
    """What becomes of the sentences of the fourth set that belong to an element."""
    found = []
    for language in LANGUAGES:
        own = [one for one in trades(language)[0] if one.true != NONE]
        right, missed = (sum(map(way, own)) for way in (_right, _missed))
        found.append(
            f"{NAMES[language]} {right} right, {missed} missed, {len(own) - right - missed} wrong of {len(own)}"
        )
    return [
        f"Of its sentences that belong to an element: {'; '.join(found)}.",
        "In a conversation a missed sentence goes on with the element before it, so a wrong one does more harm.",
    ]


def _right(one: Judged) -> bool:
    return one.said == one.true


def _missed(one: Judged) -> bool:
    return one.said == NONE


def _beside() -> list[str]:
    bare = (f"{macro_f1(elements(one, 'test', bare=True)):.2f} ({NAMES[one]})" for one in LANGUAGES)
    foreign = (
        f"{accuracy(judged):.2f} of {len(judged)} ({NAMES[one]})" for one in LANGUAGES if (judged := others(one))
    )
    return [
        f"The first set without punctuation and capitals: macro-F1 {' and '.join(bare)}. Judged right of sentences by",
        f"another hand, most of which belong to no element: {' and '.join(foreign)}; they improved the lists last.",
    ]


def _errors(judged: tuple[Judged, ...]) -> list[str]:
    return [f"  {one.true} → {one.said}: {one.text}" for one in judged if one.true != one.said]


if __name__ == "__main__":
    main()
