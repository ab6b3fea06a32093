"""Give a copy: one file with everything, plain or under a passphrase, that any browser and any talkratio opens.

Under a passphrase the browser opens it with its own Web Crypto; nothing is loaded or sent.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import re
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from pydantic import TypeAdapter

from talkratio import consent, library, store
from talkratio.capture.state import MARKS
from talkratio.errors import FormatError, InputError
from talkratio.library import ABOUT, EDITS, NUMBERS, ORIGINAL, RECORDING, About, Kept, sealing
from talkratio.plan import parting, rounds
from talkratio.report import Report
from talkratio.texts import Language, catalogue
from talkratio.topics import topics

COPIES = "copies.json"
"""where the copies given lie, as far as known here"""
SOUND = f"{RECORDING}.ogg"
GIVEN = (ABOUT, ORIGINAL, EDITS, NUMBERS, consent.RECEIPT, MARKS, rounds.FILE)
"""what of a folder the other person may read as well, besides the sound. Left out: the notes and the guess of whoever
keeps it, answers that were not shared, where copies lie, and what processes left beside it"""
_PAYLOAD = re.compile(rb'<script id="talkratio-copy" type="application/json">(.*?)</script>', re.DOTALL)


def give(
    kept: Kept, path: Path, language: Language = "da", *, passphrase: str | None = None, sound: bool = True
) -> Path:
    """Writes the copy to `path` and remembers where, so that withdrawing deletes it too.

    Raises `InputError` for a passphrase shorter than eight letters or a conversation without anything to show,
    `EngineMissing` when the package for encryption is not installed, and `OutputError`.
    """
    if kept.locked:
        raise InputError("The conversation is under a passphrase. Unlock it, then give the copy.")
    content = _content(kept, language, sound=sound)
    plain = {"content": base64.b64encode(content).decode()}
    payload = plain if passphrase is None else sealing.seal(content, passphrase)
    say = {key.removeprefix("copy_"): value for key, value in catalogue("record", language).items() if "copy_" in key}
    page = _template().render(say=say, language=language, payload=json.dumps(payload), locked=passphrase is not None)
    store.write(path, page)
    with kept.alone():
        known = _known(kept)
        kept.write(COPIES, json.dumps(sorted({*known, str(path.absolute())})))
    return path


def take(path: Path, passphrase: str | None = None) -> Kept:
    """Makes a conversation here of a copy that somebody gave.

    Raises `FormatError` when the file is no copy or is damaged, and `InputError` for a wrong or missing passphrase.
    """
    try:
        found = _PAYLOAD.search(path.read_bytes())
        payload = json.loads(found[1]) if found else None
    except OSError as error:
        raise FormatError(f"{path} cannot be read ({error.strerror}). Check the name and the folder.") from error
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        raise FormatError(f"{path} is no copy of a conversation. Give the .html file that talkratio made.")
    kept, _ = library.new("")
    try:
        items = json.loads(_opened(payload, passphrase, path))["files"]
        for name in (*GIVEN, SOUND):
            if name in items and name != rounds.FILE:
                kept.write(name, base64.b64decode(items[name]))
        _ = kept.about, kept.edits()
        if rounds.FILE in items:
            parting.taken(kept, base64.b64decode(items[rounds.FILE]))
        if kept.numbers() is None:
            raise KeyError(ORIGINAL)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        kept.delete(None)
        raise FormatError(f"{path} is damaged. Ask for the copy again.") from error
    except BaseException:
        kept.delete(None)
        raise
    return kept


def delete(kept: Kept) -> tuple[int, tuple[str, ...]]:
    """Deletes the copies that lie where they were made; how many those were, and the paths of the others."""
    gone, elsewhere = 0, []
    for name in _known(kept):
        path = Path(name)
        try:
            with path.open("rb") as file:
                ours = b"talkratio-copy" in file.read(200_000)
            if ours:
                path.unlink()
                gone += 1
                continue
        except OSError:
            pass
        elsewhere.append(name)
    return gone, tuple(elsewhere)


def _content(kept: Kept, language: Language, *, sound: bool) -> bytes:
    from talkratio.exports import html  # draws pages, which a list does not need

    report = kept.report()
    if report is None:
        raise InputError("This conversation has no report yet. Analyse it first, then give the copy.")
    items = {name: content for name in GIVEN if (content := _readable(kept, name)) is not None}
    if sound and kept.recording is not None:
        with contextlib.suppress(InputError):  # a transcript has no sound
            items[SOUND] = _compressed(kept.recording)
    encoded = {name: base64.b64encode(item).decode() for name, item in items.items()}
    page = html.write(titled(report, kept.about.title), language, topics(kept, report, language))
    return json.dumps({"page": page, "files": encoded}).encode()


def titled(report: Report, title: str) -> Report:
    """The report under the conversation's name, where it has one; its files were given names that say nothing."""
    if not title:
        return report
    known = report.provenance
    notes = (re.sub(rf"\b{RECORDING}\.(\w+)", lambda found: f"{title}.{found[1]}", note) for note in known.notes)
    return replace(report, provenance=replace(known, source=title, notes=tuple(notes)))


def _readable(kept: Kept, name: str) -> bytes | None:
    """A file as the other person may read it; `None` where there is none."""
    if name == ABOUT:
        return TypeAdapter(About).dump_json(replace(kept.about, notes="", guess=None))
    if name == rounds.FILE:
        return parting.given(kept)
    path = kept.folder / name
    return path.read_bytes() if path.is_file() else None


def _compressed(recording: Path) -> bytes:
    """The sound as Opus, about 12 MB an hour. Raises `AudioError`."""
    import soundfile

    from talkratio.audio import RATE, Audio

    content = io.BytesIO()  # not a file elsewhere, which withdrawing would not find
    with (
        Audio.open(recording) as audio,
        soundfile.SoundFile(content, "w", RATE, audio.channels, format="OGG", subtype="OPUS") as sound,
    ):
        for block in audio.blocks():
            sound.write(block.T)
    return content.getvalue()


def _opened(payload: dict[str, Any], passphrase: str | None, path: Path) -> bytes:
    if "salt" not in payload:
        return base64.b64decode(payload["content"])
    if passphrase is None:
        raise InputError(f"{path} is under a passphrase. Give it: whoever made the copy knows it.")
    return sealing.unseal(payload, passphrase)


def _known(kept: Kept) -> list[str]:
    try:
        return [str(name) for name in json.loads((kept.folder / COPIES).read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        return []


@cache
def _template() -> jinja2.Template:
    source = files("talkratio.exports").joinpath("copy.html.j2").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)
