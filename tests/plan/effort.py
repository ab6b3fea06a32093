"""How much a path through the pages costs a person: clicks, characters, words to read, and minutes from them.

The minutes are an estimate, not a measurement: the keystroke-level model of Card, Moran & Newell (The Psychology of
Human-Computer Interaction, 1983) for what is pressed, and a slow reader for what is read. What the computer takes
itself, as for an analysis, is not in them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.dashboard.chromium import choose, settled

KEY, POINT, BUTTON, HOMING, MENTAL = 0.28, 1.1, 0.1, 0.4, 1.35
"""seconds: a key of an average typist, pointing, a press or release, hand to keyboard or mouse, making up one's mind"""
READING = 200 / 60
"""words a second"""
TEXT = """(end) => [...document.querySelectorAll('[data-testid="stMain"] *')].flatMap(function deep(node) {
  return node.shadowRoot ? [...node.shadowRoot.querySelectorAll("*")].flatMap(deep) : [node];
}).filter((node) => !node.closest("style, script, select, .hidden") && node.checkVisibility())
  .filter((node) => !node.closest("[aria-hidden=true]") || node.closest("label"))
  .filter((node) => end === null || node.getBoundingClientRect().top < end)
  .flatMap((node) => [...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()))
  .filter((text) => text)"""
"""every text on the page that can be seen, labels of fields and our own drawings too; only above `end` where given"""


@dataclass(frozen=True, slots=True)
class Effort:
    """What was done: clicks, characters typed, fields typed into, words that had not been read before."""

    clicks: int = 0
    typed: int = 0
    fields: int = 0
    words: int = 0

    def __add__(self, other: Effort) -> Effort:
        return Effort(
            self.clicks + other.clicks,
            self.typed + other.typed,
            self.fields + other.fields,
            self.words + other.words,
        )

    @property
    def seconds(self) -> float:
        """An estimate: clicks · (M + P + 2 B) + characters · K + fields · (M + 2 H) + words / 200 a minute."""
        pointing = self.clicks * (MENTAL + POINT + 2 * BUTTON)
        typing = self.typed * KEY + self.fields * (MENTAL + 2 * HOMING)
        return pointing + typing + self.words / READING


@dataclass
class Hand:
    """Somebody at a page: does what a person does and counts it, step by step."""

    page: Any
    steps: dict[str, Effort] = field(default_factory=dict)
    now: str = ""
    seen: set[str] = field(default_factory=set)

    def begins(self, step: str) -> None:
        """What follows belongs to this step."""
        self.now = step
        self.steps[step] = Effort()

    def clicks(self, what: Any) -> None:
        """Points at it and clicks, once the page stands still."""
        self.settles()
        what.click()
        self._did(Effort(clicks=1))

    def settles(self) -> None:
        """Waits until the page has been drawn."""
        settled(self.page)

    def chooses(self, box: Any, option: Any) -> None:
        """Clicks into a list of choices and clicks one."""
        choose(box, option)
        self._did(Effort(clicks=2))

    def types(self, where: Any, words: str) -> None:
        """Clicks into a field, types, and leaves it with the tab key."""
        self.clicks(where)
        self.page.keyboard.type(words)
        self.page.keyboard.press("Tab")
        self._did(Effort(typed=len(words) + 1, fields=1))

    def reads(self, down_to: Any = None) -> None:
        """Reads everything on the page that was not there before, word for word, or only down to the end of something.

        A text read once is not read again.
        """
        self.settles()
        end = None if down_to is None else down_to.evaluate("(node) => node.getBoundingClientRect().bottom")
        new = {text for text in self.page.evaluate(TEXT, end) if text not in self.seen}
        self.seen.update(new)
        self._did(Effort(words=sum(len(text.split()) for text in new)))

    def _did(self, effort: Effort) -> None:
        self.steps[self.now] += effort


def total(steps: dict[str, Effort]) -> Effort:
    """All steps together."""
    return sum(steps.values(), Effort())
