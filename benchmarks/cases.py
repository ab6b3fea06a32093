"""Conversations that the band and the confidence of a turn are learned from, and what ours answers on them.

Rooms of held-out voices that no other figure comes from, as usual and with any share, length and codec, and the
simulated conversations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks import rooms
from benchmarks.material import cast, data_folder
from benchmarks.parallel import each
from benchmarks.scoring import matched, read_rttm, shares
from talkratio.audio import Audio
from talkratio.conversation import HARD, Conversation, Doubt, Turn
from talkratio.diarizers.builtin import load

COUNT, SEED = 48, 7
MIXED, MIXED_SEED = 50, 911
LEAST = 0.2
"""of a turn must be a person's own to be right"""


@dataclass(frozen=True, eq=False)
class Case:
    """One recording: what ours answered, and by how much (0..1) the share of its first speaker is wrong."""

    name: str
    conversation: Conversation
    doubts: tuple[Doubt, ...]
    error: float
    turns: tuple[tuple[float, bool], ...]
    """for each turn its confidence, and whether no other person speaks more of it"""
    usual: bool = True
    """nothing about the conversation is out of the way"""
    hard: bool = False
    """the engine itself notes that it may have the people wrong"""


def cases(paths: Sequence[Path]) -> list[Case]:
    """What ours answers on the recordings that it hears as two people's."""
    return [case for case in each(_case, paths) if case is not None]


def recordings() -> list[Path]:
    """Conversations of two people, made when they are not there yet."""
    return [*_rooms(), *_mixed(), *_simulated()]


def _rooms() -> list[Path]:
    voices, rows = cast()
    listed = rooms.scenes(list(voices.values()), len(rows), count=COUNT, seed=SEED)
    return rooms.written(listed, rooms.folder() / "calibration")


def _mixed() -> list[Path]:
    """Rooms of 3 to 8 minutes in which one person has 5 to 95 % of the talk; a fifth as Opus, a fifth by telephone."""
    (voices, rows), rng = cast(), np.random.default_rng(MIXED_SEED)
    listed = []
    for index, scene in enumerate(rooms.scenes(list(voices.values()), len(rows), count=MIXED, seed=MIXED_SEED)):
        share, minutes = round(float(rng.uniform(0.05, 0.95)), 3), float(rng.choice([3, 5, 8]))
        codec = (None, None, None, "opus", "telephone")[index % 5]
        listed.append(replace(scene, share=share, minutes=minutes, codec=codec))
    return rooms.written(listed, rooms.folder() / "mixed")


def _simulated() -> list[Path]:
    folder = data_folder() / "audio" / "dev" / "sim"
    named = {path.stem: path for path in folder.iterdir() if path.suffix in {".ogg", ".mp3", ".m4a", ".webm"}}
    return [path for name, path in sorted(named.items()) if "stereo" not in name]


def _case(path: Path) -> Case | None:
    with Audio.open(path) as audio:
        answer, duration = load()(audio), audio.duration
    said = [(turn.speaker, turn.interval.start, turn.interval.end) for turn in answer.turns]
    truth = read_rttm(path.with_suffix(".rttm"))
    if len({name for name, _, _ in said}) != 2:
        return None
    mapping, heard, true = matched(said, truth), shares(said), shares(truth)
    speaker = sorted(heard)[0]
    error = heard[speaker] - true[mapping[speaker]]
    print(path.stem, f"{100 * error:+.2f}", flush=True)
    right = tuple(_turns(answer.turns, mapping, truth))
    conversation = Conversation(duration, answer.turns)
    usual, hard = path.parent.name != "mixed", HARD in answer.notes
    return Case(path.stem, conversation, answer.doubts or (), error, right, usual, hard)


def _turns(
    turns: Sequence[Turn], mapping: dict[str, str], truth: Sequence[tuple[str, float, float]]
) -> Iterator[tuple[float, bool]]:
    for turn in turns:
        spoken = dict.fromkeys(mapping.values(), 0.0)
        for name, start, end in truth:
            spoken[name] += max(0.0, min(end, turn.interval.end) - max(start, turn.interval.start))
        own = spoken.pop(mapping[turn.speaker])
        least = LEAST * turn.interval.duration
        yield turn.confidence or 0.0, own >= max([*spoken.values(), least])
