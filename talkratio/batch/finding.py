"""Finds the recordings of a batch: in a folder, by a pattern, in a list, in a manifest, or at an address."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from talkratio import formats
from talkratio.batch import manifest, places
from talkratio.batch.recordings import Recording
from talkratio.errors import FormatError, InputError

BYTES_A_SECOND: Mapping[str, float] = {
    ".wav": 64_000, ".flac": 40_000, ".mp3": 12_000, ".m4a": 12_000, ".aac": 12_000, ".ogg": 8_000, ".oga": 8_000,
    ".opus": 5_000, ".webm": 8_000, ".mp4": 60_000, ".mkv": 60_000, ".mov": 100_000, ".wma": 12_000, ".aiff": 96_000,
}  # fmt: skip
"""Sound by its suffix, and what a second of it usually takes."""
TRANSCRIPTS = (".vtt", ".srt")
"""Transcripts taken for conversations of their own when no recording has their name."""
_GUESS = 1e9
"""transcripts take no time: bytes a second for a suffix without sound"""


def find(where: str, *, out: Path | None = None) -> tuple[Recording, ...]:
    """The recordings at a folder, pattern, list, manifest or address, in the order of their names.

    What lies below `out` is left alone. Raises `InputError` when there is none and `FormatError` for a damaged
    manifest; a damaged `about.toml` or receipt is the `trouble` of its recording alone.
    """
    found = tuple(sorted(_found(_whole(where), out), key=lambda recording: recording.name))
    if not found:
        raise InputError(f"{where} holds no recordings. Known are {', '.join(BYTES_A_SECOND)}, .vtt and .srt.")
    return found


def _found(where: str, out: Path | None) -> Iterator[Recording]:
    if places.is_address(where):
        files = _Shelf(places.files(where))
        return (_recording(file, where.rstrip("/"), files) for file in files.recordings())
    path = Path(where)
    if path.is_dir():
        files = _Shelf(file for file in places.files(where) if out is None or not _below(Path(file), out))
        return (_recording(file, str(path), files) for file in files.recordings())
    if any(letter in where for letter in "*?[") and not path.exists():
        root = _fixed_part(where)
        hits = [str(file) for file in root.glob(str(path.relative_to(root))) if file.is_file()]
        wanted = set(_Shelf(hits).recordings())
        return (_recording(file, str(root), _beside(file)) for file in sorted(wanted))
    if path.suffix.lower() in (".csv", ".txt", ".lst"):
        return _listed(path)
    if path.is_file():
        return iter((_recording(where, str(path.parent), _beside(where)),))
    raise InputError(f"{where} does not exist. Give a folder, a pattern, a list, a manifest or an address.")


class _Shelf:
    """Files that lie together: which of them are recordings, and what lies beside one."""

    def __init__(self, files: Iterable[str]) -> None:
        self.files = tuple(files)
        self._by_stem: dict[str, list[str]] = {}
        for file in self.files:
            self._by_stem.setdefault(places.stem(file), []).append(file)
            for ending in (manifest.ABOUT, manifest.CONSENT):
                if file.endswith(ending):
                    self._by_stem.setdefault(file.removesuffix(ending), []).append(file)

    def recordings(self) -> Iterator[str]:
        """Sound, and transcripts that stand alone; what talkratio wrote itself is passed over."""
        for file in self.files:
            suffix = places.suffix(file)
            if suffix in BYTES_A_SECOND or (suffix in TRANSCRIPTS and self._alone(file)):
                yield file

    def beside(self, file: str) -> frozenset[str]:
        """The other files of the same name."""
        return frozenset(self._by_stem.get(places.stem(file), ())) - {file}

    def _alone(self, file: str) -> bool:
        if any(places.suffix(other) in BYTES_A_SECOND for other in self.beside(file)):
            return False
        try:
            return places.is_address(file) or not formats.measured(Path(file))
        except FormatError:
            return True  # the analysis will say what is wrong with it


def _beside(file: str) -> _Shelf:
    folder = Path(file).parent
    return _Shelf(str(path) for path in sorted(folder.glob("*")) if path.is_file()) if folder.is_dir() else _Shelf(())


def _listed(path: Path) -> Iterator[Recording]:
    shelves: dict[Path, _Shelf] = {}
    seen: set[str] = set()
    for row in manifest.rows(path):
        source = _from(path.parent, row["recording"])
        folder = Path(source).parent
        shelf = _Shelf(()) if places.is_address(source) else shelves.setdefault(folder, _beside(source))
        given = {**row, **{key: _from(path.parent, row[key]) for key in ("captions", "labels") if row.get(key)}}
        recording = _recording(source, str(path.parent), shelf, given)
        if recording.name not in seen:
            seen.add(recording.name)
            yield recording


def _recording(source: str, root: str, shelf: _Shelf, row: Mapping[str, str] | None = None) -> Recording:
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
        told = {**manifest.about(source, beside), **told}
        if day := told.get("date"):
            told["date"] = manifest.checked_date(day, f"What is said about {name}")
    except InputError as error:
        return {}, str(error)
    return told, ""


def _ours(file: str) -> bool:
    return file.endswith((manifest.CONSENT, ".report.json"))


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
