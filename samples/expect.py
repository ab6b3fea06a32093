"""Writes what talkratio should say of each sample: `python samples/expect.py`, after a look at what changed.

`truth/NAME.report.json` is the whole report, its day fixed. `tests/test_golden.py` holds the engines to it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from talkratio import analyze
from talkratio import report as reports

HERE = Path(__file__).parent
MANAGERS = {"mus-da": "Mette", "mus-en": "David"}
DAY = "2026-01-01T00:00:00+00:00"


def expected(recording: Path) -> reports.Report:
    """The report of a sample with a fixed day, so that two runs give the same bytes."""
    manager = MANAGERS[recording.stem.removesuffix("-stereo")]
    report = analyze(recording, manager=manager)
    return replace(report, provenance=replace(report.provenance, created=DAY))


if __name__ == "__main__":
    for sample in sorted(HERE.glob("mus-*.ogg")):
        path = HERE / "truth" / f"{sample.stem}.report.json"
        path.write_text(reports.dumps(expected(sample)), encoding="utf-8")
        print(path.name)
