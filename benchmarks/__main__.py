"""Measures everything and writes benchmarks/README.md.

    python -m benchmarks [--quick] [NAME…]    # accuracy, stress, stereo, band, questions, …

Needs the recordings and texts with truth at TALKRATIO_DATA. Each name is a module with `section()`; with names, only
those sections are measured anew and the rest of the page stays. `--quick` takes fewer and shorter recordings.
What people found out besides stands in notes/NAME.md and is put under the figures.
"""

from __future__ import annotations

import importlib
import os
import platform
import re
import sys
import time
from pathlib import Path

PAGE = Path(__file__).with_name("README.md")
NOTES = Path(__file__).with_name("notes")
SECTIONS = ("accuracy", "stress", "stereo", "band", "questions", "attribution", "plan", "round", "speed", "whole")
HEAD = """# Benchmarks

Written by `make bench`. Ours and the others run in alternating order on the same machine, in processes of their own.
No voice that the network was trained on is in a figure, and no timing of a conversation it was trained on.
"""


def main() -> None:
    """Measures the sections named on the command line, or all of them."""
    names = [name for name in sys.argv[1:] if not name.startswith("-")] or list(SECTIONS)
    if "--quick" in sys.argv:
        os.environ["TALKRATIO_QUICK"] = "1"
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        sys.exit(f"There is no section {', '.join(unknown)}. Choose among: {', '.join(SECTIONS)}.")
    for name in names:
        began = time.monotonic()
        text = importlib.import_module(f"benchmarks.{name}").section()
        parts = [text, measured_on(time.monotonic() - began), *notes(name)]
        write(name, "\n\n".join(part.strip() for part in parts))
        print(f"{name}: written to {PAGE}", flush=True)


def measured_on(seconds: float) -> str:
    """One line about the machine, and how much was measured in how long."""
    size = "a quick run" if "TALKRATIO_QUICK" in os.environ else "a full run"
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    return f"*Measured in {size} of {max(1, round(seconds / 60))} min on {machine}.*"


def notes(name: str) -> list[str]:
    """What stands under the figures of a section, if anything does."""
    path = NOTES / f"{name}.md"
    return [path.read_text(encoding="utf-8")] if path.exists() else []


def write(name: str, text: str) -> None:
    """Puts a section into the page, in the order of `SECTIONS`, and leaves the others as they are."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    kept = dict(re.findall(r"<!-- (\w+) -->\n(.*?)(?=\n<!-- \w+ -->\n|\Z)", old, re.DOTALL))
    kept[name] = text
    order = [each for each in SECTIONS if each in kept] + [each for each in kept if each not in SECTIONS]
    parts = [f"<!-- {each} -->\n{kept[each].strip()}\n" for each in order]
    PAGE.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


if __name__ == "__main__":
    main()
