"""Two voices in one microphone, told apart on this computer in seconds; nothing to install or download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from talkratio.audio import Audio
from talkratio.conversation import HARD, Turn
from talkratio.diarizers import Diarization, Diarizer
from talkratio.engines import Progress, silent
from talkratio.errors import InputError
from talkratio.interval import Interval, Seconds
from talkratio.voices import judging, network
from talkratio.voices.features import Floats
from talkratio.voices.guesses import reading
from talkratio.voices.hearing import Hearing, hear
from talkratio.voices.judging import Profiles
from talkratio.voices.known import Known, anchored, named, told
from talkratio.voices.people import grouped
from talkratio.voices.sharpening import sharpened
from talkratio.voices.turns import doubts, turns

REQUIRES = ()

Anchors = Sequence[tuple[str, Interval]]

UNSURE, WORTHLESS = 0.18, 0.0
"""how unsure the judge is of who speaks (nats) above which, and what two people are worth as a guess below which, a
person should listen for themselves: of 196 recordings of two people, most of them hard, that holds for 54, among them
15 of the 19 with an error above 3 points; the others are off by 1.0 on average"""
HEARD: Seconds = 0.3
"""of speech are in every known moment: a breath or a pause is nobody's voice"""
UNFIT = (
    "The known moments do not fit one voice each. Listen to them, and give moments in which that person alone speaks."
)


def load(voices: Anchors = (), *, level: bool = True) -> Diarizer:
    """`voices` are known moments of one person or of each, (label, interval), in which that person alone speaks.

    `level` brings quiet voices to the level of loud ones before looking for speech; off only for comparing.

    Raises `InputError` for moments of two people at the same time.
    """
    _apart(voices)

    def diarize(audio: Audio, *, speakers: int | None = None, progress: Progress | None = None) -> Diarization:
        progress = progress or silent
        known = _known(audio, voices)
        with hear(audio, progress, level=level) as heard:
            answer = _answer(heard, audio, known, speakers, progress)
            if speakers is None and len(known) == 2 and (third := _stranger(answer.turns, known)):
                found = _answer(heard, audio, known, 2, silent)
                answer = replace(found, notes=(*found.notes, _beside(third)))
        progress("voices", 1.0)
        return answer

    return diarize


def _answer(heard: Hearing, audio: Audio, known: Known, speakers: int | None, progress: Progress) -> Diarization:
    profiles = _people(heard, len(known), speakers)
    if not profiles:
        return Diarization((), doubts=())
    known, unheard, notes = _voiced(heard, known)
    half = 0.15 if known else 0.3
    judged = judging.speaking(heard, profiles, lambda part: progress("voices", 0.7 + half * part))
    chances = sharpened(heard, judged)
    names, fits = named(chances, known, unheard)
    if len(known) > 1 and not fits:
        profiles = anchored(heard, [network.profile(heard.mean(list(moments))) for moments in known.values()])
        judged = judging.speaking(heard, profiles, lambda part: progress("voices", 0.85 + 0.15 * part))
        chances = sharpened(heard, judged)
        names, fits = tuple(known), named(chances, known)[1]
    chances = told(chances, names, known)
    found = _labelled(chances, names, audio, known)
    hard = _hard(heard, profiles, judged)
    return replace(found, notes=(*found.notes, *(HARD,) * hard, *(UNFIT,) * (not fits), *notes))


def _people(heard: Hearing, known: int, speakers: int | None) -> Profiles:
    """At least as many people as are known; beside two, a third one is looked for as anywhere."""
    if known == 2 and speakers is None and len(found := grouped(heard)) >= known:
        return found
    return grouped(heard, known if known > 1 else speakers)


def _hard(heard: Hearing, profiles: Profiles, judged: Floats) -> bool:
    verdict = judging.verdict_of(judged)
    two = reading(heard, profiles, verdict)
    return len(profiles) > 1 and (verdict.unsure > UNSURE or (two is not None and two.worth < WORTHLESS))


def _labelled(chances: Floats, names: Sequence[str], audio: Audio, known: Known) -> Diarization:
    """Turns under the names of known people, or under A, B … in the order in which the people first speak."""
    found = turns(chances, names, audio.duration)
    if not known:
        first = list(dict.fromkeys(turn.speaker for turn in found))
        first += [name for name in names if name not in first]
        names = [sorted(names)[first.index(name)] for name in names]
        found = turns(chances, names, audio.duration)
    return Diarization(found, _notes(found, known), doubts(chances, names, audio.duration))


def _notes(found: Sequence[Turn], known: Known) -> tuple[str, ...]:
    """What a person should know about how many people were heard; three whom they named are no news."""
    if len({turn.speaker for turn in found}) == 1:
        return ("Only one voice was heard.",)
    third = _stranger(found, known)
    if third is None:
        return ()
    return (
        f"A third voice was heard, called {third[0].speaker}, {_whole(third)} s in all. Listen at {_moments(third)}.",
    )


def _stranger(found: Sequence[Turn], known: Known) -> Sequence[Turn] | None:
    """The turns of who speaks least of those whom nobody named; `None` of two people."""
    names = {turn.speaker for turn in found}
    theirs = [[turn for turn in found if turn.speaker == name] for name in sorted(names) if name not in known]
    return min(theirs, key=_seconds) if len(names) > 2 and theirs else None


def _beside(third: Sequence[Turn]) -> str:
    """Two known people are taken for all there are: whoever finds a third at these moments can name them too."""
    return (
        f"A third voice may be heard beside the known ones, {_whole(third)} s in all. Listen at {_moments(third)}; "
        "if somebody else speaks there, give such a moment as well."
    )


def _seconds(turns: Sequence[Turn]) -> float:
    return sum(turn.interval.duration for turn in turns)


def _whole(turns: Sequence[Turn]) -> str:
    return f"{_seconds(turns):.0f}"


def _moments(turns: Sequence[Turn]) -> str:
    """When the three longest begin."""
    longest = sorted((turn.interval for turn in turns), key=lambda i: (-i.duration, i.start))[:3]
    return ", ".join(_clock(int(moment.start)) for moment in sorted(longest))


def _clock(seconds: int) -> str:
    """As players show it: minutes and seconds, with hours before them from the first hour on."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def _apart(anchors: Anchors) -> None:
    for (name, one), (other, two) in combinations(anchors, 2):
        if name != other and (both := one & two):
            raise InputError(
                f"The known moments of {name} and {other} overlap from {both.start:.1f} to {both.end:.1f} s. "
                "Give moments in which that person alone speaks."
            )


def _voiced(heard: Hearing, known: Known) -> tuple[Known, str | None, tuple[str, ...]]:
    """Known moments with a voice in them, the one person who has none of those, and a note for each moment without.

    A pause under a name would share the talk between one person and nobody. Raises `InputError` where nothing is left.
    """
    silent = [(name, each) for name, moments in known.items() for each in moments if heard.spoken(each) < HEARD]
    left = {name: [each for each in moments if (name, each) not in silent] for name, moments in known.items()}
    notes = tuple(
        f"Hardly a voice is heard in the known moment of {name} from {moment.start:.1f} to {moment.end:.1f} s. "
        "Listen to it, and give a few seconds in which that person alone speaks."
        for name, moment in silent
    )
    unheard = [name for name, moments in left.items() if not moments]
    if unheard and len(unheard) == len(known):
        raise InputError(notes[0])
    voiced = {name: moments for name, moments in left.items() if moments}
    return voiced, unheard[0] if len(unheard) == 1 else None, notes


def _known(audio: Audio, anchors: Anchors) -> Known:
    """The known moments of each person; `InputError` for one outside the recording."""
    known: dict[str, list[Interval]] = {}
    for name, interval in anchors:
        if interval.end > audio.duration:
            raise InputError(
                f"The known moment of {name} ends at {interval.end:.1f} s, but {audio.path.name} is "
                f"{audio.duration:.1f} s long. Give a moment inside the recording."
            )
        known.setdefault(name, []).append(interval)
    return known
