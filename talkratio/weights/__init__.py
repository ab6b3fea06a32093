"""Find and check the weights of an engine: in models/, in the user's folder, or in the cache of the hub.

A model is trusted by its hashes: those in models/manifest.toml, and for a model the manifest does not know, those
recorded when it was brought in (`model.json` in its folder). Nothing here opens a connection.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from talkratio.errors import WeightsError
from talkratio.weights.manifest import ErrorRate as ErrorRate
from talkratio.weights.manifest import Kind as Kind
from talkratio.weights.manifest import Model as Model
from talkratio.weights.manifest import Pin as Pin
from talkratio.weights.manifest import listed, model_of
from talkratio.weights.manifest import manifest as manifest

RECORD = "model.json"
WHISPER_FILES = ("config.json", "model.bin", "tokenizer.json")
PYANNOTE_FILES = ("config.yaml", "segmentation/pytorch_model.bin", "embedding/pytorch_model.bin")


@dataclass(frozen=True, slots=True)
class Installed:
    """A model on this computer; `own` is false for one that another program keeps in the hub's cache."""

    model: Model
    path: Path
    own: bool = True


def home() -> Path:
    """The folder that holds models: `TALKRATIO_MODELS`, models/ of a checkout, or the user's own folder."""
    if given := os.environ.get("TALKRATIO_MODELS"):
        return Path(given)
    checkout = Path(__file__).parents[2] / "models"
    if (checkout / "manifest.toml").is_file():
        return checkout
    return platformdirs.user_data_path("talkratio", appauthor=False) / "models"


def installed(kind: Kind | None = None) -> tuple[Installed, ...]:
    """Every complete model on this computer, by name; files are not hashed here."""
    found = {known.model.name: known for known in (*_in_cache(), *_at_home())}
    return tuple(known for _, known in sorted(found.items()) if kind in (None, known.model.kind))


def find(name: str) -> Path | None:
    """The folder of an installed model, or `None`."""
    return next((known.path for known in installed() if known.model.name == name), None)


def best(kind: Kind, language: str | None = None) -> str | None:
    """The name of the installed model to use for a language, or `None` when there is none.

    The order is that of the manifest; models it does not know come last.
    """
    names = [known.model.name for known in installed(kind)]
    order = listed()["best"].get(language or "da", [])
    return min(names, key=lambda name: (order.index(name) if name in order else len(order), name), default=None)


def recommended(language: str) -> str | None:
    """The name of the best model for a language among those that can be fetched as they are."""
    return next((name for name in listed()["best"].get(language, []) if manifest()[name].repository is not None), None)


def describe(folder: Path) -> Model:
    """What is known of the model in a folder: from the manifest, from its record, or from its files alone.

    Raises `WeightsError` when the folder holds no model.
    """
    known = next((one.model for one in installed() if one.path == folder), None)
    if known is not None:
        return known
    return Model(folder.name, _kind_of(folder), f"folder {folder.name}", files=_recorded(folder))


def resolve(wanted: str | Path) -> Path:
    """The folder of a model given by name or as a folder.

    Raises `WeightsError` when it is not on this computer, saying which command gets it.
    """
    if (path := find(str(wanted))) is not None:
        return path
    if Path(wanted).is_dir():
        return Path(wanted)
    if known := manifest().get(str(wanted)):
        command = f"get {known.name}" if known.repository else f"convert {known.name}"
        raise WeightsError(f"The model {known.name!r} is not on this computer. Run: talkratio models {command}")
    raise WeightsError(
        f"There is no model {str(wanted)!r}: neither a known name ({', '.join(manifest())}) nor a folder. "
        "See: talkratio models list"
    )


def check(folder: Path) -> str:
    """Hashes the files of a model against what they must be, before anything loads them; the fingerprint of them all.

    Raises `WeightsError` for a file that is missing, truncated or changed.
    """
    model = describe(folder)
    digest = hashlib.sha256()
    for name in sorted(set(model.files) | set(_needed(model.kind))):
        actual = hashed(folder / name)
        if (pin := model.files.get(name)) is not None and actual != pin:
            what = "has the wrong size" if actual.bytes != pin.bytes else "does not match its SHA-256"
            raise WeightsError(
                f"{folder / name} {what}: it is damaged or not the file it claims to be, and was not loaded. "
                f"Run: talkratio models remove {model.name}, then bring it in again."
            )
        digest.update(f"{name} {actual.sha256}\n".encode())
    return digest.hexdigest()


def trusted(folder: Path) -> bool:
    """Whether every file an engine would load is pinned by the manifest or by a record."""
    model = describe(folder)
    return set(_needed(model.kind)) <= set(model.files)


def vouched(folder: Path) -> bool:
    """Whether the manifest itself pins every file an engine would load, whatever a record in the folder says."""
    own = next((one.model for one in installed() if one.path == folder), None)
    known = manifest().get(own.name) if own is not None else None
    if own is None or known is None or not known.files:
        return False
    return all(own.files.get(name) == pin for name, pin in known.files.items())


def hashed(path: Path) -> Pin:
    """Size and SHA-256 of a file, read in blocks. Raises `WeightsError` when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return Pin(path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}. Bring the model in again.") from error


def record(folder: Path, model: Model) -> None:
    """Writes down what a model brought in is, and the hash of each of its files."""
    files = {name: hashed(folder / name) for name in sorted(_present(folder))}
    entry = {
        **{key: getattr(model, key) for key in ("name", "kind", "title", "licence", "attribution", "revision")},
        "files": {name: {"bytes": pin.bytes, "sha256": pin.sha256} for name, pin in files.items()},
    }
    (folder / RECORD).write_text(json.dumps(entry, indent=2), encoding="utf-8")


def _present(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        relative = path.relative_to(folder).as_posix()
        if path.is_file() and relative != RECORD and not relative.startswith("."):
            yield relative


def _at_home() -> Iterator[Installed]:
    for folder in sorted(home().glob("[!.]*")) if home().is_dir() else []:
        if not (folder / RECORD).is_file() or folder.suffix == ".part":
            continue
        known = manifest().get(folder.name)
        pins = {**_recorded(folder), **(known.files if known else {})}
        model = model_of(folder.name, {**_entry(folder), **(listed().get(folder.name) or {})}, pins)
        if all((folder / name).is_file() for name in _needed(model.kind)):
            yield Installed(model, folder)


def _in_cache() -> Iterator[Installed]:
    """Models that another program fetched into the hub's cache, at exactly the revision the manifest names."""
    default = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface") / "hub"
    cache_folder = Path(os.environ.get("HF_HUB_CACHE") or default)
    for model in manifest().values():
        if model.repository is None or model.revision is None:
            continue
        name = "models--" + model.repository.replace("/", "--")
        folder = cache_folder / name / "snapshots" / model.revision
        if model.files and all((folder / file).is_file() for file in model.files):
            yield Installed(model, folder, own=False)


def _needed(kind: Kind) -> tuple[str, ...]:
    return WHISPER_FILES if kind == "whisper" else PYANNOTE_FILES


def _kind_of(folder: Path) -> Kind:
    if all((folder / name).is_file() for name in PYANNOTE_FILES):
        return "pyannote"
    if all((folder / name).is_file() for name in WHISPER_FILES):
        return "whisper"
    raise WeightsError(
        f"{folder} holds no model talkratio can use: it needs {', '.join(WHISPER_FILES)} (Whisper for CTranslate2) or "
        f"{', '.join(PYANNOTE_FILES)} (pyannote.audio 4)."
    )


def _recorded(folder: Path) -> dict[str, Pin]:
    return {name: Pin(**pin) for name, pin in _entry(folder).get("files", {}).items()}


def _entry(folder: Path) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise WeightsError(f"{folder / RECORD} cannot be read. Remove the model and bring it in again.") from error
    return entry
