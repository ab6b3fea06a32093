"""A report on a terminal: the share against the target, what to take along, the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from talkratio.exports import html
from talkratio.feedback import feedback, in_words
from talkratio.figures import Headline, Topic, headline, per_person, share_in, shares, time_in, whole
from talkratio.report import Report
from talkratio.texts import Language, text
from talkratio.texts.notes import translated
from talkratio.texts.numbers import percent

MANAGER, EMPLOYEE, OBSERVER = "steel_blue", "orange3", "grey62"
COLOURS = {"manager": MANAGER, "employee": EMPLOYEE, "observer": OBSERVER}
WIDTH = 60
_VERDICTS = {"within": "green", "above": "yellow", "below": "yellow"}
_SHORT = ("talk_share", "share_of_words", "talk_time", "turns", "longest", "wait", "interruptions", "backchannels")


def summary(report: Report, language: Language, topics: Sequence[Topic] = ()) -> RenderableType:
    """Everything that matters on one screen, with where the time went when there is a plan to hold it against."""
    head = headline(report)
    parts: list[RenderableType] = [_hero(report, head, language), _numbers(report, language)]
    parts += [Padding(against(topics, language), (0, 1, 0, 1))] if topics else []
    advice = feedback(report)
    if advice.facts:
        parts.append(_advice([in_words(fact, language) for fact in advice.facts], text("report.facts", language)))
    if advice.experiment:
        parts.append(_advice([in_words(advice.experiment, language)], text("report.experiment", language)))
    notes = [html.made(report, language), *(translated(note, language) for note in report.provenance.notes)]
    parts.append(Padding(Text("\n".join(notes), style="dim"), (1, 1, 0, 1)))
    return Group(*parts)


def against(topics: Sequence[Topic], language: Language) -> RenderableType:
    """Minutes and the manager's share by topic against the plan, and topics never reached."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2), title_justify="left", title_style="bold")
    table.title = text("figures.topics", language)
    for name, side in (("topic", "left"), ("topic_minutes", "right"), ("topic_manager", "right")):
        table.add_column(text(f"figures.{name}", language), justify=side)  # type: ignore[arg-type]
    for each in topics:
        style = "dim" if each.spent is None else ""
        table.add_row(each.name, time_in(each, language), share_in(each, language), style=style)
    return table


def _hero(report: Report, head: Headline, language: Language) -> RenderableType:
    lines = Text(html.claim(head, language), style="bold")
    verdict = html.verdict(report, head, language)
    lines.append(f"\n{verdict}", style=_VERDICTS.get(head.verdict, ""))
    if head.share is not None:
        lines.append("\n\n").append_text(_scale(report, language)).append("\n").append_text(_bar(report, head))
        lines.append_text(_names(report, language))
    return Panel(
        lines, title=html.about(report, language), title_align="left", box=box.ROUNDED, padding=(1, 2), width=78
    )


def _scale(report: Report, language: Language) -> Text:
    """The target as a bracket over the bar."""
    aim = report.target
    least, most = (round(WIDTH * min(1.0, max(0.0, aim.manager_share + sign * aim.margin))) for sign in (-1, 1))
    label = text("report.target", language, share=percent(aim.manager_share, language))
    return Text(" " * least + "┌" + "─" * max(0, most - least - 2) + f"┐ {label}", style="dim")


def _bar(report: Report, head: Headline) -> Text:
    """One sign for each 1/60 of the talk time; the band is drawn into it."""
    parts = shares(report)
    manager = round(WIDTH * parts["manager"])
    employee = round(WIDTH * (parts["manager"] + parts["employee"])) if "observer" in parts else WIDTH
    low = manager if head.low is None else round(WIDTH * head.low)
    high = manager if head.high is None else round(WIDTH * head.high)
    line = Text()
    for at in range(WIDTH):
        role = "manager" if at < manager else "employee" if at < employee else "observer"
        line.append("▒" if low <= at < high else "█", style=COLOURS[role])
    return line


def _names(report: Report, language: Language) -> Text:
    """Who is who in the bar, from one end of it to the other."""
    names = {
        role: f"{text(f'report.{role}', language)} {percent(share, language)}" for role, share in shares(report).items()
    }
    gaps, room = len(names) - 1, WIDTH - sum(map(len, names.values()))
    line = Text("\n")
    for index, (role, name) in enumerate(names.items()):
        between = room * index // gaps - room * (index - 1) // gaps if index else 0
        line.append(" " * max(index > 0, between)).append(name, style=f"bold {COLOURS[role]}")
    return line


def _numbers(report: Report, language: Language) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2))
    table.add_column("")
    table.add_column(text("report.manager", language), justify="right", style=MANAGER)
    table.add_column(text("report.employee", language), justify="right", style=EMPLOYEE)
    for figure in per_person(report, language):
        if figure.key in _SHORT or (report.questions is not None and figure.key.endswith("questions")):
            table.add_row(figure.name, *figure.values)
    if report.questions is None:
        table.add_row(text("figures.questions", language), *[text("cli.no_words", language)] * 2)
    for figure in whole(report, language):
        if figure.key in ("silence", "overlap", "switches_per_minute"):
            table.add_row(figure.name, figure.values[0], "", style="dim")
    return Padding(table, (0, 1, 0, 1))


def _advice(lines: list[str], title: str) -> RenderableType:
    shown = Text(title, style="bold")
    for line in lines:
        shown.append(f"\n• {line}", style="not bold")
    return Padding(shown, (1, 1, 0, 1))
