"""Practice alone on the command line: the questions of the plan, one by one, asked in one's own words."""

from __future__ import annotations

import typer

from talkratio.cli.screen import output
from talkratio.plan import aloud
from talkratio.plan.elements import bank, elements
from talkratio.plan.plan import Plan
from talkratio.plan.practice import Tried, counted, places, told, tried
from talkratio.texts import Language, text
from talkratio.texts.numbers import percent


def practise(plan: Plan, language: Language, *, spoken: bool) -> None:
    """Shows each question, reads what the manager would ask instead, and tells what it opens; ends with the kinds."""
    chosen = places(plan)
    said: list[Tried] = []
    output.print(f"[dim]{_say('practice_type', language)}[/]")
    for number, place in enumerate(chosen):
        prompt = bank()[place]
        element = elements()[prompt.element]
        share = percent(element.manager, language)
        values = {"number": number + 1, "count": len(chosen), "element": element.name[language], "share": share}
        output.print(f"\n[dim]{_say('practice_place', language, **values)}[/]", highlight=False)
        output.print(f"[bold]{prompt.ask[language]}[/]", highlight=False)
        if spoken:
            aloud.speak(prompt.ask[language], language)
        try:
            words = typer.prompt(">", default="", show_default=False, prompt_suffix=" ").strip()
        except typer.Abort:
            break
        if words:
            said.append(tried(words, place, language))
            for line in told(said[-1], language):
                output.print(f"  {line}", highlight=False, markup=False)
    if said:
        output.print("\n" + counted(said, language), highlight=False)


def _say(key: str, language: Language, **values: object) -> str:
    return text(f"round.{key}", language, **values)
