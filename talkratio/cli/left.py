"""What is left when sound and words are gone, on a terminal: every number with its counting rule."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from talkratio.cli.summary import EMPLOYEE, MANAGER
from talkratio.exports import html
from talkratio.library import Numbers, told
from talkratio.texts import Language, text


def numbers(left: Numbers, language: Language) -> RenderableType:
    """The share in words, then the numbers of the two and of the conversation as a whole."""
    claim = Text(html.claim(told.headline(left), language), style="bold")
    people, whole = _table(language), _table(language, text("dashboard.figures_whole", language))
    for one in told.of_the_two(left, language):
        people.add_row(one.name, *one.values, *[""] * (2 - len(one.values)), one.rule)
    for one in told.of_the_whole(left, language):
        whole.add_row(one.name, *one.values, one.rule)
    return Group(Padding(claim, (1, 1, 0, 1)), *(Padding(table, (0, 1, 0, 1)) for table in (people, whole)))


def _table(language: Language, heading: str = "") -> Table:
    """Manager and employee beside each other, or the `heading` of what belongs to neither."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(heading, no_wrap=True)
    for role, colour in (("manager", MANAGER), ("employee", EMPLOYEE)) if not heading else (("", ""),):
        table.add_column(text(f"report.{role}", language) if role else "", justify="right", no_wrap=True, style=colour)
    table.add_column(text("report.rule", language), style="dim")
    return table
