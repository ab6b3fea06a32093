"""The values that hold how two people listened to each other. Labels, no roles; formulas in docs/metrics.md."""

from __future__ import annotations

from dataclasses import dataclass

from talkratio.interval import Interval, Seconds
from talkratio.metrics import Exchange
from talkratio.questions import QuestionKind

SHORT_WAIT: Seconds = 2.7
"""below this, waiting longer changes little (Rowe 1986)"""
LONG_WAIT: Seconds = 3.0
"""silences from here on give room to think (Rowe 1986)"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question. Times are measured on speech, never on the times of words."""

    question: int
    """its place in the report's questions, from 0"""
    wait: Seconds | None
    """silence after the question until anybody speaks; `None` where another was speaking when it ended"""
    overlap: Seconds | None
    """how long before its end another had begun to answer; `None` where nobody had"""
    self_rescued: bool | None
    """the asker went on before the other had had 2.7 s"""
    answered: bool | None
    """another spoke before the asker asked again or talked on; `None` where nobody knows who asked"""
    by: str | None
    """who answered"""
    answer: Interval | None
    """from the answer's beginning until somebody else has the floor; `None` without times"""
    seconds: Seconds | None
    """the answerer's own speech in it"""
    words: int | None
    place: int
    """in a run of questions with no reply between them: 1 is the first"""
    run: int
    """how many questions the run has; 1 for a question that stands alone"""
    follow_up: bool | None
    """it takes up what the other had just said; `None` where nobody knows who asked"""


@dataclass(frozen=True, slots=True)
class Openness:
    """What one kind of question brought: functional openness. Medians over the answered ones."""

    kind: QuestionKind
    asked: int
    answered: int
    seconds: Seconds | None
    words: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Silences before speaking: how many, the median, and the share (0..1) of at least 3 s."""

    count: int
    median: Seconds
    long: float


@dataclass(frozen=True, slots=True)
class Asking:
    """One person's questions. Shares are 0..1; `None` is not measurable."""

    count: int
    per_10_minutes: float | None
    open: float | None
    """open and invitations ÷ those and closed, choice, leading, tag and declarative"""
    follow_ups: float | None
    """questions that take up the other's words ÷ all"""
    self_rescued: int | None
    stacked: int
    """runs of two or more questions with no reply between them"""
    by_part: tuple[int, ...]
    """questions in each fifth of the conversation"""
    openness: tuple[Openness, ...]
    """each kind that was asked, the one with the longest answers first"""
    opened_most: tuple[int, ...]
    """the at most three questions with the longest answers, as places in the report's questions"""
    wait: Waiting | None
    """WT1: after own questions, until anybody speaks"""


@dataclass(frozen=True, slots=True)
class Listener:
    """How one person listened. `None` is not measurable: without words, or on a clock that swallows pauses."""

    speaker: str
    asking: Asking | None
    wait: Waiting | None
    """WT2: after the other's turn, before taking the floor"""
    interruptions: tuple[Interval, ...] | None
    """where this person cut the other off: from the beginning of the overlap to the end of the turn it won"""
    interrupted: int | None
    """times this person was cut off"""
    cooperative: tuple[Interval, ...] | None
    """speech inside the other's, who kept the floor; more than a listening sound"""
    backchannels: tuple[Interval, ...] | None
    backchannels_per_minute: float | None
    """own listening sounds ÷ minutes of the others' speech"""
    story: Interval | None
    """longest monologue or story"""
    story_question: int | None
    """the question that it answers"""
    silences_ended: int | None
    """silences of at least 3 s after which this person spoke first"""
    floor_returned: Seconds | None
    """median time from taking the floor until another has it again"""
    lecture_zones: tuple[Interval, ...] | None
    """time covered by 3-minute windows in which this person has more than 60 % of the speech"""
    mirroring: float | None
    """share of own turns after another's that take up a word of it"""


@dataclass(frozen=True, slots=True)
class Listening:
    """What the questions did, and how each person listened."""

    outcomes: tuple[Outcome, ...] | None
    """one for each question, in the same order; `None` without words"""
    listeners: tuple[Listener, ...]
    silences: tuple[Exchange, ...] | None
    """gaps and pauses of at least 3 s"""

    def of(self, speaker: str) -> Listener | None:
        """How one person listened."""
        return next((listener for listener in self.listeners if listener.speaker == speaker), None)
