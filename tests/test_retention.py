from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from talkratio import consent, copies, library, pipeline, report, retention
from talkratio.consent import Yes
from talkratio.conversation import Conversation, Turn, Word
from talkratio.edits import Remove
from talkratio.errors import FormatError, InputError
from talkratio.interval import Interval
from talkratio.library import Kept
from talkratio.plan import rounds
from talkratio.plan.agreements import Agreement
from talkratio.plan.plan import compose
from talkratio.report import Provenance
from talkratio.retention import Policy

WORD, NAME, SOUND = "kaffemaskinen", "Sofie", b"the sound of two voices"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKRATIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def keep(*, days: float = 0.0, analysed: bool = True) -> Kept:
    """A conversation with sound, words, a correction, notes, consent and an index row, `days` old."""
    kept, path = library.new(f"MUS med {NAME}", ".wav")
    path.write_bytes(SOUND)
    if analysed:
        turns = (Turn(Interval(0, 3), "Leder"), Turn(Interval(3, 10), NAME), Turn(Interval(11, 12), "Leder"))
        words = (Word(Interval(4, 5), WORD, None, NAME),)
        known = Provenance("x.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
        made = pipeline.compose(Conversation(20.0, turns, words, "da"), known, "Leder")
        kept.write(library.ORIGINAL, report.dumps(made))
        kept.keep_edits((Remove("Leder", Interval(11, 12)),))
    when = datetime.now().astimezone() - timedelta(days=days)
    kept.describe(notes=f"{NAME} vil gerne lære mere", created=when.isoformat())
    people = [Yes("Leder", "ticked"), Yes(NAME, "ticked")]
    consent.give(kept, people, retention.policy(), "da")
    library.entries()
    return kept


def everything(folder: Path) -> bytes:
    """Every byte below the folder, names of files included."""
    return b"\n".join(
        str(path).encode() + b"\n" + (path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")
    )


def test_the_recording_goes_when_the_share_is_confirmed(home: Path) -> None:
    """The sound is nowhere any more, the words and the consent are still there, and the ledger tells it."""
    kept = keep()
    retention.confirm(kept)
    assert kept.recording is None
    assert SOUND not in everything(home)
    assert kept.report() is not None
    assert [(line.what, line.why) for line in library.deleted()] == [("recording", "confirmed")]


def test_words_and_names_go_after_a_week_and_the_numbers_stay(home: Path) -> None:
    """Of a conversation eight days old no word, name, note or sound is found; its corrected share is."""
    kept, young = keep(days=8), keep(days=6)
    share = kept.numbers()
    retention.sweep()
    assert sorted(path.name for path in kept.folder.iterdir()) == [library.ABOUT, library.NUMBERS]
    young.delete(None)
    left = everything(home)
    for gone in (WORD.encode(), NAME.encode(), SOUND):
        assert gone not in left
    assert kept.numbers() == share
    assert share is not None
    assert share.share == pytest.approx(0.3)
    (entry,) = library.entries()
    assert (entry.title, entry.report, entry.numbers) == ("", False, share)


def test_nothing_is_touched_before_its_time(home: Path) -> None:
    """A day before, a sweep changes no byte of the conversation."""
    kept = keep(days=6.9)
    before = everything(kept.folder)
    retention.sweep()
    assert everything(kept.folder) == before
    assert retention.due(kept) == pytest.approx((0.1, 0.1), abs=0.01)


def test_what_was_promised_is_kept_when_the_settings_are_loosened() -> None:
    """The stricter of promise and settings holds, in both directions."""
    kept = keep(days=8)
    retention.set_policy(Policy(on_confirm=False, recording_days=None, words_days=None))
    assert retention.policy_of(kept) == Policy()
    retention.sweep()
    assert not kept.ready
    later = keep(days=8)
    assert retention.policy_of(later).words_days is None
    retention.sweep()
    assert later.ready
    retention.set_policy(Policy(words_days=3))
    retention.sweep()
    assert not later.ready


def test_a_recording_kept_longer_than_the_words_stays() -> None:
    """Each has its own time."""
    retention.set_policy(Policy(recording_days=30, words_days=7))
    kept = keep(days=8)
    retention.sweep()
    assert kept.recording is not None
    assert not kept.ready


def test_one_that_nobody_analysed_goes_as_a_whole() -> None:
    """There are no numbers to keep, and the sound is overdue."""
    kept = keep(days=8, analysed=False)
    retention.sweep()
    assert not kept.folder.exists()


def test_a_damaged_conversation_does_not_stop_the_others() -> None:
    """The sweep clears the rest."""
    bad, good = keep(days=8), keep(days=8)
    (bad.folder / library.ORIGINAL).write_text("{")
    retention.sweep()
    assert not good.ready


def test_a_crash_in_the_middle_is_finished_by_the_next_sweep(home: Path) -> None:
    """Killed after the numbers were written, the words still go at the next start."""
    kept = keep(days=8)
    code = (
        "import os, sys; from pathlib import Path; from talkratio import retention\n"
        "from talkratio.library import Kept\n"
        "Kept.describe = lambda self, **_: os.kill(os.getpid(), 9)\n"
        "retention.reduce_to_numbers(Kept(Path(sys.argv[1])))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(kept.folder)]).returncode == -9
    assert (kept.folder / library.NUMBERS).exists()
    assert kept.ready
    retention.sweep()
    assert not kept.ready
    assert NAME.encode() not in everything(home)


def test_a_conversation_being_recorded_or_analysed_is_left_alone() -> None:
    """Nothing is taken from under a process at work."""
    kept = keep(days=8)
    with kept.alone("job"):
        retention.sweep()
        assert kept.ready
    retention.sweep()
    assert not kept.ready


def test_withdrawing_leaves_no_byte_and_gives_a_receipt(home: Path, tmp_path: Path) -> None:
    """Sound, words, names, copies and index rows are gone; the receipt counts them and names nobody."""
    kept = keep()
    here, moved = tmp_path / "kopi.html", tmp_path / "flyttet.html"
    for path in (here, moved):
        copies.give(kept, path, sound=False)
    moved.unlink()
    receipt = retention.withdraw(kept)
    left = everything(home)
    for gone in (WORD.encode(), NAME.encode(), SOUND):
        assert gone not in left
    assert not here.exists()
    assert (receipt.copies, receipt.elsewhere) == (1, (str(moved),))
    assert receipt.files >= 5
    for language in ("da", "en"):
        told = receipt.told(language)
        assert kept.name in told
        assert str(moved) in told
        assert NAME not in told
    assert [line.why for line in library.deleted()] == ["withdrawn"]
    with pytest.raises(InputError):
        library.find(kept.name)


def test_withdrawing_finds_every_place_a_word_may_lie(home: Path) -> None:
    """Half-written words, what processes leave, plan and agreements, and those carried into the next plan."""
    kept = keep()
    told = f"{NAME} siger {WORD}"
    for name in ("state.json", "options.json", "capture.json", "capture.log", "commands.jsonl", "live.json"):
        kept.write(name, told)
    for name in ("early.report.json", "marks.json", ".original.report.json.half"):
        kept.write(name, told)
    parts = kept.folder / "checkpoints" / "deep"
    parts.mkdir(parents=True)
    (parts / "part").write_text(told)
    made = rounds.begin(compose("mus", manager="Leder", employee=NAME))
    loose = rounds.loose(made.key)
    before = loose.read_bytes()
    promise = Agreement("a1", "both", told, status="open", confirmed_by=("employee", "manager"))
    linked = rounds.link(rounds.change(made.key, lambda one: one.with_agreement(promise)).key, kept)
    loose.write_bytes(before)  # as a crash in the middle of the move leaves it
    following = rounds.begin(compose("mus", manager="Leder", employee="X", carried=linked.agreements))
    library.entries()
    retention.withdraw(kept)
    left = everything(home)
    for gone in (WORD.encode(), NAME.encode(), SOUND):
        assert gone not in left
    assert kept.name not in "".join(str(path) for path in home.rglob("*"))
    assert rounds.rounds() == (replace(following, plan=replace(following.plan, carried=())),)


def test_what_both_agreed_outlives_the_words_and_says_no_more_where_it_was_said(home: Path) -> None:
    """After a week the next talk still begins with it; what nobody confirmed went with the words it was found in."""
    kept = keep(days=8)
    made = rounds.begin(compose("mus", manager="Leder", employee="X"))
    agreed = Agreement("a1", "both", "Kursus", moment=Interval(1, 2), status="open")
    for one in (agreed, Agreement("a2", "employee", f"jeg ser på {WORD}", moment=Interval(4, 5))):
        rounds.change(made.key, lambda old, one=one: old.with_agreement(one))  # type: ignore[misc]
    rounds.link(made.key, kept)
    retention.sweep()
    assert sorted(path.name for path in kept.folder.iterdir()) == [library.ABOUT, library.NUMBERS]
    (left,) = rounds.rounds()
    assert (left.agreements, left.conversation) == ((replace(agreed, moment=None),), None)
    assert WORD.encode() not in everything(home)


def test_withdrawing_does_not_delete_what_somebody_put_in_the_copys_place(tmp_path: Path) -> None:
    """A file of that name that is no copy stays."""
    kept = keep()
    path = tmp_path / "kopi.html"
    copies.give(kept, path, sound=False)
    path.write_text("my own page")
    receipt = retention.withdraw(kept)
    assert path.read_text() == "my own page"
    assert receipt.elsewhere == (str(path),)


def test_withdrawing_stops_who_is_at_work(home: Path) -> None:
    """A process that holds the conversation is ended, and brings nothing back."""
    kept = keep()
    code = (
        "import sys, os, json, time; from pathlib import Path; from talkratio import jobs; "
        "from talkratio.library import Kept\n"
        "kept = Kept(Path(sys.argv[1]))\n"
        "with kept.alone('job'):\n"
        "    jobs._say(kept, jobs.Job('running', pid=os.getpid())); print('ready', flush=True)\n"
        "    while True: time.sleep(0.01); kept.write('early.report.json', 'x')"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(kept.folder)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        retention.withdraw(kept)
        assert process.wait(timeout=20) != 0
    time.sleep(0.05)
    assert not kept.folder.exists()
    assert NAME.encode() not in everything(home)


def test_damaged_settings_say_so_and_change_nothing(home: Path) -> None:
    """Days that make no sense are refused, and a damaged file is named."""
    with pytest.raises(ValueError, match="days"):
        Policy(words_days=0)
    (home).mkdir(exist_ok=True)
    (home / "retention.json").write_text(json.dumps({"words_days": -1}))
    with pytest.raises(FormatError, match=r"retention\.json"):
        retention.policy()


def test_settings_are_for_their_owner_alone(home: Path) -> None:
    """As everything else that is kept."""
    retention.set_policy(Policy())
    assert retention.policy() == Policy()
    assert (home / "retention.json").stat().st_mode & 0o777 == 0o600
