"""Models on the workers of a cluster: what the owner would listen with is brought to each worker once, and checked.

A worker that lacks a model says so in place of an outcome, also one that joined late. The model then comes piece by
piece through Dask into the worker's own folder of models, is hashed, and takes its name; the next batch finds it.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from talkratio import weights
from talkratio.batch import places
from talkratio.batch.recordings import Task
from talkratio.batch.shelf import TRANSCRIPTS
from talkratio.errors import EngineError, OutputError, TalkratioError, WeightsError
from talkratio.transcribers import captions
from talkratio.weights import Model, Pin, keeping

if TYPE_CHECKING:
    from distributed import Client

PIECE = 8 << 20
"""bytes sent at once"""
STALE = 3600.0
"""seconds after which what came of a model is taken for left behind by a batch that was stopped"""
WORDS = (*TRANSCRIPTS, ".textgrid", ".json", ".txt")
"""files beside a recording that may hold its words"""

_seen: set[tuple[str, frozenset[tuple[str, Pin]]]] = set()
"""models that this process has hashed"""


def settled(task: Task) -> Task:
    """The task with the speech model that the owner's computer would take, so that every worker takes the same."""
    recording, settings = task.recording, task.settings
    if recording.captions or any(places.suffix(name) in WORDS for name, _ in recording.companions):
        return task  # with a model named, words that exist already would not be read
    return replace(task, settings=replace(settings, model=settings.speech_model(recording)))


def needed(task: Task) -> tuple[Model, ...]:
    """The models of this computer that a worker needs for the task."""
    recording, settings = task.recording, task.settings
    given = recording.captions or any(places.suffix(name) in TRANSCRIPTS for name, _ in recording.companions)
    worded = captions.is_transcript(Path(recording.source)) or (given and settings.model is None)
    names = {weights.best("pyannote") if settings.diarizer == "pyannote" else None}
    names |= set() if worded else {settings.speech_model(recording)}
    return tuple(known.model for known in weights.installed() if known.model.name in names)


def present(model: Model) -> bool:
    """On a worker: whether it has this very model; its files are hashed once a process.

    Raises `WeightsError` when another model lies there under the same name.
    """
    mark = (model.name, frozenset(model.files.items()))
    if mark in _seen:
        return True
    if (folder := weights.find(model.name)) is None:
        return False
    if any(not (folder / name).is_file() or weights.hashed(folder / name) != pin for name, pin in model.files.items()):
        raise WeightsError(
            f"A worker has another model called {model.name!r} in {folder}. Remove it there, on that computer: "
            f"talkratio models remove {model.name}"
        )
    _seen.add(mark)
    return True


def bring(client: Client, address: str, model: Model, told: Callable[[float], None]) -> None:
    """Copies a model of this computer to the worker at an address, unless it came there meanwhile.

    A worker that is lost meanwhile is none of anybody's business: its tasks go to others.
    Raises `EngineError` when the worker cannot take it, for want of room or of permission.
    """
    part, done, whole = f"{model.name}.{uuid4().hex[:8]}.part", 0, model.bytes or 1
    try:
        if not client.run(_begin, model, part, workers=[address])[address]:
            return
        for file, piece in _pieces(model):
            client.run(_take, part, file, piece, workers=[address])
            done += len(piece)
            told(done / whole)
        client.run(_finish, model, part, workers=[address])
    except TalkratioError as error:
        raise EngineError(f"The model {model.name!r} cannot be brought to a worker ({address}): {error}") from error
    except OSError:
        return


def _pieces(model: Model) -> Iterator[tuple[str, bytes]]:
    """The files of a model in small pieces, in order."""
    folder = weights.resolve(model.name)
    for file in sorted(model.files):
        try:
            with (folder / file).open("rb") as stream:
                while piece := stream.read(PIECE):
                    yield file, piece
        except OSError as error:
            raise WeightsError(
                f"{folder / file} cannot be read: {error.strerror}. Bring the model in again."
            ) from error


async def _begin(model: Model, part: str) -> bool:
    """On a worker: a folder for the model to come; false when the model is there."""
    if await asyncio.to_thread(present, model):
        return False
    for left in weights.home().glob(f"{model.name}.*.part"):
        if time.time() - left.stat().st_mtime > STALE:
            shutil.rmtree(left, ignore_errors=True)
    keeping.make_room(weights.home() / part, model.bytes or 0)
    return True


def _take(part: str, file: str, piece: bytes) -> None:
    """On a worker: one more piece of a file."""
    path = weights.home() / part / file
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with path.open("ab") as stream:
            stream.write(piece)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}. Make room there.") from error


async def _finish(model: Model, part: str) -> None:
    """On a worker: the model is hashed and takes its name, unless another batch was faster."""
    folder = weights.home() / part
    try:
        await asyncio.to_thread(keeping.settle, folder, weights.home() / model.name, model)
    except TalkratioError:
        shutil.rmtree(folder, ignore_errors=True)
        if not await asyncio.to_thread(present, model):
            raise
