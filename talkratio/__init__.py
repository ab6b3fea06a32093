"""Did I listen? talkratio measures who spoke how much in a conversation, and who asked what."""

import os as _os

# Three libraries report home by default; the switches must be set before any of them is imported.
for _name, _value in {
    "ORT_DISABLE_TELEMETRY": "1",
    "PYANNOTE_METRICS_ENABLED": "0",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
}.items():
    _os.environ[_name] = _value
del _os, _name, _value

__version__ = "0.1.0"

from typing import TYPE_CHECKING as _TYPE_CHECKING  # noqa: E402
from typing import Any as _Any  # noqa: E402

if _TYPE_CHECKING:
    from talkratio.pipeline import analyze as analyze
    from talkratio.report import Report as Report

__all__ = ["Report", "__version__", "analyze"]


def __getattr__(name: str) -> _Any:
    # Loaded when asked for, so that `talkratio --help` and every engine list stay quick.
    if name == "analyze":
        from talkratio.pipeline import analyze

        return analyze
    if name == "Report":
        from talkratio.report import Report

        return Report
    raise AttributeError(f"module 'talkratio' has no attribute {name!r}")
