"""The conversation held against its plan: minutes and share of each element, and elements never reached."""

from __future__ import annotations

from collections.abc import Iterable

from talkratio.conversation import Conversation, Roles
from talkratio.figures import Topic
from talkratio.interval import Seconds
from talkratio.plan.elements import elements
from talkratio.plan.plan import Plan
from talkratio.plan.reached import Touch, corrected, minutes, phased, shares, touches
from talkratio.plan.round import Round
from talkratio.texts import Language

Marks = Iterable[tuple[Seconds, str]]
"""moments at which somebody pressed the key of an element while talking"""


def stretches(conversation: Conversation, marks: Marks = ()) -> tuple[Touch, ...]:
    """The elements as they were marked while talking, else as the words tell; empty without either."""
    return phased(marks, conversation.duration) or touches(conversation) or ()


def topics(
    plan: Plan, found: Iterable[Touch], conversation: Conversation, roles: Roles, language: Language
) -> tuple[Topic, ...]:
    """A row for each element planned, in the order of the agenda, then for those that came up beside it.

    Empty when nothing was found, since then no element can be said to have been left out.
    """
    reached = tuple(found)
    if not reached:
        return ()
    spent, parts = minutes(reached), shares(reached, conversation, roles)
    planned = {item.element: item for item in plan.items if item.element in elements()}
    return tuple(
        Topic(
            name=elements()[key].name[language],
            spent=spent.get(key),
            planned=60.0 * planned[key].minutes if key in planned else None,
            share=parts.get(key),
            aim=planned[key].manager if key in planned else elements()[key].manager,
        )
        for key in dict.fromkeys((*planned, *spent))
    )


def held_against(
    one: Round, conversation: Conversation, roles: Roles, language: Language, marks: Marks = ()
) -> tuple[Topic, ...]:
    """The rows for a round, with what people put right in it."""
    found = corrected(stretches(conversation, marks), one.corrections)
    return topics(one.plan, found, conversation, roles, language)
