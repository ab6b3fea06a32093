"""Elements and promises against sentences of our own: `python -m benchmarks.plan` prints the tables and every error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talkratio.texts import LANGUAGES, Language
from tests.plan.measured import (
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
        "Three sets of sentences written for this project:",
        "",
        "- **first**: sentences as one writes them. Even places improved the lists; the author of the lists wrote both",
        "  halves and knew the odd one as well.",
        "- **second**: other registers, that is hesitations, no punctuation, mishearings, second-language speech.",
        "  Written without the lists at hand. Its figures were read three times while the lists were widened, its",
        "  errors never: the figures to go by, small as it is.",
        "- **third**: plain spoken language with half sentences and office talk. Written before its author saw the",
        "  lists, which had a macro-F1 of 0.55 (Danish) and 0.58 (English) on it then and found 64 % and 60 % of its",
        "  promises. The same author widened the lists with all of it in mind, so it shows what the lists can hold,",
        "  not how well they do on the next conversation.",
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
        yield Measured(
            "first, odd places", "no, but known", language, elements(language, "test"), promises(language, "test")
        )
    for language in LANGUAGES:
        yield Measured("second", "no", language, *registers(language))
    for language in LANGUAGES:
        topics, promised = zip(spoken(language, "development"), spoken(language, "test"), strict=True)
        yield Measured("third", "yes", language, sum(topics, ()), sum(promised, ()))


def _beside() -> list[str]:
    bare = (f"{macro_f1(elements(one, 'test', bare=True)):.2f} ({NAMES[one]})" for one in LANGUAGES)
    foreign = (
        f"{accuracy(judged):.2f} of {len(judged)} ({NAMES[one]})" for one in LANGUAGES if (judged := others(one))
    )
    return [
        f"The first set without punctuation and capitals: macro-F1 {' and '.join(bare)}. Judged right of sentences by",
        f"another hand, most of which belong to no element: {' and '.join(foreign)}; they improved nothing.",
    ]


def _errors(judged: tuple[Judged, ...]) -> list[str]:
    return [f"  {one.true} → {one.said}: {one.text}" for one in judged if one.true != one.said]


if __name__ == "__main__":
    main()
