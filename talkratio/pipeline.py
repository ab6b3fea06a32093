"""analyze(): from a recording or a transcript to a report; the only function that knows the whole line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from talkratio import __version__, attribution, choice, engines, questions, roles
from talkratio.audio import Audio
from talkratio.choice import Choice, Voice
from talkratio.conversation import Conversation, Doubt, Roles, Word
from talkratio.diarizers import Diarization
from talkratio.edits import Edit, corrected, recast, relabelled, settled
from talkratio.engines import Progress, silent
from talkratio.errors import InputError
from talkratio.listening import listen
from talkratio.metrics import measure
from talkratio.metrics.uncertainty import bands
from talkratio.report import Provenance, Report, Target
from talkratio.spelling import same
from talkratio.transcribers import Transcription
from talkratio.transcribers import captions as caption_files


def analyze(
    path: str | Path,
    *,
    manager: str | None = None,
    captions: str | Path | None = None,
    labels: str | Path | None = None,
    diarizer: str = "auto",
    transcriber: str = "auto",
    model: str | None = None,
    language: str | None = None,
    voices: Sequence[Voice] = (),
    hotwords: str | None = None,
    target: Target | None = None,
    checkpoints: Path | None = None,
    progress: Progress = silent,
    early: Callable[[Report], None] | None = None,
) -> Report:
    """Everything talkratio can say about one conversation, from a recording or from a transcript with names.

    `manager` is a name, a label, `left`, `right` or `first`; without it the manager is guessed, and the report says so.
    `captions` and `labels` are files with words and turns that exist; files beside the recording are found by
    themselves. `voices` are known moments of each person. `checkpoints` is a folder for words written down so far, by
    default the user's cache. `early` is handed the report in time before the words are written down. Nothing leaves
    the computer, nothing is downloaded.

    >>> report = analyze("samples/mus-da.ogg", manager="Mette")
    >>> report.roles.manager
    'Mette'

    Raises `InputError` for what is given, `EngineError` for what is missing here, `Cancelled` when `progress` asks.
    """
    path = Path(path)
    if caption_files.is_transcript(path):
        return _from_transcript(path, manager, language, target, (choice.UNUSED,) * bool(voices))
    with Audio.open(path, progress=progress) as audio:
        heard = _hear(audio, choice.diarizer(audio, diarizer, labels, voices), language, progress)
        pen = choice.transcriber(audio, transcriber, captions, model, language, hotwords, checkpoints)
        if early is not None and _writes(pen, heard):
            early(heard.report("first", target))
        return _write(audio, pen, heard, progress).report(manager, target)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A recording as far as it is known: who spoke when, and later what was said."""

    conversation: Conversation
    provenance: Provenance
    doubts: tuple[Doubt, ...] | None
    names: Mapping[str, str] = field(default_factory=dict)
    """those that took the place of labels such as A or left"""

    def report(self, manager: str | None, target: Target | None) -> Report:
        """The report; a manager who was named by a label that gave way is met by the name."""
        named = (name for label, name in self.names.items() if manager and same(label) == same(manager))
        return compose(self.conversation, self.provenance, next(named, manager), doubts=self.doubts, target=target)


def _hear(audio: Audio, ear: Choice, language: str | None, progress: Progress) -> _Heard:
    found: Diarization = engines.load("diarizers", ear.name, **ear.options)(audio, progress=progress)
    known = _provenance(audio.path, audio.sha256, ear.name, (*audio.notes, *ear.notes, *found.notes))
    return _Heard(Conversation(audio.duration, found.turns, None, language, found.clock), known, found.doubts)


def _writes(pen: Choice, heard: _Heard) -> bool:
    return pen.name != choice.NOBODY and bool(heard.conversation.turns)


def _write(audio: Audio, pen: Choice, heard: _Heard, progress: Progress) -> _Heard:
    """The same with its words, each with its speaker, where somebody speaks and an engine writes."""
    timed, known = heard.conversation, _noted(heard.provenance, pen.notes)
    if not _writes(pen, heard):
        return replace(heard, provenance=known)
    words: Transcription = engines.load("transcribers", pen.name, **pen.options)(
        audio, turns=timed.turns, language=timed.language, progress=progress
    )
    said = _spelled(words.words, timed.speakers)
    spoken = replace(timed, words=said, language=words.language or timed.language)
    # Labels such as A or left give way to the names that captions know; labels made by people stay.
    names = attribution.names(spoken) if known.diarizer != "labels" else {}
    return _Heard(
        attribution.attribute(spoken).renamed(names),
        replace(_noted(known, words.notes), transcriber=pen.name, model=pen.model),
        None if heard.doubts is None else tuple(doubt.renamed(names) for doubt in heard.doubts),
        names,
    )


def _spelled(words: tuple[Word, ...], speakers: Sequence[str]) -> tuple[Word, ...]:
    """The words with the names of their speakers as the turns spell them."""
    known = {same(name): name for name in speakers}
    names = {name: known.get(same(name), name) for name in {word.speaker for word in words} if name}
    return tuple(replace(word, speaker=names.get(word.speaker or "")) for word in words)


def compose(
    conversation: Conversation,
    provenance: Provenance,
    manager: str | None = None,
    *,
    doubts: tuple[Doubt, ...] | None = None,
    target: Target | None = None,
    given: Roles | None = None,
    edits: tuple[Edit, ...] = (),
) -> Report:
    """A report from a conversation that is known, after a person's `edits`; needs no audio.

    `given` roles are taken as they are, otherwise they are assigned from `manager`.
    """
    conversation = corrected(conversation, edits)
    doubts = settled(doubts, edits)
    asked = relabelled(None if conversation.words is None else questions.find(conversation), edits)
    numbers = measure(conversation)
    return Report(
        conversation=conversation,
        metrics=numbers,
        roles=recast(given or roles.assign(conversation, manager=manager, questions=asked), edits),
        provenance=provenance,
        questions=asked,
        listening=listen(conversation, numbers, asked) if conversation.turns else None,
        doubts=doubts,
        bands=bands(conversation, doubts, provenance.calibration),
        target=target or Target(),
        edits=edits,
    )


def revise(original: Report, edits: Sequence[Edit]) -> Report:
    """The original report after all `edits`, made in order; the original must be one without edits.

    Raises `InputError` when an edit names what is not there, or when `original` was already corrected.
    """
    if original.edits:
        raise InputError("This report was corrected before. Corrections are made over the original report.")
    return compose(
        original.conversation,
        original.provenance,
        doubts=original.doubts,
        target=original.target,
        given=original.roles,
        edits=tuple(edits),
    )


def cast(report: Report, manager: str) -> Report:
    """The report with the manager said by a person: a name, a label, or `first`. Raises `InputError`."""
    return replace(report, roles=roles.assign(report.conversation, manager=manager, questions=report.questions))


def _from_transcript(
    path: Path, manager: str | None, language: str | None, target: Target | None, notes: tuple[str, ...]
) -> Report:
    spoken = caption_files.conversation(path, language=language)
    known = replace(_provenance(path, None, "captions", notes), transcriber="captions")
    return compose(spoken, known, manager, target=target)


def _provenance(path: Path, sha256: str | None, diarizer: str, notes: tuple[str, ...]) -> Provenance:
    if sha256 is None:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return Provenance(path.name, sha256, __version__, now, diarizer, None, notes=tuple(dict.fromkeys(notes)))


def _noted(provenance: Provenance, notes: tuple[str, ...]) -> Provenance:
    return replace(provenance, notes=tuple(dict.fromkeys((*provenance.notes, *notes))))
