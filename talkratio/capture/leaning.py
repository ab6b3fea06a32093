"""An analysis that leans on the check-in and stands without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from talkratio import pipeline
from talkratio.errors import InputError
from talkratio.report import Report

UNHELPFUL = (
    "The names and yes said at the beginning did not help to know the voices, so the conversation was analysed "
    "without them. Check who is who."
)


def analyze(recording: Path, told: Mapping[str, Any], **options: Any) -> Report:
    """The report on a recording; `told` is what `checkin.known` found and `options` are those of `talkratio.analyze`.

    What does not fit the recording is left out and noted: a conversation that was held cannot be held again because
    of a cough where a name should have been. Raises as `talkratio.analyze`.
    """
    try:
        return pipeline.analyze(recording, **told, **options)
    except InputError:
        if not told:
            raise
    report = pipeline.analyze(recording, **options)
    known = report.provenance
    return replace(report, provenance=replace(known, notes=(*known.notes, UNHELPFUL)))
