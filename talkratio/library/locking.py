"""Conversations under a passphrase: everything of one becomes a single file in the age format (age-encryption.org).

The content is sealed with a key made for it alone, the key with the passphrase. Throwing the key away is the surest
deletion there is on a disk that keeps old blocks.
"""

from __future__ import annotations

import contextlib
import json
import re
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from talkratio import store
from talkratio.errors import EngineMissing, FormatError, InputError
from talkratio.library import sealing
from talkratio.library.kept import ABOUT, LOCKED, NUMBERS, Kept

KEY = "locked.key.json"
_STAYS = (LOCKED, KEY, ABOUT, NUMBERS, "copies.json")
_INSIDE = re.compile(r"[a-z][a-z0-9.]{0,60}")


def lock(kept: Kept, passphrase: str) -> None:
    """Puts a conversation under a passphrase; outside stay its date and, without names, its numbers.

    Raises `InputError` for a passphrase shorter than eight letters, `EngineMissing` without pyrage, `OutputError`.
    """
    age = _age()
    sealing.long_enough(passphrase)
    if kept.busy("capture") or kept.busy("job"):
        raise InputError("The conversation is being recorded or analysed. Lock it when that has ended.")
    with kept.alone():
        if (numbers := kept.numbers()) is not None:
            kept.keep_numbers(numbers)
        identity = age.x25519.Identity.generate()
        kept.write(KEY, json.dumps(sealing.seal(str(identity).encode(), passphrase)))
        with _packed(kept) as packed, _beside(kept.folder / LOCKED) as sealed:
            age.encrypt_io(packed, sealed, [identity.to_public()])
        for path in _plain(kept):
            path.unlink()
    kept.describe(title="", notes="")


def unlock(kept: Kept, passphrase: str) -> None:
    """Takes the passphrase off again. Raises `InputError` when it is the wrong one; then nothing changes."""
    age = _age()
    with kept.alone():
        try:
            key = sealing.unseal(json.loads((kept.folder / KEY).read_bytes()), passphrase)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FormatError(f"{kept.folder} is not under a passphrase, or its key is gone.") from error
        identity = age.x25519.Identity.from_str(key.decode())
        with tempfile.TemporaryFile(dir=kept.folder, prefix=".") as packed:
            try:
                with (kept.folder / LOCKED).open("rb") as sealed:
                    age.decrypt_io(sealed, packed, [identity])
                packed.seek(0)
                _unpacked(kept, packed)
            except (age.DecryptError, tarfile.TarError, OSError) as error:
                raise FormatError(f"{kept.folder / LOCKED} is damaged and was left as it is.") from error
        for name in (LOCKED, KEY):
            (kept.folder / name).unlink()


@contextlib.contextmanager
def _packed(kept: Kept) -> Iterator[IO[bytes]]:
    """Everything as one archive, in a file without a name, or (on Windows) one that `_plain` passes over."""
    with tempfile.TemporaryFile(dir=kept.folder, prefix=".") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            for path in (kept.folder / ABOUT, *_plain(kept)):
                archive.add(path, path.name, recursive=False)
        file.seek(0)
        yield file


def _unpacked(kept: Kept, packed: IO[bytes]) -> None:
    """Puts the files back one by one, names checked; the one about it last, so that a crash shows it locked."""
    with tarfile.open(fileobj=packed, mode="r") as archive:
        members = [one for one in archive.getmembers() if one.isfile() and _INSIDE.fullmatch(one.name)]
        for member in sorted(members, key=lambda one: one.name == ABOUT):
            content = archive.extractfile(member)
            if content is not None:
                with _beside(kept.folder / member.name) as file:
                    while block := content.read(1 << 20):
                        file.write(block)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when it is whole. Raises `OutputError`."""
    try:
        with store.beside(path) as file:
            yield file
    except OSError as error:
        raise store.refused(path, error) from error


def _plain(kept: Kept) -> list[Path]:
    return sorted(
        path
        for path in kept.folder.iterdir()
        if path.name not in _STAYS and _INSIDE.fullmatch(path.name) and path.is_file()
    )


def _age() -> Any:
    try:
        import pyrage
        import pyrage.x25519
    except ImportError as error:
        raise EngineMissing(
            "A passphrase needs pyrage, not installed here. Run: pip install 'talkratio[secure]'"
        ) from error
    return pyrage
