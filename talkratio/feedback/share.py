"""The manager's share against the target, told no further than its band allows."""

from __future__ import annotations

from talkratio.feedback.seen import Seen
from talkratio.feedback.values import Item, Value
from talkratio.figures import headline


def share(seen: Seen) -> Item | None:
    """The share, with its band where there is one; `None` when it cannot be measured."""
    head, aim = headline(seen.report), round(100 * seen.report.target.manager_share)
    if head.share is None or head.verdict == "unknown":
        return None
    counted = seen.report.metrics.counted
    values: tuple[tuple[str, Value], ...] = (
        ("share", head.share),
        ("counted", f"of_{counted}"),
        ("target", f"{aim}/{100 - aim}"),
    )
    basis = "speech" if counted == "seconds" else "words"
    good = head.verdict in {"within", "below"}
    if head.low is None or head.high is None:
        return Item(f"share_{head.verdict}", values, (), (basis,), good)
    values = (*values, ("low", head.low), ("high", head.high))
    return Item(f"share_{head.verdict}_band", values, (), (basis, "band"), good)


def above(seen: Seen) -> Item | None:
    """The share, when it is above the target for certain."""
    item = share(seen)
    return item if item is not None and item.key.startswith("share_above") else None
