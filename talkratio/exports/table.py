"""The numbers of a report as CSV: one row a number, a column for each person, the counting rule beside it."""

from __future__ import annotations

import csv
import io
from dataclasses import fields

from talkratio.figures import asked, per_person
from talkratio.formats.csv import cell
from talkratio.listening.asking import OPEN
from talkratio.metrics import SpeakerMetrics
from talkratio.report import Report

COLUMNS = ("number", "unit", "manager", "employee", "conversation", "rule")
_UNITS = {
    "talk_time": "s",
    "turns": "count",
    "mean_turn": "s",
    "median_turn": "s",
    "longest": "s",
    "wait": "s",
    "interruptions": "count",
    "backchannels": "count",
    "words": "count",
    "words_per_minute": "words/min",
    "questions": "count",
    "open_questions": "count",
}
_WHOLE = {
    "duration": "s",
    "speech": "s",
    "silence": "s",
    "overlap": "s",
    "switches_per_minute": "1/min",
    "floor_transfer_offset": "s",
}


def write(report: Report) -> str:
    """The table, raw values with a decimal point; a cell is empty where a number cannot be measured.

    Shares are 0..1. Bands of the talk share follow at 80, 90 and 95 %.
    """
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\n")
    rows.writerow(COLUMNS)
    for figure in per_person(report, "en"):
        values = [_value(report, role, figure.key) for role in ("manager", "employee")]
        rows.writerow([figure.key, _UNITS.get(figure.key, "share"), *map(_shown, values), "", figure.rule])
    for level in sorted({band.level for band in report.bands}):
        for end in ("low", "high"):
            edges = [_edge(report, role, level, end) for role in ("manager", "employee")]
            rule = f"the true talk share lies within in {100 * level:.0f} % of recordings"
            rows.writerow([f"talk_share_{100 * level:.0f}_{end}", "share", *map(_shown, edges), "", rule])
    for key, unit in _WHOLE.items():
        rows.writerow([key, unit, "", "", _shown(getattr(report.metrics, key)), ""])
    for name in ("source", "sha256", "version", "diarizer", "transcriber"):
        rows.writerow([name, "", "", "", cell(getattr(report.provenance, name) or ""), ""])
    return target.getvalue()


def _value(report: Report, role: str, key: str) -> float | None:
    numbers = report.of(role)
    if numbers is None:
        return None
    if key == "longest":
        return None if numbers.longest is None else numbers.longest.duration
    if key in {field.name for field in fields(SpeakerMetrics)}:
        value: float | None = getattr(numbers, key)
        return value
    return asked(report, numbers.speaker, OPEN if key == "open_questions" else None)


def _edge(report: Report, role: str, level: float, end: str) -> float | None:
    numbers = report.of(role)
    band = None if numbers is None else report.band(numbers.speaker, level)
    value: float | None = getattr(band, end, None)
    return value


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4f}"
