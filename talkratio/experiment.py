"""What the manager wanted to try, from the last conversation with somebody on to the next one."""

from __future__ import annotations

from collections.abc import Iterable

from talkratio import library
from talkratio.errors import TalkratioError
from talkratio.feedback import feedback, in_words
from talkratio.plan.round import Round
from talkratio.spelling import same
from talkratio.texts import Language


def experiment(known: Iterable[Round], employee: str, language: Language) -> str:
    """The experiment of the newest measured conversation with this person, in words; empty where there is none."""
    for one in known:
        if one.conversation is None or one.plan.practice or same(one.plan.employee) != same(employee):
            continue
        try:
            report = library.find(one.conversation).report()
        except TalkratioError:  # locked, or damaged: the next plan does without
            return ""
        found = None if report is None else feedback(report).experiment
        return "" if found is None else in_words(found, language)
    return ""
