"""A ground for batches: folders of small recordings, run with the fake analysis, and their table as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from talkratio import batch, tables
from talkratio.batch import journal, lines, names, workers
from talkratio.batch.recordings import Limits, Recording, Result, Settings

FAKE = "tests.batch.fake:analyze"
LIMITS = Limits(workers=1, patience=30.0)


def place(folder: Path, **contents: str) -> Path:
    """A folder with a recording `NAME.wav` for each content."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.wav").write_text(content, encoding="utf-8")
    return folder


def run(
    where: Path | str, out: Path, settings: Settings | None = None, limits: Limits = LIMITS, **options: Any
) -> tuple[dict[str, Result], list[str]]:
    """What became of each recording, and the names of those that were worked on in this run."""
    worked: list[str] = []

    def ended(recording: Recording, result: Result, standing: batch.Standing) -> None:
        worked.append(recording.name)

    results = batch.run(
        batch.find(str(where), out=out),
        out,
        settings or Settings(),
        lambda tasks, told: workers.perform(tasks, limits, told, analysis=FAKE),
        ended=ended,
        **{"consent": "test", **options},
    )
    return {recording.name: result for recording, result in results}, sorted(worked)


def table(where: Path | str, out: Path) -> Mapping[str, bytes]:
    """The table of a finished batch, each file's bytes by name."""
    recordings = batch.find(str(where), out=out)
    known = journal.entries(out)
    results = batch.run(
        recordings,
        out,
        Settings(),
        lambda tasks, told: ((task, known[task.recording.name].result) for task in tasks),
        consent="test",
    )
    called = names.pseudonyms(out, recordings)
    return {path.name: path.read_bytes() for path in tables.write(out, lines.lines(results, out, called), "en")}
