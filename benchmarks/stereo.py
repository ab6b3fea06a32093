"""Two people on two channels, with what calls and desks do to them: how far the share is off, thing by thing.

`python -m benchmarks stereo`. Each call is made anew and is the same as the others but for one thing. Beside ours
stands what most tools do with such recordings: speech detection on each channel by itself, by the same model. From
the errors of the calls in which nothing disturbs (`PLAIN`) the band of such recordings is learned, and written to
talkratio/metrics/band_channels.json.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks import rooms
from benchmarks.accuracy import quick
from benchmarks.band import TABLE, figures, held, keep, learned
from benchmarks.calls import Call, calls, make
from benchmarks.cases import Case
from benchmarks.disturbing import KINDS
from benchmarks.material import RATE, cast
from benchmarks.parallel import each
from benchmarks.scoring import Said, matched, read_rttm, shares
from talkratio.audio import Audio
from talkratio.conversation import Conversation
from talkratio.diarizers.channels import applies
from talkratio.engines import load
from talkratio.voices import speech

THINGS: dict[str, dict[str, float | str]] = {
    "nothing else": {},
    "ten minutes": {"minutes": 10.0},
    "crosstalk −30 dB": {"crosstalk": -30.0},
    "crosstalk −15 dB": {"crosstalk": -15.0},
    "crosstalk −10 dB": {"crosstalk": -10.0},
    "crosstalk −15 dB, 150 ms later": {"crosstalk": -15.0, "echo": 0.15},
    "noise 10 dB below the voices": {"snr": 10.0},
    "one channel 20 dB softer": {"gain": -20.0},
    "one channel 50 ms late": {"delay": 0.05},
    "one channel 200 ms late": {"delay": 0.2},
    "clocks 300 millionths apart": {"drift": 300.0},
    "a noise gate on one side": {"software": "gate"},
    "automatic gain on one side": {"software": "gain"},
    "one person speaks 4 %": {"share": 0.04},
    "both speak 18 % of the time": {"overlap": 0.18},
    **{f"{kind} on one side": {"noise": kind} for kind in KINDS},
    "one channel dead": {"software": "dead"},
    "the same sound on both": {"software": "same"},
    "the same, one upside down": {"software": "upside down"},
}
PLAIN = ("nothing else", "ten minutes", "crosstalk −30 dB", "crosstalk −15 dB", "one channel 20 dB softer")
CALLS = 6
"""of each of `PLAIN`, however quick the run: the band is learned from them"""


@dataclass(frozen=True)
class Result:
    """Share errors of one call, in points, of ours and of speech detection alone; `case` where it has a band."""

    ours: float
    alone: float
    case: Case | None


def measured(call: Call) -> Result:
    """Makes the call, hears it with the engine that is chosen for it, and forgets it."""
    with tempfile.TemporaryDirectory() as folder:
        path = rooms.write(make(call, *cast()), Path(folder))  # type: ignore[arg-type]
        truth = read_rttm(path.with_suffix(".rttm"))
        with Audio.open(path) as audio:
            engine = "channels" if applies(audio).applies else "builtin"  # not `auto`: the truth lies beside
            found = load("diarizers", engine)(audio)
            alone = [turn for channel in (0, 1) for turn in _detected(audio, channel)]
            duration = audio.duration
    said = [(turn.speaker, turn.interval.start, turn.interval.end) for turn in found.turns]
    error = _error(said, truth)
    case = Case(call.name, Conversation(duration, found.turns), (), error, ()) if engine == "channels" else None
    return Result(100 * abs(error), 100 * abs(_error(alone, truth)), case)


def _detected(audio: Audio, channel: int) -> list[Said]:
    """Stretches in which the speech model hears somebody on a channel, pauses below a third of a second bridged."""
    step = speech.WINDOW / RATE
    spoken = np.flatnonzero(speech.chances(block[0] for block in audio.blocks(channel=channel)) > 0.5)
    parts = np.split(spoken, np.flatnonzero(np.diff(spoken) > 0.3 / step) + 1)
    return [(str(channel), part[0] * step, (part[-1] + 1) * step) for part in parts if len(part)]


def _error(said: Sequence[Said], truth: Sequence[Said]) -> float:
    """By how much (0..1) the share of the first person of the truth is wrong."""
    names = {theirs: ours for ours, theirs in matched(said, truth).items()}
    first = min(name for name, _, _ in truth)
    return shares(said).get(names.get(first, ""), 0.0) - shares(truth)[first]


def section() -> str:
    """The figures as a section of the report on benchmarks; writes the band of such recordings."""
    (voices, rows), cases = cast(), []
    lines = ["## One person per channel", "", *EXPLAINED, "", *COLUMNS]
    asked: dict[str, list[Call]] = {}
    for thing, changes in THINGS.items():
        count = CALLS if thing in PLAIN or not quick() else 2
        usual = calls(list(voices.values()), len(rows), count=count)
        asked[thing] = [replace(call, **changes) for call in usual]  # type: ignore[arg-type]
    results = each(measured, (call for listed in asked.values() for call in listed))
    for thing, listed in asked.items():
        found = list(islice(results, len(listed)))
        cases += [one.case for one in found if one.case and thing in PLAIN]
        lines.append(_row(thing, found))
        print(lines[-1], flush=True)
    return "\n".join([*lines, "", *_band(cases)])


EXPLAINED = (
    "Calls of 3 minutes with crosstalk of −20 dB, each with one thing besides. Share error in points.",
    "In the last three the channels tell nothing, and the engine that tells voices apart by their sound is chosen.",
)
COLUMNS = (
    "| besides | n | ours: mean | worst | speech detection alone: mean | worst | told by channel |",
    "|---|---|---|---|---|---|---|",
)


def _row(thing: str, found: Sequence[Result]) -> str:
    ours, alone = [one.ours for one in found], [one.alone for one in found]
    figures = f"{np.mean(ours):.2f} | {max(ours):.2f} | {np.mean(alone):.2f} | {max(alone):.2f}"
    return f"| {thing} | {len(found)} | {figures} | {sum(one.case is not None for one in found)} of {len(found)} |"


def _band(cases: Sequence[Case]) -> list[str]:
    """Learns the band and tells, leave-one-out, how often it holds."""
    keep(learned(cases), f"{len(cases)} calls of LibriSpeech voices", TABLE.with_name("band_channels.json"))
    told = {level: figures(rows) for level, rows in held(cases).items()}
    return [
        f"The {100 * level:.0f} % band holds in {inside:.0f} %, mean half-width {half:.2f} points."
        for level, (inside, half) in told.items()
    ]
