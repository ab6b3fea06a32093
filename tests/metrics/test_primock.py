"""Every PriMock57 conversation, against a count written another way: loops over the marks, no folds over holds."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from talkratio import formats, questions
from talkratio.metrics import measure
from talkratio.metrics.words import only_listening

DATA = Path(os.environ.get("TALKRATIO_DATA", Path(__file__).parents[3] / "shared"))
DOCTORS = sorted((DATA / "text" / "dev" / "primock_textgrid").glob("*_doctor.TextGrid"))
MARK = re.compile(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "((?:[^"]|"")*)"')

Mark = tuple[float, float, str]
Stretch = tuple[float, float, str, list[str]]

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DOCTORS, reason=f"PriMock57 TextGrids are not at {DATA / 'text'}; set TALKRATIO_DATA"),
]


def marks(path: Path) -> list[Mark]:
    """What somebody marked and wrote down: start, end, text."""
    found = MARK.findall(path.read_text(encoding="utf-8"))
    return [(float(start), float(end), text) for start, end, text in found if text.strip()]


def seconds(own: list[Mark], step: float = 0.001) -> float:
    """Speech counted millisecond by millisecond."""
    spoken: set[int] = set()
    for start, end, _ in own:
        spoken.update(range(round(start / step), round(end / step)))
    return len(spoken) * step


def stretches(own: list[Mark], speaker: str) -> list[Stretch]:
    """Marks with less than 0.2 s between them, as one."""
    joined: list[Stretch] = []
    for start, end, text in sorted(own):
        words = re.sub(r"<[^>]*>", " ", text).split()
        if joined and start - joined[-1][1] <= 0.2 + 1e-6:
            before = joined.pop()
            joined.append((before[0], max(end, before[1]), speaker, before[3] + words))
        else:
            joined.append((start, end, speaker, words))
    return joined


def sound(stretch: Stretch) -> bool:
    """Whether it could be a listening sound by what was said, else by its length."""
    start, end, _, words = stretch
    return only_listening(words, "en", 3) if words else end - start <= 1.0 + 1e-6


def listens(stretch: Stretch, everything: list[Stretch]) -> bool:
    """Whether a possible sound lies in the other's talk or between two of the other's turns."""
    start, end, speaker, _ = stretch
    large = [s for s in everything if not sound(s)]
    theirs = [s for s in large if s[2] != speaker]
    before = [s for s in theirs if s[0] <= start]
    after = [s for s in theirs if s[0] > start]
    if not before:
        return False
    if before[-1][1] >= end:
        return True
    if not after or start - before[-1][1] > 2.0 + 1e-6 or after[0][0] - end > 2.0 + 1e-6:
        return False
    if any(before[-1][0] <= s[0] <= after[0][0] for s in large if s[2] == speaker):
        return False
    return not (before[-1][3] and before[-1][3][-1].endswith("?"))


def floor(everything: list[Stretch]) -> list[tuple[str, float, float]]:
    """Who has the floor, one after another."""
    held: list[tuple[str, float, float]] = []
    for stretch in sorted(everything):
        start, end, speaker, _ = stretch
        if sound(stretch) and listens(stretch, everything):
            continue
        if held and held[-1][0] == speaker and start <= held[-1][2] + 2.0 + 1e-6:
            held[-1] = (speaker, held[-1][1], max(end, held[-1][2]))
        elif not held or end > held[-1][2]:
            held.append((speaker, start, end))
    return held


@pytest.mark.parametrize("doctor", DOCTORS, ids=lambda path: path.stem.removesuffix("_doctor"))
def test_shares_and_turns_of_each_role(doctor: Path) -> None:
    """Talk time to a few milliseconds, share to 0.01 points, words, and floor turns one by one."""
    patient = doctor.with_name(doctor.name.replace("_doctor", "_patient"))
    conversation = formats.joined([doctor, patient])
    by_hand = {name: marks(path) for name, path in (("doctor", doctor), ("patient", patient))}
    names = {speaker: speaker.casefold().split()[0] for speaker in conversation.speakers}
    assert set(names.values()) == {"doctor", "patient"}
    metrics = measure(conversation.renamed(names))
    times = {name: seconds(own) for name, own in by_hand.items()}
    everything = sorted(s for name, own in by_hand.items() for s in stretches(own, name))
    held = floor(everything)
    assert len(metrics.speakers) == 2
    for numbers in metrics.speakers:
        name = numbers.speaker
        assert numbers.talk_time == pytest.approx(times[name], abs=0.05)
        assert numbers.talk_share == pytest.approx(times[name] / sum(times.values()), abs=1e-4)
        turns = [end - start for speaker, start, end in held if speaker == name]
        assert numbers.turns == len(turns)
        assert numbers.mean_turn == pytest.approx(sum(turns) / len(turns), abs=0.01)
        said = " ".join(re.sub(r"<[^>]*>", " ", text) for _, _, text in by_hand[name]).split()
        assert numbers.words == sum(any(sign.isalnum() for sign in word) for word in said)
        assert numbers.longest is not None
        assert numbers.longest.duration == pytest.approx(max(turns), abs=0.01)


@pytest.mark.parametrize("doctor", DOCTORS, ids=lambda path: path.stem)
def test_questions_match_the_marks_of_who_wrote_it_down(doctor: Path) -> None:
    """One question for each question mark and person; at most one sentence a person is cut by the other's words."""
    both = [doctor, doctor.with_name(doctor.name.replace("_doctor", "_patient"))]
    conversation = replace(formats.joined(both), language="en")
    asked = [question for question in questions.find(conversation) if "?" in question.text]
    for path in both:
        written = sum(len(re.findall(r"\?+", re.sub(r"<[^>]*>", " ", text))) for _, _, text in marks(path))
        role = path.stem.rpartition("_")[2]
        own = [question for question in asked if (question.speaker or "").casefold().startswith(role)]
        assert abs(len(own) - written) <= 1
