"""What the logs beside this file say, as sections of the page: `python -m benchmarks.logs`.

The proofs about recording take an hour and more, so the page tells what their last runs came to.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.__main__ import write

HERE = Path(__file__).parent
RESULTS = {"hour": 5, "kill": 1, "save": 2, "full": 6}
"""of each proof about recording so many last lines of its log say what it came to"""
PROOFS = {
    "hour": "An hour at real speed, from a virtual microphone",
    "kill": "Killed at random moments while it recorded",
    "save": "Killed at random moments while it saved",
    "full": "A disk of 1 MB",
}


def main() -> None:
    """Writes both sections anew."""
    write("live", live())
    write("recording", recording())


def live() -> str:
    """The running share against the final one."""
    first, *lines = _log("live")
    told = [line for line in lines if not line[:1].isspace() and " truth " not in line]
    return (
        "## The share while it is talked\n\n"
        "Heard second by second, with a check-in of each person, against the whole recording at once.\n"
        "Goal: at the end within 1.25 × of its error, at most 2 s behind, at most 25 % of a core.\n\n"
        f"{_list(told)}\n\n*Measured {first.split(' · ')[0]}; every recording is in live.log.*\n"
    )


def recording() -> str:
    """The proofs about recording and saving."""
    parts = ["## Recording and saving\n\nGoal: at most 2 s lost, nothing damaged, drift under 20 ms, 3 % of a core.\n"]
    for name, title in PROOFS.items():
        first, *lines = _log(f"recording-{name}")
        told = [line for line in lines[-RESULTS[name] :] if not line.startswith("marks")]
        parts.append(f"**{title}** ({first.split(' · ')[0]}):\n\n{_list(told)}\n")
    return "\n".join(parts)


def _log(name: str) -> list[str]:
    return (HERE / f"{name}.log").read_text(encoding="utf-8").splitlines()


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


if __name__ == "__main__":
    main()
