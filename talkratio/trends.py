"""Who comes closer to the target over time: a manager's conversations against each other, nobody against others.

Managers come in the order of their names or pseudonyms, never of their numbers. Employees are not followed at all.
"""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from talkratio.errors import FormatError
from talkratio.interval import Seconds

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Change = Literal["closer", "farther", "unclear", "few", "none"]
FEWEST = 5
"""conversations below which no order of them is unlikely enough by chance"""
UNLIKELY = 0.05
"""a change is told when chance alone gives so clear an order no more often than this"""
EXACT = 60
"""conversations up to which the distribution of Kendall's score is computed, above it is normal (Kendall 1938)"""
LATEST = 500
"""conversations looked back on"""
EVERYONE = "*"
"""stands for the manager where all are pooled"""
TABLE = "managers.csv"


@dataclass(frozen=True, slots=True)
class Point:
    """One conversation of one manager: the share (0..1), the seconds that make it, and the share aimed at.

    `manager` is empty where nobody said who it is. `talk` and `speech` are `None` where words were counted instead of
    seconds.
    """

    manager: str
    name: str
    date: str | None
    share: float
    talk: Seconds | None
    speech: Seconds | None
    target: float = 0.30

    @property
    def distance(self) -> float:
        """How far from the share aimed at, 0..1."""
        return abs(self.share - self.target)


@dataclass(frozen=True, slots=True)
class Trend:
    """One manager's conversations. Shares are 0..1; `None` is not measurable.

    `change` compares the distance from the target with the order in time, by Kendall's rank correlation with its exact
    distribution (Mann 1945, Kendall 1938): `closer` and `farther` are told when `chance` ≤ 0.05, `few` below five
    dated conversations; `none` where several people are pooled.
    """

    manager: str
    conversations: int
    dated: int
    first: str | None
    last: str | None
    talk_share: float | None
    """pooled: own seconds of all conversations ÷ everyone's seconds of all"""
    spread: float | None
    """standard deviation of the share between conversations; `None` for one conversation"""
    low: float
    high: float
    """the lowest and highest share of a conversation"""
    earlier: float | None
    """pooled share of the first half of the dated conversations, the middle one left out of an odd number"""
    later: float | None
    slope: float | None
    """median change of the share from one conversation to the next (Theil–Sen); `None` below two dated ones"""
    change: Change
    chance: float | None
    """how often an order as clear as this comes by chance, 0..1"""
    questions_per_10_minutes: float | None = None
    """the manager's questions ÷ the length of all conversations with words; this and the next two need the reports"""
    share_open: float | None = None
    """open questions and invitations ÷ those and closed, choice, leading, tag and declarative ones"""
    wait: Seconds | None = None
    """median of all silences before taking the floor"""


def trends(points: Iterable[Point]) -> tuple[Trend, ...]:
    """A trend for each manager, in the order of their names (M2 before M10)."""
    of: dict[str, list[Point]] = {}
    for point in points:
        if point.manager:
            of.setdefault(point.manager, []).append(point)
    return tuple(trend(of[manager]) for manager in sorted(of, key=_natural))


def everyone(points: Sequence[Point]) -> tuple[Trend, ...]:
    """All conversations pooled, those of unknown managers included; nothing where there are none.

    Different people's conversations are no course in time, so what tells of one is left out.
    """
    if not points:
        return ()
    whole = replace(trend(points), manager=EVERYONE, earlier=None, later=None, slope=None, change="none", chance=None)
    return (whole,)


def trend(points: Sequence[Point]) -> Trend:
    """The trend of one manager's conversations, at least one of them."""
    dated = sorted((point for point in points if point.date is not None), key=lambda point: (point.date, point.name))
    shares = [point.share for point in points]
    half = len(dated) // 2
    change, chance = _change([point.distance for point in dated[-LATEST:]])
    return Trend(
        manager=points[0].manager,
        conversations=len(points),
        dated=len(dated),
        first=dated[0].date if dated else None,
        last=dated[-1].date if dated else None,
        talk_share=pooled(points),
        spread=statistics.stdev(shares) if len(shares) > 1 else None,
        low=min(shares),
        high=max(shares),
        earlier=pooled(dated[:half]),
        later=pooled(dated[len(dated) - half :]),
        slope=_slope([point.share for point in dated[-LATEST:]]),
        change=change,
        chance=chance,
    )


def pooled(points: Iterable[Point]) -> float | None:
    """Seconds added and divided once; `None` where no conversation has seconds."""
    timed = [point for point in points if point.talk is not None and point.speech]
    speech = math.fsum(point.speech or 0.0 for point in timed)
    return math.fsum(point.talk or 0.0 for point in timed) / speech if speech else None


def read(folder: Path) -> tuple[Trend, ...]:
    """The trends in the table that a batch wrote to `folder`: a manager each, and everyone. Raises `FormatError`."""
    path = folder / TABLE if folder.is_dir() else folder
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} cannot be read. Give the folder that talkratio batch wrote to.") from error
    try:
        return tuple(_read().validate_python({name: value or None for name, value in row.items()}) for row in rows)
    except ValueError as error:
        raise FormatError(f"{path} is no table of talkratio, or was changed. Run talkratio batch again.") from error


@cache
def _read() -> TypeAdapter[Trend]:
    from pydantic import TypeAdapter

    return TypeAdapter(Trend)


def _change(distances: Sequence[float]) -> tuple[Change, float | None]:
    count = len(distances)
    if count < FEWEST:
        return "few", None
    score = sum((later > earlier) - (later < earlier) for earlier, later in combinations(distances, 2))
    chance = _chance(count, abs(score))
    if chance > UNLIKELY:
        return "unclear", chance
    return ("closer" if score < 0 else "farther"), chance


def _chance(count: int, score: int) -> float:
    """How often Kendall's score of `count` values in random order is at least as far from 0, either way."""
    pairs = count * (count - 1) // 2
    if count > EXACT:
        return math.erfc(max(0, score - 1) / math.sqrt(count * (count - 1) * (2 * count + 5) / 9))
    return min(1.0, sum(likely for k, likely in enumerate(_inversions(count)) if abs(pairs - 2 * k) >= score))


@cache
def _inversions(count: int) -> tuple[float, ...]:
    """How likely a random order of so many values has 0, 1, 2 … inversions; values are put in one at a time."""
    if count == 1:
        return (1.0,)
    before = _inversions(count - 1)
    grown = [0.0] * (len(before) + count - 1)
    for inversions, likely in enumerate(before):
        for more in range(count):
            grown[inversions + more] += likely / count
    return tuple(grown)


def _slope(shares: Sequence[float]) -> float | None:
    steps = [(shares[j] - shares[i]) / (j - i) for i, j in combinations(range(len(shares)), 2)]
    return statistics.median(steps) if steps else None


def _natural(name: str) -> tuple[str, int, str]:
    head = name.rstrip("0123456789")
    tail = name[len(head) :]
    return head, int(tail) if tail else -1, name
