"""Taking up the other's words: which words carry content, and whether two people use the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from talkratio.conversation import Word
from talkratio.metrics.words import plain

SHORTEST = 4
"""letters of a stem that other words may be built on"""
_MARKS = ' .,;:!?…"»«()[]–—-'
_FUNCTION_WORDS = {
    "da": "ad af alle alt altså anden at bare begge blev blive bliver da de dem den denne der deres det dette dig din "
    "dine dit dog du efter egentlig ej eller en end ene er et faktisk fik flere for fordi fra få får før gik gjorde "
    "godt gå går gør ham han hans har havde have hej helt hende hendes her hvad hvem hver hvilke hvilken hvilket hvis "
    "hvor hvordan hvorfor hvornår i ikke ind ingen intet ja jeg jer jeres jo kan kom komme kommer kun kunne lidt lige "
    "man mange med meget men mener mere mig min mine mit mod må måske ned nej nemlig nogen noget nogle nok nu ny når "
    "og også okay om op os over på rigtig sagde se selv ser sig siger sin sine sit skal skulle som sådan så synes tak "
    "tager tak ting til to tror tænker ud under var ved vi vil ville være været øh øhm få give giver derfor hele",
    "en": "a about actually after again all also am an and any are as at back be because been before being but by can "
    "cannot come could did do does doing done don down each even ever few for from get getting give go goes going good "
    "got had has have having he her here hers him his how i if in into is it its just kind know let like little ll "
    "look lot made make many maybe me mean might mine more most much must my no not now of off oh okay on one only or "
    "other our out over own quite really right said same say see she should so some something sort still such sure "
    "take tell than thank thanks that the their them then there these they thing things think this those through to "
    "too two um uh up us ve very want was way we well went were what when where which while who whose why will with "
    "would yeah yes you your yours",
}
_ASKS_FOR_MORE = {
    "da": "fortæl|fortæl mere|fortæl mig lidt om det|fortæl mig mere|fortæl mig om det|har du et eksempel|"
    "hvad betyder det for dig|hvad ellers|hvad gjorde du|hvad gjorde du så|hvad gør det ved dig|"
    "hvad mener du|hvad mener du med det|hvad skete der|hvad skete der så|hvad så|hvad tænker du om det|"
    "hvordan|hvordan det|hvordan er det for dig|hvordan kan det være|hvordan var det|hvorfor|hvorfor det|"
    "kan du fortælle mere|kan du give et eksempel|kan du sige mere|prøv at fortælle mere|sig noget mere|"
    "som hvad",
    "en": "and then|can you give an example|can you say more|can you tell me more|do you have an example|go on|how|"
    "how come|how so|how was that|like what|say more|such as|tell me about it|tell me about that|"
    "tell me more|what did you do|what do you mean|what do you mean by that|what does that mean for you|"
    "what else|what happened|what happened then|what makes you say that|what was that like|why|why is that|"
    "why not",
}


def content(words: Iterable[Word], language: str) -> frozenset[str]:
    """The stems of the words that say what somebody talks about; function words and short ones left out."""
    return frozenset(stem for word in words if (stem := _stem(word.text, language)) is not None)


def asks_for_more(text: str, language: str) -> bool:
    """Whether a question without content of its own asks for more of the same, such as "How so?"."""
    said = plain(text).removeprefix("og ").removeprefix("and ").removeprefix("ok ").removeprefix("okay ")
    return said in _more(language)


def shared(mine: Sequence[Word], theirs: Sequence[Word], language: str) -> bool:
    """Whether two stretches of words have a content word in common.

    Danish builds words from words: there a stem also counts when the other begins or ends with it (`plan`, `vagtplan`).
    """
    ours, others = content(mine, language), content(theirs, language)
    if ours & others or language != "da":
        return bool(ours & others)
    return any(_built_on(one, other) for one in ours for other in others)


def _built_on(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST and (long.startswith(short) or long.endswith(short))


@cache
def _more(language: str) -> frozenset[str]:
    return frozenset(map(plain, _ASKS_FOR_MORE[language].split("|")))


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(_FUNCTION_WORDS[language].split())


@lru_cache(maxsize=8192)
def _stem(text: str, language: str) -> str | None:
    word = text.casefold().replace("’", "'").strip(_MARKS).split("'")[0]
    if len(word) < 3 or not word.isalpha() or word in _function_words(language):
        return None
    return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer({"da": "danish", "en": "english"}[language])
