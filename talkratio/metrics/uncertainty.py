"""How sure a talk share is: the band.

A diarizer's doubts are stretches in which it is not certain who speaks. Each moves the share by a little if it was
decided wrongly; together they give the share a spread. How many spreads wide the band must be is learned from
labelled recordings (`band.json`, made by `python -m benchmarks.band`), by normalised conformal prediction
(Lei et al. 2018, JASA 113:1094; Angelopoulos & Bates 2023, arXiv 2107.07511, §2.3.2). Where the diarizer notes that
the voices are hard to tell apart, whole people may be wrong: such recordings have widths of their own, and it is
learned whether the spread grows with that besides. One person per channel leaves no doubts, and a narrow band of its
own (`band_channels.json`, made by `python -m benchmarks stereo`); turns marked by people leave none. The band asks how
far this recording was misheard. It does not ask how the next conversation will go, as a bootstrap over its parts would.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talkratio.conversation import Conversation, Doubt
from talkratio.interval import Interval, total
from talkratio.metrics import SpeakerMetrics

LEVELS = (0.8, 0.9, 0.95)
SHOWN = 0.8
"""the level that people are shown: 8 of 10 recordings; the others are in the files"""


@dataclass(frozen=True, slots=True)
class Band:
    """The true talk share of `speaker` lies between `low` and `high` (0..1) in `level` (0..1) of recordings."""

    speaker: str
    level: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch worth listening to, and the half-width (0..1) of the band shown once somebody has said who speaks."""

    interval: Interval
    chances: tuple[tuple[str, float], ...]
    half_width: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What labelled recordings taught: the width of the band in spreads, by level.

    `together` (0..1) is how far doubts are wrong in the same direction; `floor` (seconds to the power ½) is what is
    wrong outside all doubts: it moves the share by `floor` ÷ √(seconds of speech).
    """

    together: float
    floor: float
    widths: tuple[tuple[float, float], ...]

    def width(self, level: float) -> float:
        """Spreads from the estimate to the edge of the band."""
        return dict(self.widths)[level]


@cache
def calibration(engine: str = "builtin", *, hard: bool = False) -> Calibration:
    """The calibration that talkratio ships for a diarizer; turns that people marked (`labels`) are certain.

    `hard` recordings, in which the diarizer itself may have the people wrong, have widths of their own (Mondrian
    conformal prediction: Vovk, Gammerman & Shafer 2005, ISBN 978-0-387-00152-4, §4.5), so that the band holds as
    often there as elsewhere.
    """
    if engine == "labels":
        return Calibration(0.0, 0.0, tuple((level, 0.0) for level in LEVELS))
    name = "band_channels.json" if engine == "channels" else "band.json"
    table = json.loads(files("talkratio.metrics").joinpath(name).read_text(encoding="utf-8"))
    chosen = table["hard"] if hard and "hard" in table else table["widths"]
    widths = tuple((float(level), float(width)) for level, width in chosen.items())
    return Calibration(float(table["together"]), float(table["floor"]), widths)


def bands(
    conversation: Conversation, doubts: tuple[Doubt, ...] | None, learned: Calibration | None = None
) -> tuple[Band, ...]:
    """Bands at levels 0.8, 0.9 and 0.95 for every speaker; empty when the engine gave no doubts (`None`).

    Without a single doubt the band is what the calibration finds wrong outside all doubts. One voice alone has no
    share that a band could be about.
    """
    if doubts is None or len(conversation.speakers) < 2:
        return ()
    learned = learned or calibration()
    spreads = spread(conversation, doubts, learned)
    return tuple(
        Band(speaker, level, max(0.0, share - width * spreads[speaker]), min(1.0, share + width * spreads[speaker]))
        for speaker, share in _shares(conversation).items()
        for level, width in learned.widths
    )


def spread(conversation: Conversation, doubts: Sequence[Doubt], learned: Calibration) -> dict[str, float]:
    """For each speaker the standard deviation of the share (0..1) that the doubts leave.

    One doubt of d seconds moves the share of k by d · (x_k − p_k · Σ x) / T, where x says who speaks in it, p_k is the
    share and T everyone's speech. Its deviation is taken at the worst joint chance that the single ones allow: one
    person's second is the other's loss. Deviations σ of the doubts add up as √(Σσ² + together · (Σσ)² + floor² / T).
    """
    shares, speech = _shares(conversation), _speech(conversation)
    if speech == 0:
        return dict.fromkeys(shares, 0.0)
    found = {}
    for speaker in shares:
        own = [_deviation(doubt, speaker, shares, speech) for doubt in doubts]
        found[speaker] = _added(math.fsum(each**2 for each in own), math.fsum(own), speech, learned)
    return found


def moments(
    doubts: tuple[Doubt, ...] | None, conversation: Conversation, learned: Calibration | None = None, most: int = 5
) -> tuple[Moment, ...]:
    """At most so many moments whose answer would narrow the band most, the most telling one first."""
    shares, speech, learned = _shares(conversation), _speech(conversation), learned or calibration()
    if not doubts or speech == 0:
        return ()
    deviations = [[_deviation(doubt, speaker, shares, speech) for doubt in doubts] for speaker in shares]
    sums = [(math.fsum(each**2 for each in own), math.fsum(own)) for own in deviations]

    def left(index: int) -> float:
        """Half-width of the widest band once this doubt is answered."""
        without = [
            (apart - own[index] ** 2, along - own[index]) for own, (apart, along) in zip(deviations, sums, strict=True)
        ]
        return learned.width(SHOWN) * max(_added(*each, speech, learned) for each in without)

    weights = [max(own[index] for own in deviations) for index in range(len(doubts))]
    telling = [(left(index), -weight, index) for index, weight in enumerate(weights) if weight > 0]
    return tuple(Moment(doubts[k].interval, doubts[k].chances, width) for width, _, k in sorted(telling)[:most])


def half_width(conversation: Conversation, doubts: Sequence[Doubt], learned: Calibration | None = None) -> float:
    """Half of the widest band shown (0..1) with these doubts, its edges not cut at 0 and 1; 0 without speech."""
    learned = learned or calibration()
    return learned.width(SHOWN) * max(spread(conversation, doubts, learned).values(), default=0.0)


def rule_spread(numbers: SpeakerMetrics) -> tuple[float, float] | None:
    """The smallest and largest share (0..1) over the headline rule and its alternatives; `None` without speech.

    Alternatives that cannot be measured are left out. This is no error: each rule answers another question.
    """
    if numbers.talk_share is None:
        return None
    others = (
        numbers.share_of_words,
        numbers.share_of_duration,
        numbers.share_without_backchannels,
        numbers.share_without_overlap,
    )
    shares = [numbers.talk_share, *(share for share in others if share is not None)]
    return min(shares), max(shares)


def _shares(conversation: Conversation) -> dict[str, float]:
    times = {name: total(turn.interval for turn in conversation.turns_of(name)) for name in conversation.speakers}
    everyone = math.fsum(times.values())
    return {name: time / everyone for name, time in times.items()}


def _speech(conversation: Conversation) -> float:
    return math.fsum(total(turn.interval for turn in conversation.turns_of(name)) for name in conversation.speakers)


def _deviation(doubt: Doubt, speaker: str, shares: Mapping[str, float], speech: float) -> float:
    """Standard deviation of what one doubt does to the share of one speaker."""
    own = shares[speaker]
    chances = {name: chance for name, chance in doubt.chances if name in shares}
    mine = chances.get(speaker, 0.0)
    variance = (1 - own) ** 2 * mine * (1 - mine)
    for name, chance in chances.items():
        if name != speaker:
            joint = max(0.0, mine + chance - 1)  # as seldom together as the two chances allow (Fréchet)
            variance += own**2 * chance * (1 - chance) - 2 * own * (1 - own) * (joint - mine * chance)
    return doubt.interval.duration / speech * math.sqrt(max(0.0, variance))


def _added(apart: float, along: float, speech: float, learned: Calibration) -> float:
    """Deviations whose squares sum up to `apart` and they themselves to `along`."""
    return math.sqrt(max(0.0, apart) + learned.together * along**2 + learned.floor**2 / speech)
