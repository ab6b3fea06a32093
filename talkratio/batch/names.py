"""Who is who in a table that names nobody: pseudonyms, and the key to them in a file of its own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from talkratio import store
from talkratio.batch.recordings import Recording
from talkratio.errors import FormatError
from talkratio.spelling import same, spellings

NAME = "key.csv"
_OFFERED = re.compile(r"(one of|en af): .*, (\w+ 'first')")
"""the speakers among whom a manager can be chosen"""
KINDS: Mapping[str, str] = {"recording": "R", "manager": "M"}


@dataclass(frozen=True, slots=True)
class Names:
    """What recordings and managers are called in the table; no recordings where names may stand as they are.

    Recordings by their names, managers by what all spellings of theirs have in common.
    """

    recordings: Mapping[str, str]
    managers: Mapping[str, str]

    def recording(self, recording: Recording) -> str:
        """What the recording is called."""
        return self.recordings.get(recording.name, recording.name)

    def manager(self, recording: Recording) -> str | None:
        """What its manager is called; `None` when nobody said who it is."""
        return None if recording.whose is None else self.managers.get(same(recording.whose), recording.whose)

    def hidden(self, sentence: str, recording: Recording) -> str:
        """The sentence with the recording's path, and every name where none may stand, as what it is called."""
        called = self.recording(recording)
        sentence = sentence.replace(recording.source, called)
        if not self.recordings:
            return sentence
        path = PurePosixPath(recording.source)
        sentence = sentence.replace(recording.name, called).replace(path.name, called)
        # labels and captions: of that name, and of others
        sentence = re.sub(rf"(?<!\w){re.escape(path.stem)}(?=\.\w)", called, sentence)
        for other in (recording.captions, recording.labels, *(file for file, _ in recording.companions)):
            sentence = sentence.replace(PurePosixPath(other).name, "…") if other else sentence
        if str(path.parent) not in ("/", "."):
            sentence = sentence.replace(str(path.parent), "…")
        for name in {recording.manager, recording.whose} - {None}:
            sentence = sentence.replace(repr(name), "…")
        return _OFFERED.sub(r"\1: …, \2", sentence)


PLAIN = Names({}, {})
"""everything is called by its name"""


def plain(recordings: Sequence[Recording]) -> Names:
    """Everything by its name, and a manager whose name is spelled in several ways by one of them."""
    return Names({}, {same(name): kept for name, kept in spellings(_whose(recordings)).items()})


def pseudonyms(out: Path, recordings: Sequence[Recording]) -> Names:
    """R1, R2 … and M1, M2 … in the order of the recordings' names; whoever has one in the key keeps it.

    The key is written to `out`, readable by its owner alone; without it nobody can be named again.
    Raises `FormatError` when the key is damaged.
    """
    path = out / NAME
    known = _read(path)
    before = {kind: dict(called) for kind, called in known.items()}
    _call(known["recording"], "recording", (recording.name for recording in recordings))
    _call(known["manager"], "manager", _whose(recordings), same)
    if known != before or not path.exists():
        store.write(path, _written(known))
    return Names(known["recording"], {same(name): called for name, called in reversed(known["manager"].items())})


def _whose(recordings: Iterable[Recording]) -> list[str]:
    return [one.whose for one in recordings if one.whose is not None]


def _call(known: dict[str, str], kind: str, names: Iterable[str], alike: Callable[[str], str] = str) -> None:
    """Gives those a number who have none, however `alike` they may be spelled."""
    letter = KINDS[kind]
    last = max((int(called[1:]) for called in known.values()), default=0)
    met = set(map(alike, known))
    for name in names:
        if alike(name) not in met:
            met.add(alike(name))
            last += 1
            known[name] = f"{letter}{last}"


def _read(path: Path) -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return known
    except (OSError, ValueError) as error:
        raise FormatError(f"{path} cannot be read: it is the key to the pseudonyms. Mend it or remove it.") from error
    for row in rows[1:]:
        if len(row) != 3 or row[0] not in known or not row[1][1:].isdigit():
            raise FormatError(f"{path} has a line that is no key to a pseudonym: {row}. Mend it or remove the file.")
        known[row[0]][row[2]] = row[1]
    return known


def _written(known: Mapping[str, Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("kind", "called", "name"))
    writer.writerows((kind, called, name) for kind in KINDS for name, called in known[kind].items())
    return text.getvalue()
