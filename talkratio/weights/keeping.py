"""What a person does with models: get, import, verify, remove and convert them.

A model is built up in NAME.part, checked against the manifest, recorded, and only then takes its name; a download
that was cut off goes on where it stopped. Nothing is fetched without being asked.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from talkratio import hardware, weights
from talkratio.engines import Progress, silent
from talkratio.errors import EngineMissing, InputError, OutputError, WeightsError
from talkratio.weights import Installed, Model, fetching, pickles

STAGE = "fetch"
QUANTIZATIONS = ("int8", "float16", "int8_float16", "float32")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def get(name: str, *, token: str | None = None, progress: Progress = silent) -> Installed:
    """Downloads a model of the manifest, unless it is here already.

    `token` is a key to the hub, needed for models whose terms a person accepts there; otherwise `HF_TOKEN` is used.

    Raises `InputError` for an unknown name, `WeightsError` when it cannot be fetched or is not what it must be, and
    `OutputError` when there is no room.
    """
    model = _known(name)
    if (here := _installed(name)) is not None:
        progress(STAGE, 1.0)
        return here
    if model.repository is None:
        raise WeightsError(f"{name!r} is made from {model.convert}. Run: talkratio models convert {name}")
    target = weights.home() / name
    part = target.with_name(f"{name}.part")
    make_room(part, model.bytes or 0)
    whole, done = model.bytes or 1, 0
    for file, pin in sorted(model.files.items()):

        def report(size: int, before: int = done) -> None:
            progress(STAGE, min(0.999, (before + size) / whole))

        url = fetching.address(model, file)
        fetching.fetch(url, part / file, pin, token or os.environ.get("HF_TOKEN"), report, model)
        done += pin.bytes
    return settle(part, target, model, progress)


def bring(source: Path, *, name: str | None = None, progress: Progress = silent) -> Installed:
    """Takes in a model from a folder, as on a stick from a computer with internet: copied, checked and recorded.

    A model of the manifest is known by its hashes; another is trusted from now on as it is, since a person brought
    it. `name` is what it is called here, by default the folder's.

    Raises `WeightsError` when the folder holds no model, a damaged one, or one that runs a program when loaded.
    """
    if not source.is_dir():
        raise InputError(f"{source} is no folder. Give the folder with the files of the model.")
    told = weights.describe(source)
    files = sorted(path for path in source.rglob("*") if path.is_file() and not path.name.startswith("."))
    recognised = _recognised(source, told)
    if recognised is None:
        for path in files:
            if path.suffix in {".bin", ".ckpt", ".pt", ".pth"} and told.kind == "pyannote":
                pickles.check(path)
    called = name or recognised or _plain(source.name)
    if not _NAME.fullmatch(called):
        raise InputError(f"{called!r} cannot be a name. Use small letters, digits, dots and hyphens, as my-model-1.")
    if _installed(called) is not None:
        raise InputError(f"A model called {called!r} is here already. Remove it first, or give another --name.")
    model = weights.manifest().get(called) or replace(told, name=called, title=told.title or called)
    target = weights.home() / called
    part = target.with_name(f"{called}.part")
    shutil.rmtree(part, ignore_errors=True)
    make_room(part, sum(path.stat().st_size for path in files))
    for number, path in enumerate(files):
        if path.relative_to(source).as_posix() != weights.RECORD:
            _copy(path, part / path.relative_to(source))
        progress(STAGE, number / len(files))
    try:
        return settle(part, target, model, progress)
    except WeightsError:
        shutil.rmtree(part, ignore_errors=True)
        raise


def verify(name: str | None = None) -> Iterator[tuple[Installed, str | None]]:
    """Every installed model, or one, with what is wrong with it; `None` when its files are as they must be."""
    found = [known for known in weights.installed() if name in (None, known.model.name)]
    if name is not None and not found:
        raise WeightsError(f"There is no model {name!r} on this computer. See: talkratio models list")
    for known in found:
        try:
            weights.check(known.path)
        except WeightsError as error:
            yield known, str(error)
        else:
            yield known, None


def remove(name: str) -> int:
    """Deletes a model and what was left of its download; the bytes that are free again.

    Raises `WeightsError` when there is none, or when another program keeps it in its cache.
    """
    folders = [path for path in (weights.home() / name, weights.home() / f"{name}.part") if path.is_dir()]
    if not _NAME.fullmatch(name) or not folders:
        if (other := _installed(name)) is not None:
            raise WeightsError(f"{name!r} belongs to another program, which keeps it in {other.path}. Remove it there.")
        raise WeightsError(f"There is no model {name!r} on this computer. See: talkratio models list")
    size = sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())
    try:
        for folder in folders:
            shutil.rmtree(folder)
    except OSError as error:
        raise OutputError(f"{folders[0]} cannot be deleted: {error.strerror}. Delete it by hand.") from error
    return size


def convert(source: str, *, name: str | None = None, quantization: str = "int8") -> Installed:
    """Makes a Whisper that was trained further usable here: from a name of the manifest, or a folder on this computer.

    The folder is one as transformers saves it. The packages transformers and torch do the work, once; a name is
    downloaded by them. The weights are stored as `quantization`: int8 halves the size and is what processors use.

    Raises `EngineMissing` without those packages and `WeightsError` when they cannot do it.
    """
    if quantization not in QUANTIZATIONS:
        raise InputError(f"{quantization!r} is no way to store weights. Choose one of: {', '.join(QUANTIZATIONS)}.")
    missing = [package for package in ("transformers", "torch") if find_spec(package) is None]
    if missing:
        packages = " ".join(missing)
        raise EngineMissing(f"Converting needs {packages}, once. Run: pip install {packages}")
    folder = Path(source)
    model = None if folder.is_dir() else _known(source)
    if model is not None and model.convert is None:
        raise InputError(f"{source!r} needs no converting. Run: talkratio models get {source}")
    called = name or (model.name if model else _plain(folder.name))
    made = weights.home() / f"{called}.converted"
    shutil.rmtree(made, ignore_errors=True)
    command = [sys.executable, "-m", "ctranslate2.converters.transformers", "--output_dir", str(made)]
    command += ["--model", (model.convert or "") if model else str(folder), "--quantization", quantization]
    command += ["--copy_files", "tokenizer.json", "preprocessor_config.json"]
    online = {key: value for key, value in os.environ.items() if model is None or key != "HF_HUB_OFFLINE"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=online, check=False)
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise WeightsError(f"{source} cannot be converted: {said}")
        return bring(made, name=called)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-.")


def _known(name: str) -> Model:
    if (model := weights.manifest().get(name)) is None:
        raise InputError(f"There is no model called {name!r}. Choose one of: {', '.join(weights.manifest())}.")
    return model


def _installed(name: str) -> Installed | None:
    return next((known for known in weights.installed() if known.model.name == name), None)


def _recognised(folder: Path, told: Model) -> str | None:
    """The name of the model in the manifest with these very files."""
    for model in weights.manifest().values():
        large = max(model.files, key=lambda file: model.files[file].bytes, default=None)
        if model.kind != told.kind or large is None or not (folder / large).is_file():
            continue
        pin = model.files[large]
        if (folder / large).stat().st_size == pin.bytes and weights.hashed(folder / large) == pin:
            return model.name
    return None


def settle(part: Path, target: Path, model: Model, progress: Progress = silent) -> Installed:
    """A model whose files lie in `part`: recorded, checked against its pins, and under its name from now on.

    Raises `WeightsError` for a file that is not what it must be, `OutputError` when something has the name already.
    """
    weights.record(part, model)
    for file, pin in model.files.items():
        if weights.hashed(part / file) != pin:
            raise WeightsError(
                f"{file} is not the one of the model {model.name!r}: its SHA-256 differs. It was not taken in. "
                "Give it another --name if you mean another model."
            )
    try:
        part.rename(target)
    except OSError as error:
        raise OutputError(f"{target} cannot be made: {error.strerror}. Remove what stands there.") from error
    progress(STAGE, 1.0)
    return Installed(model, target)


def make_room(part: Path, size: int) -> None:
    """The folder, when the disk has room for what is still missing in it."""
    try:
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
        free = shutil.disk_usage(part).free
    except OSError as error:
        raise OutputError(
            f"{part} cannot be made: {error.strerror}. Name another folder in TALKRATIO_MODELS."
        ) from error
    if free < size - there:
        raise OutputError(
            f"The model takes {hardware.in_words(size - there)} and {part.parent} has room for "
            f"{hardware.in_words(free)}. Free some space, or name another folder in TALKRATIO_MODELS."
        )


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        raise OutputError(
            f"{source} cannot be copied to {target}: {error.strerror}. Make room and try again."
        ) from error
