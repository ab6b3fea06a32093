"""What a manager's conversations add up to, one report at a time, so that none has to be kept.

What one long conversation made of all of them would give: sums are divided once, waits give one median.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from statistics import median

from talkratio.figures import asked
from talkratio.listening.asking import CLOSED, OPEN
from talkratio.report import Report
from talkratio.trends import Trend


class Pooled:
    """Sums over the manager's side of conversations."""

    def __init__(self) -> None:
        self._questions = self._minutes = self._open = self._judged = 0.0
        self._waits = array("f")

    def add(self, report: Report) -> None:
        """One conversation more; what it cannot tell is left out above and below the line."""
        own = report.of("manager")
        if own is None:
            return
        self._waits.extend(own.waits)
        count, duration = asked(report, own.speaker), report.metrics.duration
        if count is not None and duration is not None:
            self._questions += count
            self._minutes += duration / 60
        self._open += asked(report, own.speaker, OPEN) or 0
        self._judged += asked(report, own.speaker, OPEN | CLOSED) or 0

    def told(self, trend: Trend) -> Trend:
        """The trend with what these conversations add up to; `None` where there is nothing to divide by."""
        return replace(
            trend,
            questions_per_10_minutes=10 * self._questions / self._minutes if self._minutes else None,
            share_open=self._open / self._judged if self._judged else None,
            wait=median(self._waits) if self._waits else None,
        )
