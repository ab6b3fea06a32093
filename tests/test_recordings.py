"""The whole line on recordings with truth: it runs to the end, and what is exact is exact."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from talkratio import formats
from talkratio.conversation import Conversation
from talkratio.interval import total
from talkratio.pipeline import analyze
from talkratio.report import Report

DATA = Path(os.environ.get("TALKRATIO_DATA", Path(__file__).parents[2] / "shared")) / "audio" / "dev"
LISTED: list[dict[str, Any]] = (
    json.loads((DATA / "manifest.json").read_text(encoding="utf-8")) if (DATA / "manifest.json").is_file() else []
)
WITH_TRUTH = [entry for entry in LISTED if (DATA / entry["file"]).with_suffix(".rttm").is_file()]

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not LISTED, reason=f"no recordings with truth at {DATA}; set TALKRATIO_DATA"),
]


def shares(conversation: Conversation) -> list[float]:
    """Talk shares by an own count, smallest first."""
    times = [total(turn.interval for turn in conversation.turns_of(name)) for name in conversation.speakers]
    return sorted(time / sum(times) for time in times)


def measured(report: Report) -> list[float]:
    return sorted(one.talk_share for one in report.metrics.speakers if one.talk_share is not None)


@pytest.mark.parametrize("entry", WITH_TRUTH, ids=lambda entry: entry["file"])
def test_labels_in_are_shares_out(entry: dict[str, Any]) -> None:
    """With the true turns given, the share is the true share to 0.01 points."""
    recording = DATA / entry["file"]
    truth = formats.read(recording.with_suffix(".rttm"))
    report = analyze(recording, labels=recording.with_suffix(".rttm"), transcriber="none")
    assert report.provenance.diarizer == "labels"
    assert measured(report) == pytest.approx(shares(truth), abs=1e-4)


@pytest.mark.parametrize(
    "entry", [entry for entry in WITH_TRUTH if entry["duration_s"] > 60], ids=lambda entry: entry["file"]
)
def test_two_people_are_found_where_there_are_two(entry: dict[str, Any]) -> None:
    """Without any labels every conversation of more than a minute yields its two people."""
    recording = DATA / entry["file"]
    engine = "channels" if entry["channels"] > 1 else "builtin"
    report = analyze(recording, diarizer=engine, transcriber="none", manager="first")
    heard = [one for one in report.metrics.speakers if (one.talk_share or 0) > 0.05]
    assert len(heard) == 2
    assert report.bands or engine == "channels"
    if engine == "channels":
        assert measured(report) == pytest.approx(shares(formats.read(recording.with_suffix(".rttm"))), abs=0.003)


@pytest.mark.parametrize(
    "entry", [entry for entry in LISTED if entry["duration_s"] <= 60], ids=lambda entry: entry["file"]
)
def test_every_recording_runs_to_its_end(entry: dict[str, Any]) -> None:
    """The short ones, too: a report with speech in it."""
    report = analyze(DATA / entry["file"], diarizer="builtin", transcriber="none")
    assert report.conversation.turns
    assert report.metrics.speech
