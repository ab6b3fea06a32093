"""analyze(): from a recording or a transcript to a report; the only function that knows the whole line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from talkratio import __version__, attribution, engines, questions, roles, weights
from talkratio.audio import Audio
from talkratio.conversation import Conversation, Doubt, Roles
from talkratio.diarizers import Diarization, channels
from talkratio.diarizers import labels as label_files
from talkratio.edits import Edit, corrected, recast, relabelled, settled
from talkratio.engines import Progress, silent
from talkratio.interval import Interval
from talkratio.metrics import measure
from talkratio.metrics.uncertainty import bands
from talkratio.report import Provenance, Report, Target
from talkratio.transcribers import Transcription
from talkratio.transcribers import captions as caption_files

Voice = tuple[str, Interval]
"""A label and a stretch in which that person alone is known to speak."""


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
    target: Target | None = None,
    progress: Progress = silent,
    early: Callable[[Report], None] | None = None,
) -> Report:
    """Everything talkratio can say about one conversation, from a recording or from a transcript with names.

    `manager` is a name, a label, `left`, `right` or `first`; without it the manager is guessed, and the report says so.
    `captions` and `labels` are files with words and turns that exist; files beside the recording are found by
    themselves. `voices` are known moments of each person. `early` is handed the report in time before the words are
    written down. Nothing leaves the computer, nothing is downloaded.

    >>> report = analyze("samples/mus-da.ogg", manager="Mette")
    >>> report.roles.manager
    'Mette'

    Raises `InputError` for what is given, `EngineError` for what is missing here, `Cancelled` when `progress` asks.
    """
    path = Path(path)
    if caption_files.is_transcript(path):
        alone = caption_files.conversation(path, language=language)
        return compose(alone, _provenance(path, None, "captions", "captions"), manager, target=target)
    with Audio.open(path, progress=progress) as audio:
        name, why, options = _choose_diarizer(audio, diarizer, labels, voices)
        found: Diarization = engines.load("diarizers", name, **options)(audio, progress=progress)
        timed = Conversation(audio.duration, found.turns, None, language, found.clock)
        notes = (*audio.notes, why, *found.notes)
        if early is not None:
            provenance = _provenance(path, audio.sha256, name, None, notes)
            early(compose(timed, provenance, manager, doubts=found.doubts, target=target))
        writer, options, missing = _choose_transcriber(audio, transcriber, captions, model)
        if writer is None:
            provenance = _provenance(path, audio.sha256, name, None, (*notes, missing))
            return compose(timed, provenance, manager, doubts=found.doubts, target=target)
        words: Transcription = engines.load("transcribers", writer, **options)(
            audio, turns=found.turns, language=language, progress=progress
        )
    spoken = Conversation(audio.duration, found.turns, words.words, words.language or language, found.clock)
    provenance = _provenance(path, audio.sha256, name, writer, (*notes, *words.notes), model)
    return compose(attribution.attribute(spoken), provenance, manager, doubts=found.doubts, target=target)


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
    cast = recast(given or roles.assign(conversation, manager=manager, questions=asked), edits)
    return Report(
        conversation=conversation,
        metrics=measure(conversation),
        roles=cast,
        provenance=provenance,
        questions=asked,
        doubts=doubts,
        bands=bands(conversation, doubts),
        target=target or Target(),
    )


def _choose_diarizer(
    audio: Audio, name: str, labels: str | Path | None, voices: Sequence[Voice]
) -> tuple[str, str, dict[str, object]]:
    """The engine's name, why it was chosen, and its options: labels, then channels, then the built-in engine."""
    beside = Path(labels) if labels else label_files.beside(audio.path)
    if name == "labels" or (name == "auto" and beside is not None):
        return "labels", f"Turns were read from {beside.name if beside else 'labels'}.", {"path": beside}
    if name == "auto" and audio.channels > 1 and not voices:
        fit = channels.applies(audio)
        if fit.applies:
            return "channels", fit.reason, {}
        return "builtin", fit.reason, {}
    chosen = "builtin" if name == "auto" else name
    return chosen, f"", {"voices": tuple(voices)} if voices else {}
