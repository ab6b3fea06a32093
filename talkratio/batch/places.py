"""Where recordings lie: folders of this computer, and any address that fsspec knows (s3://, az://, sftp:// …)."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

import psutil

from talkratio.errors import EngineMissing, InputError, TalkratioError

FETCHED = "talkratio-fetched-"
PACKAGES = {
    "s3": "s3fs", "s3a": "s3fs", "az": "adlfs", "abfs": "adlfs", "abfss": "adlfs", "gs": "gcsfs", "gcs": "gcsfs",
    "sftp": "sshfs", "ssh": "sshfs",
}  # fmt: skip
"""what reads the addresses of a scheme for fsspec"""
KNOWN_HOSTS = ".ssh/known_hosts"
"""in the home folder: servers that are who they say, as ssh keeps them"""


def is_address(source: str) -> bool:
    """Whether a source is an address of fsspec and no path of this computer."""
    scheme, separator, _ = source.partition("://")
    return bool(separator) and scheme.isalnum() and len(scheme) > 1


def suffix(source: str) -> str:
    """The suffix of a path or address in lower case."""
    return PurePosixPath(source).suffix.lower()


def stem(source: str) -> str:
    """The path or address without its suffix."""
    return source[: len(source) - len(suffix(source))]


def files(folder: str) -> Iterator[str]:
    """Every file below a folder or address, hidden ones left out, in the order of their names."""
    if not is_address(folder):
        yield from _below(Path(folder))
        return
    scheme = folder.partition("://")[0]
    system, root = _system(folder)
    with _explained(folder):
        system.invalidate_cache()  # an earlier look may be hours old
        found = system.find(root)
    for path in sorted(found):
        if not any(part.startswith(".") for part in PurePosixPath(path[len(root) :]).parts):
            yield f"{scheme}://{path.lstrip('/')}" if scheme != "sftp" else _rooted(folder, path)


def stamp(source: str) -> tuple[str, int]:
    """What changes whenever the file may have changed, and its size in bytes; `("", 0)` when there is none."""
    if not is_address(source):
        try:
            found = Path(source).stat()
        except (OSError, ValueError):
            return "", 0
        return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ctime_ns}", found.st_size
    system, path = _system(source)
    with _explained(source):
        if not system.exists(path):
            return "", 0
        about = system.info(path)
    marks = [str(about[key]) for key in ("ETag", "etag", "mtime", "LastModified", "last_modified") if about.get(key)]
    return hashlib.sha256("|".join([str(about["size"]), *marks]).encode()).hexdigest(), int(about["size"])


def read(source: str) -> bytes:
    """The content of a small file. Raises `InputError` when it cannot be read."""
    try:
        if not is_address(source):
            return Path(source).read_bytes()
        system, path = _system(source)
        content: bytes = system.cat_file(path)
    except OSError as error:
        raise InputError(f"{source} cannot be read ({error.strerror or error}). Check the path.") from error
    return content


def sha256(source: str) -> str | None:
    """The hash of a local file; `None` when it cannot be read or lies elsewhere, since that would fetch all of it."""
    if is_address(source):
        return None
    try:
        with Path(source).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


@contextmanager
def at_hand(source: str, companions: Iterable[str]) -> Iterator[Path]:
    """The recording as a file of this computer with its companions beside it; what was fetched is removed again.

    Raises `InputError` when it cannot be fetched.
    """
    if not is_address(source):
        yield Path(source)
        return
    folder = Path(tempfile.mkdtemp(prefix=f"{FETCHED}{os.getpid()}-"))
    try:
        for wanted in (source, *companions):
            system, path = _system(wanted)
            with _explained(wanted):
                system.get_file(path, str(folder / PurePosixPath(path).name))
        yield folder / PurePosixPath(source).name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Removes what workers fetched that were killed before they could tidy up."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FETCHED}*"):
        owner = folder.name.removeprefix(FETCHED).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _below(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts) and path.is_file():
            yield str(path)


def _system(address: str) -> tuple[Any, str]:
    scheme = address.partition("://")[0]
    package = PACKAGES.get(scheme)
    if missing := [name for name in ("fsspec", package) if name and find_spec(name) is None]:
        raise EngineMissing(f"{address} is no path of this computer; to read it, run: pip install {' '.join(missing)}")
    import fsspec

    with _explained(address):
        try:
            system, path = fsspec.core.url_to_fs(address, **_options(scheme))
        except (ImportError, ValueError) as error:
            raise EngineMissing(f"{address} cannot be read here. Install what {scheme}:// needs: {error}") from error
        return system, str(path)


def _options(scheme: str) -> dict[str, Any]:
    """What a storage library has to be told: sshfs would take any server for the one that was meant."""
    return {"known_hosts": str(Path.home() / KNOWN_HOSTS)} if PACKAGES.get(scheme) == "sshfs" else {}


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """Turns whatever a storage library raises into one line; they have no common root of errors."""
    try:
        yield
    except TalkratioError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise InputError(f"{address} cannot be reached ({reason}). Check the address and your access to it.") from error


def _rooted(folder: str, path: str) -> str:
    scheme, _, rest = folder.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{path.lstrip('/')}"
