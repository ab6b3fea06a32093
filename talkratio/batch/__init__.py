"""Many recordings: found, analysed in worker processes, and none lost. A failure is a result with its reason.

The journal (`talkratio.journal`) makes the same command go on after any end; `talkratio.tables` writes the table.
"""

from __future__ import annotations

from talkratio.batch.finding import find, passed_over
from talkratio.batch.recordings import Limits, Recording, Result, Settings, Status, Task
from talkratio.batch.running import Results, Standing, report_path, run

__all__ = [
    "Limits",
    "Recording",
    "Result",
    "Results",
    "Settings",
    "Standing",
    "Status",
    "Task",
    "find",
    "passed_over",
    "report_path",
    "run",
]
