"""Give a copy: one file with everything, plain or under a passphrase, that any browser and any talkratio opens.

Under a passphrase it is sealed with AES-256-GCM, by a key that PBKDF2-SHA-256 makes of the passphrase in 600,000
rounds (OWASP, Password Storage, 2023); the browser opens it with its own Web Crypto, and nothing is loaded or sent.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2

from talkratio import library, store
from talkratio.errors import EngineMissing, FormatError, InputError
from talkratio.library.kept import ABOUT, EDITS, NUMBERS, ORIGINAL, RECORDING, Kept
from talkratio.texts import Language, catalogue

COPIES = "copies.json"
ROUNDS = 600_000
SHORTEST = 8
_SOUND = f"{RECORDING}.ogg"
_NAMES = (ABOUT, ORIGINAL, EDITS, NUMBERS, "consent.json", "marks.json")
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
    payload = _sealed(content, passphrase) if passphrase is not None else {"content": _text(content)}
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
        for name in (*_NAMES, _SOUND):
            if name in items:
                kept.write(name, base64.b64decode(items[name]))
        _ = kept.about, kept.original(), kept.edits()
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
    items = {name: (kept.folder / name).read_bytes() for name in _NAMES if (kept.folder / name).is_file()}
    if sound and kept.recording is not None:
        with contextlib.suppress(InputError):  # a transcript has no sound
            items[_SOUND] = _compressed(kept.recording)
    encoded = {name: base64.b64encode(item).decode() for name, item in items.items()}
    return json.dumps({"page": html.write(report, language), "files": encoded}).encode()


def _compressed(recording: Path) -> bytes:
    """The sound as Opus, about 12 MB an hour. Raises `AudioError`."""
    import soundfile

    from talkratio.audio import RATE, Audio

    with tempfile.TemporaryFile() as file, Audio.open(recording) as audio:
        with soundfile.SoundFile(file, "w", RATE, audio.channels, format="OGG", subtype="OPUS") as sound:
            for block in audio.blocks():
                sound.write(block.T)
        file.seek(0)
        return file.read()


def _sealed(content: bytes, passphrase: str) -> dict[str, Any]:
    if len(passphrase) < SHORTEST:
        raise InputError(f"The passphrase is too short. Use at least {SHORTEST} letters; four words are good.")
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = _cipher(passphrase, salt, ROUNDS).encrypt(nonce, content, None)
    return {"content": _text(sealed), "salt": _text(salt), "nonce": _text(nonce), "rounds": ROUNDS}


def _opened(payload: dict[str, Any], passphrase: str | None, path: Path) -> bytes:
    content = base64.b64decode(payload["content"])
    if "salt" not in payload:
        return content
    if passphrase is None:
        raise InputError(f"{path} is under a passphrase. Give it: whoever made the copy knows it.")
    from cryptography.exceptions import InvalidTag

    salt, nonce = (base64.b64decode(payload[name]) for name in ("salt", "nonce"))
    try:
        opened: bytes = _cipher(passphrase, salt, min(int(payload["rounds"]), 10_000_000)).decrypt(nonce, content, None)
    except InvalidTag as error:
        raise InputError(f"That is not the passphrase of {path}, or the file was changed. Try again.") from error
    return opened


def _cipher(passphrase: str, salt: bytes, rounds: int) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
    except ImportError as error:
        raise EngineMissing(
            "A passphrase needs cryptography, not installed here. Run: pip install 'talkratio[secure]'"
        ) from error
    return AESGCM(PBKDF2HMAC(SHA256(), 32, salt, rounds).derive(passphrase.encode()))


def _known(kept: Kept) -> list[str]:
    try:
        return [str(name) for name in json.loads((kept.folder / COPIES).read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        return []


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


@cache
def _template() -> jinja2.Template:
    source = files("talkratio.library").joinpath("copy.html.j2").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)
