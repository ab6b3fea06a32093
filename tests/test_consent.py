from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from talkratio import consent, library
from talkratio.consent import Yes
from talkratio.errors import FormatError, InputError
from talkratio.interval import Interval
from talkratio.retention import Policy
from talkratio.texts import LANGUAGES, Language

BOTH = (Yes("Mette <Leder>", "spoken", Interval(1, 4)), Yes("Bo", "ticked"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_says_who_when_what_and_how_to_withdraw(language: Language) -> None:
    """Everything both must be able to read is on the page, names escaped, marked as no legal advice."""
    kept, _ = library.new("MUS")
    given = consent.give(kept, BOTH, Policy(), language)
    assert consent.read(kept) == given
    page = consent.receipt(given)
    say = consent.wording(language)
    for part in ("purpose", "withdraw", "free", "equal", "not_advice", "receipt_spoken", "receipt_ticked"):
        assert escape(say[part]) in page
    assert "Mette &lt;Leder&gt;" in page
    assert "<Leder>" not in page
    assert given.wording in page
    assert "http" not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("policy", "keys"),
    [
        (Policy(), ("what_recording_confirmed", "what_words_days", "what_numbers")),
        (Policy(on_confirm=False), ("what_recording_days", "what_words_days", "what_numbers")),
        (Policy(transcribe=False), ("what_recording_confirmed", "what_words_never_days", "what_numbers")),
        (Policy(words_days=None, transcribe=False), ("what_recording_confirmed", "what_words_never_kept")),
        (Policy(recording_days=None, words_days=None), ("what_recording_kept", "what_words_kept")),
    ],
)
def test_what_is_promised_is_what_the_settings_do(policy: Policy, keys: tuple[str, ...], language: Language) -> None:
    """Each setting has its sentence, with its number of days."""
    say = consent.wording(language)
    expected = " ".join(say[key].format(days=7) for key in keys)
    assert dict(consent.paragraphs(policy, language))[say["what_name"]] == expected


@pytest.mark.parametrize(("language", "said"), [("da", "efter 1 dag."), ("en", "after 1 day.")])
def test_one_day_is_one_day(language: Language, said: str) -> None:
    """No receipt speaks of 1 days."""
    kept = dict(consent.paragraphs(Policy(recording_days=1, words_days=1, on_confirm=False), language))
    assert kept[consent.wording(language)["what_name"]].count(said) == 2


@pytest.mark.parametrize(
    "people", [(), BOTH[:1], (BOTH[1], BOTH[1]), (BOTH[0], Yes(" ", "ticked"))], ids=["nobody", "one", "same", "blank"]
)
def test_consent_takes_two(people: tuple[Yes, ...]) -> None:
    """Without a yes from each of at least two people nothing is written."""
    kept, _ = library.new("MUS")
    with pytest.raises(InputError, match="Everybody"):
        consent.give(kept, people, Policy(), "da")
    assert consent.read(kept) is None


def test_an_organisation_writes_its_own_words(home: Path) -> None:
    """Its sentence is shown, the others stay, and the receipt tells the two wordings apart."""
    kept, _ = library.new("MUS")
    before = consent.give(kept, BOTH, Policy(), "da")
    (home / "consent.da.toml").write_text('organisation = "Nordby Kommune"\n', encoding="utf-8")
    after = consent.give(kept, BOTH, Policy(), "da")
    assert "Nordby Kommune" in consent.receipt(after)
    assert before.wording != after.wording
    assert consent.wording("en")["organisation"] == "your workplace"


def test_a_receipt_says_what_the_two_read(home: Path) -> None:
    """Other words later, or a yes heard later, change neither the text nor the day on it."""
    kept, _ = library.new("MUS")
    given = consent.give(kept, BOTH, Policy(), "da")
    (home / "consent.da.toml").write_text('organisation = "Nordby Kommune"\n', encoding="utf-8")
    consent.note(kept, given, (BOTH[0], Yes("Bo", "spoken", Interval(5, 8))))
    after = consent.read(kept)
    assert after is not None
    assert after.people[1].how == "spoken"
    assert (after.when, after.wording) == (given.when, given.wording)
    assert "jeres arbejdsplads" in consent.receipt(after)
    assert "Nordby Kommune" not in consent.receipt(after)


@pytest.mark.parametrize("own", ["not toml", 'titel = "x"', "free = 1", 'info = "{place}"'])
def test_words_that_do_not_fit_are_refused(home: Path, own: str) -> None:
    """The file is named, and what is wrong with it."""
    (home / "consent.da.toml").write_text(own, encoding="utf-8")
    with pytest.raises(FormatError, match=r"consent\.da\.toml"):
        consent.wording("da")


def test_a_damaged_receipt_is_told(home: Path) -> None:
    """It is not taken for a missing one."""
    kept, _ = library.new("MUS")
    kept.write(consent.RECEIPT, "{")
    with pytest.raises(FormatError, match=r"consent\.json"):
        consent.read(kept)
