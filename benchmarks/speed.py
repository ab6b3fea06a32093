"""How long the numbers take, beside a peer in the same run: `python -m benchmarks.speed`.

The peer is `call-ai-metrics`, which counts talk time, turns, interruptions, silence and pace from the same turns. Ours
is timed with and without making the `Conversation`. Both sides run in turn, on one core; their own processor time is
counted, and the fastest of many runs is told, since whatever else the computer does can only add to it.
"""

from __future__ import annotations

import os
import platform
import random
import time
from collections.abc import Callable
from statistics import median

from call_ai_metrics import analyze as peer

from talkratio.conversation import Conversation, Turn, Word
from talkratio.interval import Interval
from talkratio.listening import listen
from talkratio.metrics import measure
from talkratio.questions import Question

TURNS = 3_000
WORDS = 12_000
RUNS = 25
Said = tuple[float, float, str]


def conversation_of(turns: int, seed: int = 1) -> list[Said]:
    """Turns of two people as they come: log-normal lengths, gaps and overlaps around 0.2 s, listening sounds."""
    chance = random.Random(seed)
    said: list[Said] = []
    at, speaker = 0.0, "A"
    while len(said) < turns:
        length = min(60.0, chance.lognormvariate(0.6, 0.9))
        said.append((round(at, 3), round(at + length, 3), speaker))
        other = "B" if speaker == "A" else "A"
        if length > 4 and chance.random() < 0.5 and len(said) < turns:
            start = at + chance.uniform(1, length - 1)
            said.append((round(start, 3), round(start + chance.uniform(0.2, 0.7), 3), other))
        at = max(0.0, at + length + chance.gauss(0.2, 0.4))
        speaker = other if chance.random() < 0.7 else speaker
    return sorted(said)


def ours(said: list[Said], words: int = 0) -> Conversation:
    """The same turns as a `Conversation`; with so many words spread over them."""
    turns = tuple(Turn(Interval(start, end), speaker) for start, end, speaker in said)
    end = max(end for _, end, _ in said)
    if not words:
        return Conversation(end, turns)
    spoken = sum(end - start for start, end, _ in said)
    spread = []
    for start, stop, speaker in said:
        count = max(1, round(words * (stop - start) / spoken))
        step = (stop - start) / count
        texts = ("mm",) if count == 1 else ("vi", "talte", "om", "planen")
        spread += [
            Word(Interval(start + i * step, start + (i + 1) * step), texts[i % len(texts)], None, speaker)
            for i in range(count)
        ]
    return Conversation(end, turns, tuple(spread), "da")


def questions_in(conversation: Conversation, every: int = 40) -> tuple[Question, ...]:
    """A question in every so many words, where only its place matters."""
    words = (conversation.words or ())[::every]
    return tuple(Question(word.speaker, word.interval, word.text, "open", "drawn") for word in words)


def fastest(*works: Callable[[], object]) -> list[tuple[float, float]]:
    """Milliseconds of processor time of each work, run in turn: the fastest run and the median one."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, own in zip(works, times, strict=True):
            started = time.process_time()
            work()
            own.append(1000 * (time.process_time() - started))
    return [(min(own), median(own)) for own in times]


def numbers() -> list[tuple[str, float, float]]:
    """What was timed, with its fastest and median milliseconds."""
    said = conversation_of(TURNS)
    bare, worded = ours(said), ours(said, WORDS)
    asked, known = questions_in(worded), measure(worded)
    times = fastest(
        lambda: peer(said),
        lambda: measure(bare),
        lambda: measure(ours(said)),
        lambda: measure(worded),
        lambda: listen(worded, known, asked),
    )
    names = (
        "call-ai-metrics `analyze`",
        "talkratio `measure`",
        "talkratio, `Conversation` made from rows and measured",
        f"talkratio `measure` with {WORDS:,} words",
        f"talkratio `listen` with {len(asked)} questions",
    )
    return [(name, *own) for name, own in zip(names, times, strict=True)]


def section() -> str:
    """The figures as a part of benchmarks/README.md."""
    rows = numbers()
    theirs = rows[0][1]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    lines = [
        f"## The numbers of a conversation of {TURNS:,} turns",
        "",
        f"Processor time of {RUNS} runs of each, in turn; {python}, {os.cpu_count()} cores, {platform.machine()}.",
        "",
        "| what | fastest, ms | median, ms | fastest ÷ peer |",
        "|---|---|---|---|",
        *(f"| {name} | {best:.1f} | {middle:.1f} | {best / theirs:.2f} |" for name, best, middle in rows),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Prints the figures."""
    print(section())


if __name__ == "__main__":
    main()
