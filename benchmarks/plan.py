"""Elements and promises against sentences of our own: `python -m benchmarks.plan` prints the table and every error."""

from __future__ import annotations

from talkratio.texts import LANGUAGES
from tests.plan.measured import Judged, accuracy, elements, f1, macro_f1, others, precision_recall, promises, registers

NAMES = {"da": "Danish", "en": "English"}


def main() -> None:
    """Prints the section, then the errors of both halves."""
    print(section())
    for language in LANGUAGES:
        for half in ("development", "test"):
            for name, judged in (("elements", elements(language, half)), ("promises", promises(language, half))):
                print(f"\n{NAMES[language]}, {name}, {half} half")
                print("\n".join(_errors(judged)) or "  no errors")
        for name, judged in zip(("elements", "promises"), registers(language), strict=True):
            print(f"\n{NAMES[language]}, {name}, other registers")
            print("\n".join(_errors(judged)) or "  no errors")


def section() -> str:
    """The figures as Markdown."""
    lines = [
        "## Elements and agreements",
        "",
        "Sentences written for this project. Even places improved the word lists; the figures come from the odd ones.",
        "The same author wrote sentences and lists and knew both halves, so these figures flatter: the lists as they",
        "were before any sentence was seen had a macro-F1 of 0.71 (Danish) and 0.69 (English) on this half. The last",
        "column is the share judged right of sentences by another hand, most of which belong to no element.",
        "`bare` is without punctuation and capitals.",
        "",
        "| | sentences | macro-F1 | macro-F1, bare | promises | precision | recall | another hand |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for language in LANGUAGES:
        judged, promised = elements(language, "test"), promises(language, "test")
        foreign = others(language)
        bare = macro_f1(elements(language, "test", bare=True))
        precision, recall = precision_recall(promised)
        lines.append(
            f"| {NAMES[language]} | {len(judged)} | {macro_f1(judged):.2f} | {bare:.2f} "
            f"| {len(promised)} | {precision:.2f} | {recall:.2f} | {accuracy(foreign):.2f} of {len(foreign)} |"
        )
    lines += [
        "",
        *_registers(),
        "",
        "F1 of each kind:",
        "",
        f"| | {' | '.join(f1(elements('da', 'test')))} |",
        f"|---|{'---|' * 10}",
    ]
    for language in LANGUAGES:
        each = f1(elements(language, "test")).values()
        lines.append(f"| {NAMES[language]} | {' | '.join(f'{value:.2f}' for value in each)} |")
    return "\n".join(lines)


def _registers() -> list[str]:
    """The second set: what to expect of speech that nobody wrote for the lists."""
    lines = [
        "The second set has other registers: hesitations, no punctuation, mishearings, second-language speech. It",
        "was written without the lists at hand and improved nothing. It is nearer to a real conversation.",
        "",
        "| other registers | sentences | macro-F1 | promises | precision | recall |",
        "|---|---|---|---|---|---|",
    ]
    for language in LANGUAGES:
        topics, promised = registers(language)
        precision, recall = precision_recall(promised)
        lines.append(
            f"| {NAMES[language]} | {len(topics)} | {macro_f1(topics):.2f} "
            f"| {len(promised)} | {precision:.2f} | {recall:.2f} |"
        )
    return lines


def _errors(judged: tuple[Judged, ...]) -> list[str]:
    return [f"  {one.true} → {one.said}: {one.text}" for one in judged if one.true != one.said]


if __name__ == "__main__":
    main()
