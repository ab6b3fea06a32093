"""Finds the recordings of a batch: in a folder, by a pattern, in a list, in a manifest, or at an address."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath

from talkratio import formats
from talkratio.batch import manifest, places
from talkratio.batch.recordings import Recording
from talkratio.batch.shelf import BYTES_A_SECOND, REPORT, TEXTS, TRANSCRIPTS, Shelf, tells
from talkratio.errors import InputError

_GUESS = 1e9
"""transcripts take no time: bytes a second for a suffix without sound"""


def find(where: str, *, out: Path | None = None) -> tuple[Recording, ...]:
    """The recordings at a folder, pattern, list, manifest or address, in the order of their names.

    What lies below `out` is left alone. Raises `InputError` when there is none and `FormatError` for a damaged
    manifest; a damaged `about.toml` or receipt is the `trouble` of its recording alone.
    """
    found = tuple(sorted(_found(_whole(where), out), key=lambda recording: recording.name))
    if not found:
        raise InputError(
            f"{where} holds no recordings. Known are {', '.join((*BYTES_A_SECOND, *TRANSCRIPTS))}, and "
            f"{', '.join(TEXTS)} with names and times."
        )
    return found


def passed_over(where: str, recordings: Iterable[Recording], *, out: Path | None = None) -> tuple[str, ...]:
    """Files that could be taken for conversations and are none of these `recordings`, nor belong to one.

    By their place below where the batch began; nothing for a list or a manifest, which name what they mean.
    """
    whole = _whole(where)
    if (shelf := _shelf(whole, out)) is None:
        return ()
    given = _given(recordings)
    return tuple(_name(file, _root(whole)) for file in shelf.passed_over() if file not in given)


def _found(where: str, out: Path | None) -> Iterator[Recording]:
    if (shelf := _shelf(where, out)) is not None:
        folder = places.is_address(where) or Path(where).is_dir()
        found = [_recording(file, _root(where), shelf if folder else _beside(file)) for file in shelf.recordings]
        given = _given(found)
        return (recording for recording in found if recording.source not in given)
    path = Path(where)
    if path.suffix.lower() in (".csv", ".txt", ".lst") and not tells(where, places.stamp(where)[0]):
        return _listed(path)
    if path.is_file():
        return iter((_recording(where, str(path.parent), _beside(where)),))
    raise InputError(f"{where} does not exist. Give a folder, a pattern, a list, a manifest or an address.")


def _given(recordings: Iterable[Recording]) -> frozenset[str | None]:
    """Files that somebody said hold the words or turns of another one."""
    return frozenset(file for one in recordings for file in (one.captions, one.labels))


def _shelf(where: str, out: Path | None) -> Shelf | None:
    """The files at an address, in a folder or of a pattern; `None` for anything else."""
    if places.is_address(where):
        return Shelf(places.files(where))
    path = Path(where)
    if path.is_dir():
        return Shelf(file for file in places.files(where) if out is None or not _below(Path(file), out))
    if any(letter in where for letter in "*?[") and not path.exists():
        root = _fixed_part(where)
        hits = sorted(str(file) for file in root.glob(str(path.relative_to(root))) if file.is_file())
        return Shelf(hits, asked=places.suffix(where))
    return None


def _root(where: str) -> str:
    """Where the names of what lies at an address, in a folder or under a pattern begin."""
    if places.is_address(where):
        return where.rstrip("/")
    return where if Path(where).is_dir() else str(_fixed_part(where))


def _beside(file: str) -> Shelf:
    folder = Path(file).parent
    return Shelf(str(path) for path in sorted(folder.glob("*")) if path.is_file()) if folder.is_dir() else Shelf(())


def _listed(path: Path) -> Iterator[Recording]:
    shelves: dict[Path, Shelf] = {}
    seen: set[str] = set()
    for row in manifest.rows(path):
        source = _from(path.parent, row["recording"])
        folder = Path(source).parent
        shelf = Shelf(()) if places.is_address(source) else shelves.setdefault(folder, _beside(source))
        given = {**row, **{key: _from(path.parent, row[key]) for key in ("captions", "labels") if row.get(key)}}
        recording = _recording(source, str(path.parent), shelf, given)
        if recording.name not in seen:
            seen.add(recording.name)
            yield recording


def _recording(source: str, root: str, shelf: Shelf, row: Mapping[str, str] | None = None) -> Recording:
    beside = shelf.beside(source)
    name = _name(source, root)
    told, trouble = _told(source, beside, row or {}, name)
    stamp, size = places.stamp(source)
    companions = sorted({file for file in beside if places.suffix(file) in formats.READERS and not _ours(file)})
    companions += [told[key] for key in ("captions", "labels") if key in told]
    manager = told.get("manager")
    return Recording(
        name=name,
        source=source,
        stamp=stamp,
        weight=size / BYTES_A_SECOND.get(places.suffix(source), _GUESS),
        companions=tuple((file, _mark(file)) for file in companions),
        manager=manager,
        whose=told.get("whose") or (None if manager is None or manager.casefold() in manifest.SIDES else manager),
        captions=told.get("captions"),
        labels=told.get("labels"),
        language=told.get("language"),
        date=told.get("date") or manifest.dated(name),
        consent=told.get("consent"),
        trouble=trouble,
    )


def _told(source: str, beside: frozenset[str], row: Mapping[str, str], name: str) -> tuple[dict[str, str], str]:
    """What people said of a recording, and what is wrong with how they said it."""
    told = {key: value for key, value in row.items() if value}
    try:
        if source != _writable(source):
            raise InputError(f"The name of {name} is in an unknown encoding. Rename it and try again.")
        told = {**_placed(manifest.about(source, beside), source), **told}
        if day := told.get("date"):
            told["date"] = manifest.checked_date(day, f"What is said about {name}")
    except InputError as error:
        return {}, str(error)
    return told, ""


def _placed(about: Mapping[str, str], source: str) -> dict[str, str]:
    """What a note says, files as seen from where it lies, beside the recording."""
    folder = source.removesuffix(PurePath(source).name)
    files = {key: about[key] for key in ("captions", "labels") if about.get(key)}
    remote = places.is_address(source)
    return {
        **about,
        **{
            key: folder + file if remote and not places.is_address(file) else _from(Path(folder), file)
            for key, file in files.items()
        },
    }


def _ours(file: str) -> bool:
    return file.endswith((manifest.CONSENT, REPORT))


def _mark(file: str) -> str:
    """What changes with the content of a companion."""
    if places.is_address(file):
        return places.stamp(file)[0]
    try:
        return hashlib.sha256(Path(file).read_bytes()).hexdigest()
    except OSError:
        return ""


def _whole(source: str) -> str:
    """The path from the root, which means the same to every worker; addresses stay."""
    return source if places.is_address(source) else os.path.normpath(Path(source).absolute())


def _from(folder: Path, source: str) -> str:
    """A path as written in a file of that folder."""
    return source if places.is_address(source) else _whole(str(folder / source))


def _name(source: str, root: str) -> str:
    return _writable(_below_root(source, root))


def _writable(name: str) -> str:
    """A name that any file can hold: bytes in it that are no letters are written as their numbers."""
    return name.encode("utf-8", "backslashreplace").decode()


def _below_root(source: str, root: str) -> str:
    if places.is_address(source):
        inside = source.removeprefix(f"{root}/")
        return inside if inside != source else source.partition("://")[2]
    path, base = Path(source), Path(root)
    return path.relative_to(base if path.is_relative_to(base) else path.anchor).as_posix()


def _fixed_part(pattern: str) -> Path:
    parts = Path(pattern).parts
    fixed = next((i for i, part in enumerate(parts) if any(letter in part for letter in "*?[")), len(parts))
    return Path(*parts[:fixed])


def _below(path: Path, folder: Path) -> bool:
    return path.absolute().is_relative_to(folder.absolute())
