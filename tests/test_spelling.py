"""One person is one person, however their name is spelled, in every format and wherever a name is asked for."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkratio import choice, formats
from talkratio.conversation import Conversation
from talkratio.errors import InputError
from talkratio.interval import Interval
from talkratio.pipeline import analyze
from talkratio.roles import assign
from talkratio.spelling import same, spellings, tidy

PEOPLE = ("Jonas", "Søren Å. Holm", "Zoë Brandt")
WAYS: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.lower,
    lambda name: normalize("NFD", name),
    lambda name: name.replace(" ", "\u00a0"),
    lambda name: name.replace(" ", "  "),
    lambda name: f"{name}\u200b",
)
"""ways in which programs and people spell one name"""

Said = Sequence[tuple[str, int]]
"""names as spelled, each with the second at which it speaks for one second"""


def vtt(said: Said) -> str:
    return "WEBVTT\n\n" + "".join(f"00:{at:02}.000 --> 00:{at + 1:02}.000\n<v {who}>ja</v>\n\n" for who, at in said)


def prefixed(said: Said) -> str:
    return "WEBVTT\n\n" + "".join(f"00:{at:02}.000 --> 00:{at + 1:02}.000\n{who}: ja\n\n" for who, at in said)


def srt(said: Said) -> str:
    return "".join(f"{at}\n00:00:{at:02},000 --> 00:00:{at + 1:02},000\n{who}: ja\n\n" for who, at in said)


def text(said: Said) -> str:
    return "".join(f"{who}: ja\n" for who, _ in said)


def headed(said: Said) -> str:
    return "".join(f"{who}  0:{at:02}\nja\n\n" for who, at in said)


def whisper(said: Said) -> str:
    return json.dumps({"segments": [{"start": at, "end": at + 1, "text": "ja", "speaker": who} for who, at in said]})


def each_word(said: Said) -> str:
    rows = json.loads(whisper(said))["segments"]
    return json.dumps([{**row, "words": [{**row, "word": "ja", "speaker": row["speaker"].upper()}]} for row in rows])


def table(said: Said) -> str:
    return "speaker;start;end\n" + "".join(f"{who};{at};{at + 1}\n" for who, at in said)


def rttm(said: Said) -> str:
    return "".join(f"SPEAKER x 1 {at} 1 <NA> <NA> {who} <NA> <NA>\n" for who, at in said)


def textgrid(said: Said) -> str:
    tiers = "".join(f'"IntervalTier" "{who}" 0 60 1 {at} {at + 1} "ja"\n' for who, at in said)
    return f'File type = "ooTextFile"\n"TextGrid"\n0 60 <exists> {len(said)}\n{tiers}'


def turned(ways: list[Callable[[str], str]]) -> st.SearchStrategy[list[tuple[int, Callable[[str], str]]]]:
    """Who speaks, in any order, each at least twice: a beginning of a line is a name when it comes back."""
    return st.permutations([(index % len(PEOPLE), way) for index, way in enumerate(ways)])


FORMS = [
    (".vtt", vtt), (".vtt", prefixed), (".srt", srt), (".txt", text), (".md", headed), (".json", whisper),
    (".json", each_word), (".csv", table), (".rttm", rttm), (".textgrid", textgrid),
]  # fmt: skip


@pytest.mark.parametrize(("suffix", "form"), FORMS, ids=[form.__name__ for _, form in FORMS])
@given(st.lists(st.sampled_from(WAYS), min_size=6, max_size=9).flatmap(turned))
def test_a_name_spelled_in_several_ways_is_one_person(
    suffix: str, form: Callable[[Said], str], order: list[tuple[int, Callable[[str], str]]]
) -> None:
    """As many people speak as there are names, each at their own times, turns and words alike."""
    said = [(way(PEOPLE[who]), 2 * at) for at, (who, way) in enumerate(order)]
    found = formats.READERS[suffix](form(said))
    spoken = list(dict.fromkeys(PEOPLE[who] for who, _ in order))
    assert sorted(map(same, found.speakers)) == sorted(map(same, spoken))
    assert {word.speaker for word in found.words or ()} <= set(found.speakers)
    if form in (vtt, prefixed, srt, table, rttm, textgrid):
        for name in spoken:
            (label,) = (one for one in found.speakers if same(one) == same(name))
            own = [2 * at for at, (who, _) in enumerate(order) if PEOPLE[who] == name]
            assert [turn.interval for turn in found.turns_of(label)] == [Interval(at, at + 1) for at in own]


@given(st.text(min_size=1), st.sampled_from(WAYS[2:]))
def test_the_spelling_kept_is_the_same_person(name: str, way: Callable[[str], str]) -> None:
    """What is kept is one of what was there, and no other name is met by it."""
    names = [way(name), name, "Anna"]
    kept = spellings(names)
    assert all(same(kept[one]) == same(one) for one in names)
    assert len(set(kept.values())) == len(set(map(same, names)))
    assert tidy(tidy(name)) == tidy(name)


def test_capitals_give_way_to_the_name_as_people_write_it() -> None:
    """A mixed spelling is kept wherever it stands; else the first; another name is another person."""
    assert set(spellings(["JONAS", "jonas", "Jonas"]).values()) == {"Jonas"}
    assert set(spellings(["JONAS", "jonas"]).values()) == {"JONAS"}
    assert set(spellings(["Mette\u00a0 Holm ", "METTE HOLM"]).values()) == {"Mette Holm"}
    assert len(set(spellings(["Jonas", "Jónas", "Jonas H", "SPEAKER_00", "SPEAKER_01"]).values())) == 5


@pytest.mark.parametrize(
    "wanted", ["Zoë Brandt", "ZOË  BRANDT", normalize("NFD", "zoë brandt"), "Zoë\u00a0Brandt", "brandt"]
)
def test_the_manager_is_met_in_any_spelling(wanted: str, tmp_path: Path) -> None:
    """`--manager` as typed, the name as the transcript has it."""
    path = tmp_path / "talk.srt"
    path.write_text(srt([("JONAS", 0), (normalize("NFD", "Zoë Brandt"), 2), ("Jonas", 4), ("ZOË BRANDT", 6)]))
    report = analyze(path, manager=wanted)
    assert (report.roles.manager, report.roles.employee, report.roles.observers) == ("Zoë Brandt", "Jonas", ())
    assert [numbers.talk_time for numbers in report.metrics.speakers] == [2.0, 2.0]


def test_a_name_that_is_not_there_is_still_refused() -> None:
    """No spelling makes one person of two."""
    with pytest.raises(InputError, match="'Jónas'"):
        assign(Conversation(2.0, formats.READERS[".rttm"](rttm([("Jonas", 0)])).turns), manager="Jónas")


def test_known_moments_of_one_person_may_spell_their_name_in_two_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--voice METTE=… --voice Mette=…` is one voice."""
    voices = [("METTE", Interval(0, 5)), ("Mette", Interval(9, 12)), ("jonas", Interval(20, 25))]
    chosen = choice.diarizer(None, "builtin", None, voices)  # type: ignore[arg-type]
    assert chosen.options["voices"] == (
        ("Mette", Interval(0, 5)), ("Mette", Interval(9, 12)), ("jonas", Interval(20, 25)),
    )  # fmt: skip


def test_words_go_to_the_same_name_in_the_labels_however_their_times_lie(tmp_path: Path) -> None:
    """Labels and captions of one recording by two programs: capitals in one, and captions that come late."""
    with wave.open(str(tmp_path / "talk.wav"), "wb") as sound:
        sound.setnchannels(1), sound.setsampwidth(2), sound.setframerate(16_000)
        sound.writeframes(bytes(2 * 16_000 * 12))
    (tmp_path / "talk.rttm").write_text(rttm([("JONAS", 0), ("METTE", 1), ("JONAS", 2), ("METTE", 3)]))
    (tmp_path / "talk.srt").write_text(srt([("Jonas", 1), ("Mette", 2), ("Jonas", 3), ("Mette", 4)]))
    report = analyze(tmp_path / "talk.wav", manager="mette")
    assert [word.speaker for word in report.conversation.words or ()] == ["JONAS", "METTE", "JONAS", "METTE"]
    assert report.roles.manager == "METTE"


def test_two_files_that_name_the_same_person_are_told_apart_by_their_own_names(tmp_path: Path) -> None:
    """One file a person, both calling theirs the same in other letters: as with equal letters."""
    for stem, name in (("talk_Anna", "SPEAKER 1"), ("talk_Bo", "Speaker 1")):
        (tmp_path / f"{stem}.rttm").write_text(rttm([(name, 0)]))
    assert set(formats.joined(sorted(tmp_path.glob("*.rttm"))).speakers) == {"Anna", "Bo"}
