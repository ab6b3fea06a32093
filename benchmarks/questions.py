"""Questions found and understood, against sentences and conversations with truth: `python -m benchmarks.questions`.

Every folder of TALKRATIO_DATA/text is measured. The model of English words was trained on ICSI and PriMock57
conversations of the folder `dev`; there each conversation is judged by a model that has not seen it (five folds).
Switchboard, Tatoeba and DDT trained nothing. The balanced sets are judged as what they are: texts of which half ask
(`usual=0.5`). The sets call everything with a question word open; we call who, when, where and how many closed, since
one word answers them, so there open or closed is read from the reason. No sentence of any set is printed or written.
"""

from __future__ import annotations

import json
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.material import data_folder
from talkratio.conversation import Conversation, Word
from talkratio.interval import Interval
from talkratio.questions import Verdict, classify, find
from talkratio.questions.patterns import USUAL
from training import questions as training

OPEN = {"open"}
CLOSED = {"yesno", "choice", "tag", "declarative"}
WITH_QUESTION_WORD = {"wh_fact", "whose", "wh_in_place", "ritual"}
"""Ours are closed or courtesy, since one word answers them; the sets call everything with a question word open."""
BY_FORM = "invitation"
"""The sets count orders such as "tell me" as no question, since they have not the form of one."""
LANGUAGES = {"en": "English", "da": "Danish"}
MUS = Path(__file__).parent.parent / "tests" / "questions"
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what was said of it."""

    row: Row
    verdict: Verdict | None

    @property
    def found(self) -> bool:
        """Whether it counts as a question in the sense of the sets."""
        return self.verdict is not None and self.verdict.reason != BY_FORM


class Models:
    """The weights for each conversation: those that have not seen it where it was trained on, else the shipped ones."""

    def __init__(self, folder: Path) -> None:
        self._by_conversation = training.weights_left_out() if folder == training.texts() else {}

    def judged(self, name: str, rows: list[Row], usual: float) -> list[Judged]:
        """All clear rows of a set, judged."""
        clear = [row for row in rows if not row["ambiguous"]]
        found: list[Judged] = []
        for conversation, weights in self._groups(name, clear):
            with training.weighed(weights):
                some = [row for row in clear if conversation is None or row.get("conv") in conversation]
                found += [Judged(row, classify(row["text"], row["lang"], usual=usual)) for row in some]
        return found

    def of(self, conversation: str) -> dict[str, float] | None:
        """The weights for one conversation; `None` for the shipped ones."""
        return self._by_conversation.get(conversation)

    def _groups(self, name: str, rows: list[Row]) -> Iterator[tuple[set[str] | None, dict[str, float] | None]]:
        if name not in training.SETS or not self._by_conversation:
            yield None, None
            return
        groups: dict[int, set[str]] = {}
        for row in rows:
            groups.setdefault(id(self._by_conversation[row["conv"]]), set()).add(row["conv"])
        for group in groups.values():
            yield group, self._by_conversation[next(iter(group))]


def found_line(name: str, form: str, judged: list[Judged]) -> str:
    """Precision, recall and F1 of questions or not, beside counting question marks."""
    asks = np.array([bool(one.row["is_question"]) for one in judged])
    said = np.array([one.found for one in judged])
    marks = np.array(["?" in one.row["text"] for one in judged])
    return f"| {name} | {form} | {int(asks.sum())} of {len(asks)} | {_figures(said, asks)} | {_f1(marks, asks):.3f} |"


def macro_f1(judged: list[Judged]) -> float | None:
    """Open or closed among true questions that were found, mean F1 of the two; rhetorical ones are left out."""
    pairs = Counter(
        (one.row["kind"] in OPEN, one.verdict.kind == "open" or one.verdict.reason in WITH_QUESTION_WORD)
        for one in judged
        if one.verdict is not None and one.row["is_question"] and one.row["kind"] in OPEN | CLOSED
    )
    wrong = pairs[True, False] + pairs[False, True]
    parts = [2 * pairs[side, side] / (2 * pairs[side, side] + wrong) for side in (True, False) if pairs[side, side]]
    return sum(parts) / len(parts) if parts else None


def counts(folder: Path, name: str, models: Models) -> Iterator[str]:
    """Questions for each person of each conversation, from words alone, without marks and times."""
    pairs: dict[str, list[tuple[int, int]]] = {}
    for line in (folder / f"{name}.conversations.jsonl").read_text(encoding="utf-8").splitlines():
        talk = json.loads(line)
        with training.weighed(models.of(talk["conv"])):
            asked = Counter(question.speaker for question in find(bare(talk)) if question.reason != BY_FORM)
        for speaker, truth in talk["speakers"].items():
            pairs.setdefault(speaker, []).append((truth["questions"], asked[speaker]))
    everybody = [pair for found in pairs.values() for pair in found]
    for who, found in [("both", everybody), *pairs.items()]:
        true, said = np.array(found).T
        error = np.abs(true - said).sum() / true.sum()
        yield (f"| {who} | {true.mean():.1f} | {said.mean():.1f} | {np.corrcoef(true, said)[0, 1]:.3f} | {error:.1%} |")


def bare(talk: dict[str, list[dict[str, str]]]) -> Conversation:
    """A conversation of the set as the barest transcript: lower-case words in order, one unit each."""
    words: list[Word] = []
    for turn in talk["turns"]:
        text = "".join(sign if sign.isalnum() or sign in "'-" else " " for sign in turn["text"].lower())
        for word in text.split():
            words.append(Word(Interval(len(words), len(words) + 1), word, None, turn["speaker"]))
    return Conversation(len(words) + 1.0, (), tuple(words), str(talk["lang"]), "order")


def errors(judged: list[Judged]) -> Counter[str]:
    """What went wrong, by type."""
    wrong: Counter[str] = Counter()
    for one in judged:
        if one.found and not one.row["is_question"]:
            wrong[f"no question, taken for one by {one.verdict.reason if one.verdict else ''}"] += 1
        elif one.row["is_question"] and not one.found:
            words = len(one.row["text"].split())
            wrong[f"{one.row['kind']} missed, {'one or two words' if words < 3 else 'three words or more'}"] += 1
    return wrong


def spoken(language: str) -> str:
    """The sentences in spoken style: share of kinds right and what was confused."""
    content = tomllib.loads((MUS / f"mus_{language}.toml").read_text(encoding="utf-8"))
    pairs: Counter[tuple[str, str]] = Counter()
    for kind, forms in content.items():
        for said in (sentence for form in forms.values() for sentence in form):
            verdict = classify(said, language)
            pairs[kind, str(verdict.kind) if verdict else "none"] += 1
    right = sum(count for (kind, said), count in pairs.items() if kind == said)
    missed = "; ".join(f"{kind} as {said} {count}" for (kind, said), count in pairs.most_common() if kind != said)
    return f"| {LANGUAGES[language]} | {pairs.total()} | {right / pairs.total():.3f} | {missed or 'none'} |"


def seconds(language: str, size: int = 12_000) -> float:
    """Processor time for the words of a 90-minute conversation, made of the sentences in spoken style."""
    content = tomllib.loads((MUS / f"mus_{language}.toml").read_text(encoding="utf-8"))
    sentences = [sentence for forms in content.values() for form in forms.values() for sentence in form]
    words: list[Word] = []
    for turn in range(size):
        for word in sentences[turn * 7 % len(sentences)].split():
            start = len(words) * 0.45
            words.append(Word(Interval(start, start + 0.4), word, None, "AB"[turn // 3 % 2]))
        if len(words) >= size:
            break
    started = time.process_time()
    find(Conversation(size * 0.5, (), tuple(words[:size]), language))
    return time.process_time() - started


def section() -> str:
    """The section about questions of benchmarks/README.md, in Markdown."""
    folders = sorted(path for path in (data_folder() / "text").iterdir() if path.is_dir() and any(path.glob("*.jsonl")))
    parts = ["## Questions", "", *(line for folder in folders for line in _folder(folder)), ""]
    parts += ["Kind right on our own sentences in spoken style (tests/questions), every form with its traps:", ""]
    parts += ["| language | sentences | right | confused |", "|---|---|---|---|", *map(spoken, ("da", "en")), ""]
    times = ", ".join(f"{LANGUAGES[language]} {seconds(language):.2f} s" for language in ("da", "en"))
    return "\n".join([*parts, f"12,000 words (90 minutes), processor time: {times}.", ""])


def _folder(folder: Path) -> Iterator[str]:
    models = Models(folder)
    yield from (f"Set `{folder.name}`. {__doc__.split(chr(10), 2)[2].strip()}".replace("\n", " "), "")
    yield "| set | words | questions | precision | recall | F1 | F1 of counting “?” |"
    yield "|---|---|---|---|---|---|---|"
    bare_rows: dict[str, list[Judged]] = {}
    wrong: Counter[str] = Counter()
    for path in sorted(folder.glob("*.nopunct.jsonl")):
        name = path.name.removesuffix(".nopunct.jsonl")
        usual = 0.5 if name.endswith("balanced") else USUAL
        for form, file in (("as they come", f"{name}.jsonl"), ("stripped", path.name)):
            rows = [json.loads(line) for line in (folder / file).read_text(encoding="utf-8").splitlines()]
            judged = models.judged(name, rows, usual)
            yield found_line(name, form, judged)
            if form == "stripped":
                bare_rows.setdefault(name.split("_")[1], []).extend(judged)
                wrong += Counter({f"{name}: {kind}": count for kind, count in errors(judged).items()})
    yield ""
    for language, judged in bare_rows.items():
        share = macro_f1(judged) or 0.0
        yield f"Open or closed among the true questions found, stripped, {LANGUAGES[language]}: macro-F1 {share:.3f}."
    yield from ("", "The ten most frequent errors, stripped:", "")
    yield from (f"- {count} × {kind}" for kind, count in wrong.most_common(10))
    yield from ("", "Questions by person and conversation, PriMock57 from words alone, stripped:", "")
    yield from ("| who | true | found | correlation | mean absolute error |", "|---|---|---|---|---|")
    yield from counts(folder, "primock_en", models)


def _figures(said: np.ndarray, asks: np.ndarray) -> str:
    right = (said & asks).sum()
    return f"{right / max(1, said.sum()):.3f} | {right / max(1, asks.sum()):.3f} | {_f1(said, asks):.3f}"


def _f1(said: np.ndarray, asks: np.ndarray) -> float:
    return float(2 * (said & asks).sum() / max(1, said.sum() + asks.sum()))


def main() -> None:
    """Print the section."""
    print(section())


if __name__ == "__main__":
    main()
