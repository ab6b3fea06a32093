"""A batch runs through whatever its recordings do, and goes on where it stopped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from talkratio import batch
from talkratio import report as reports
from talkratio.batch import journal
from talkratio.batch.journal import Journal
from talkratio.batch.recordings import Limits, Result, Settings
from talkratio.errors import InputError, OutputError
from talkratio.report import Target
from tests.batch.ground import FAKE, place, run

GOOD = {f"talk{index}": f"A 0-{index + 1}\nB {index + 1}-10\n" for index in range(4)}


def test_every_recording_ends_with_its_report(tmp_path: Path) -> None:
    """Each good recording is done and its report holds what the recording says."""
    found, worked = run(place(tmp_path / "in", **GOOD), tmp_path / "out")
    assert {result.status for result in found.values()} == {"done"}
    assert len(worked) == len(GOOD)
    report = reports.read(batch.report_path(tmp_path / "out", "talk2.wav"))
    assert report.metrics.of("A").talk_share == pytest.approx(0.3)  # type: ignore[union-attr]


POISON = {
    "damaged": ("bad x", "It is damaged. Copy it again.", True),
    "crashing": ("crash x", "signal 11", False),
    "hanging": ("hang x", "no progress for 2 s", False),
    "hungry": ("eat 60", "more memory", False),
    "defect": ("broken x", "ValueError at fake.py", False),
}


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Result]]:
    """A batch with one recording of every bad kind among good ones."""
    root = tmp_path_factory.mktemp("poisoned")
    folder = place(root / "in", **GOOD, **{name: f"{content}\n" for name, (content, _, _) in POISON.items()})
    limits = Limits(workers=2, patience=2.0, memory=400_000_000)
    return root / "out", run(folder, root / "out", limits=limits)[0]


@pytest.mark.parametrize("name", POISON)
def test_a_bad_recording_is_a_result_with_its_reason(poisoned: tuple[Path, dict[str, Result]], name: str) -> None:
    """A recording that fails says why, whether trying again is worth it, and leaves no report."""
    out, found = poisoned
    _, reason, final = POISON[name]
    result = found[f"{name}.wav"]
    assert (result.status, result.final) == ("failed", final)
    assert reason in result.reason
    assert not batch.report_path(out, f"{name}.wav").exists()


def test_bad_recordings_do_not_touch_the_good_ones(poisoned: tuple[Path, dict[str, Result]]) -> None:
    """Whatever the others did to their workers, the good ones are done."""
    _, found = poisoned
    assert [found[f"{name}.wav"].status for name in GOOD] == ["done"] * len(GOOD)


def test_what_was_said_never_stands_in_a_reason(tmp_path: Path) -> None:
    """The message of a defect may hold words of the conversation, so it is left out."""
    found, _ = run(place(tmp_path / "in", poison="broken x\n"), tmp_path / "out")
    assert "words" not in found["poison.wav"].reason
    assert "words" not in (tmp_path / "out" / journal.NAME).read_text()


def test_a_worker_that_dies_once_is_replaced(tmp_path: Path) -> None:
    """A recording whose worker was killed from outside is done by the next worker."""
    folder = place(tmp_path / "in", unlucky=f"once {tmp_path / 'mark'}\nA 0-1\n")
    found, _ = run(folder, tmp_path / "out")
    assert (found["unlucky.wav"].status, found["unlucky.wav"].tries) == ("done", 2)


def test_a_full_disk_stops_the_batch(tmp_path: Path) -> None:
    """When reports cannot be written, going on would only fail the rest."""
    with pytest.raises(OutputError, match="disk is full"):
        run(place(tmp_path / "in", **GOOD, last="full x\n"), tmp_path / "out")
    assert run(place(tmp_path / "in", last="A 0-1\n"), tmp_path / "out")[0]["last.wav"].status == "done"


def test_a_second_run_does_nothing_again(tmp_path: Path) -> None:
    """What is finished, and what failed for good, is not worked on again; what crashed is."""
    folder = place(tmp_path / "in", **GOOD, bad="bad x\n", crash="crash x\n")
    first, _ = run(folder, tmp_path / "out")
    second, worked = run(folder, tmp_path / "out")
    assert worked == ["crash.wav"]
    assert {name: result.status for name, result in first.items()} == {n: r.status for n, r in second.items()}
    assert run(folder, tmp_path / "out", again=True)[1] == ["bad.wav", "crash.wav"]


def test_a_changed_recording_is_done_again_alone(tmp_path: Path) -> None:
    """New content redoes one recording, also when size and time of change are as before."""
    folder = place(tmp_path / "in", **GOOD)
    run(folder, tmp_path / "out")
    before = (folder / "talk1.wav").stat()
    place(folder, talk1="A 0-5\nB 5-10\n")
    os.utime(folder / "talk1.wav", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert run(folder, tmp_path / "out")[1] == ["talk1.wav"]
    report = reports.read(batch.report_path(tmp_path / "out", "talk1.wav"))
    assert report.metrics.of("A").talk_share == pytest.approx(0.5)  # type: ignore[union-attr]


def test_a_recording_that_was_only_touched_is_not_done_again(tmp_path: Path) -> None:
    """The hash decides, not the time of change."""
    folder = place(tmp_path / "in", **GOOD)
    run(folder, tmp_path / "out")
    (folder / "talk1.wav").touch()
    assert run(folder, tmp_path / "out")[1] == []


def test_captions_that_come_later_redo_their_recording(tmp_path: Path) -> None:
    """A companion belongs to the recording: its content counts like the recording's own."""
    folder = place(tmp_path / "in", **GOOD)
    run(folder, tmp_path / "out")
    (folder / "talk3.rttm").write_text("SPEAKER talk3 1 0.0 1.0 <NA> <NA> A <NA> <NA>\n")
    assert run(folder, tmp_path / "out")[1] == ["talk3.wav"]


def test_another_setting_redoes_everything(tmp_path: Path) -> None:
    """Reports of other settings are not mixed into one table."""
    folder = place(tmp_path / "in", **GOOD)
    run(folder, tmp_path / "out")
    _, worked = run(folder, tmp_path / "out", Settings(target=Target(0.5)))
    assert len(worked) == len(GOOD)


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_report_that_was_lost_or_changed_is_made_again(tmp_path: Path, damage: str) -> None:
    """The journal trusts a report only by its hash."""
    folder = place(tmp_path / "in", **GOOD)
    run(folder, tmp_path / "out")
    path = batch.report_path(tmp_path / "out", "talk0.wav")
    if damage == "gone":
        path.unlink()
    else:
        path.write_text("{}")
    assert run(folder, tmp_path / "out")[1] == ["talk0.wav"]


def test_a_torn_journal_costs_one_recording(tmp_path: Path) -> None:
    """A last line that a kill cut short is passed over, and the journal is whole again afterwards."""
    folder = place(tmp_path / "in", **GOOD)
    run(folder, tmp_path / "out")
    path = tmp_path / "out" / journal.NAME
    path.write_bytes(path.read_bytes()[:-40])
    assert len(run(folder, tmp_path / "out")[1]) == 1
    assert run(folder, tmp_path / "out")[1] == []
    assert len(journal.entries(tmp_path / "out")) == len(GOOD)


def test_a_foreign_file_is_not_taken_for_a_journal(tmp_path: Path) -> None:
    """What somebody else wrote under that name stays as it is, and the folder is not blocked."""
    folder = place(tmp_path / "in", talk="A 0-1\n")
    path = tmp_path / "out" / journal.NAME
    path.parent.mkdir()
    path.write_text("my diary\n")
    with pytest.raises(InputError, match="no journal"):
        run(folder, tmp_path / "out")
    assert path.read_text() == "my diary\n"
    path.unlink()
    assert run(folder, tmp_path / "out")[1] == ["talk.wav"]


def test_two_batches_do_not_write_into_one_folder(tmp_path: Path) -> None:
    """The second one says that another is at work."""
    folder = place(tmp_path / "in", **GOOD)
    with Journal(tmp_path / "out"), pytest.raises(InputError, match="Another batch"):
        run(folder, tmp_path / "out")


def test_a_copy_counts_once(tmp_path: Path) -> None:
    """The same recording under two names has one row with numbers; the other names it."""
    found, _ = run(place(tmp_path / "in", a="A 0-2\n", b="A 0-2\n", c="A 0-3\n"), tmp_path / "out")
    assert [found[f"{name}.wav"].status for name in "abc"] == ["done", "duplicate", "done"]
    assert found["b.wav"].original == "a.wav"


def test_the_original_is_the_one_with_a_date(tmp_path: Path) -> None:
    """A copy of which nobody knows the day takes no conversation out of its manager's course."""
    names = {"copy": "A 0-2\n", "talk 2026-03-01": "A 0-2\n"}
    found, _ = run(place(tmp_path / "in", **names), tmp_path / "out")
    assert found["copy.wav"].original == "talk 2026-03-01.wav"
    assert found["talk 2026-03-01.wav"].status == "done"


def test_without_consent_nothing_is_analysed(tmp_path: Path) -> None:
    """A recording without a receipt is listed and skipped, unless a basis is named; a no always holds."""
    folder = place(tmp_path / "in", agreed="A 0-1\n", silent="A 0-2\n", refused="A 0-3\n")
    (folder / "agreed.consent.json").write_text("{}")
    (folder / "refused.consent.json").write_text('{"withdrawn": "2026-03-01"}')
    strict, worked = run(folder, tmp_path / "out", consent=None)
    assert worked == ["agreed.wav"]
    assert strict["silent.wav"].status == strict["refused.wav"].status == "no_consent"
    loose, worked = run(folder, tmp_path / "out", consent="agreed by mail")
    assert worked == ["silent.wav"]
    assert loose["refused.wav"].status == "no_consent"


def test_withdrawn_consent_takes_the_report_away(tmp_path: Path) -> None:
    """Who says no after the analysis is not found in the results any more."""
    folder = place(tmp_path / "in", talk="A 0-1\n")
    run(folder, tmp_path / "out")
    (folder / "talk.consent.json").write_text('{"withdrawn": true}')
    found, _ = run(folder, tmp_path / "out")
    assert found["talk.wav"].status == "no_consent"
    assert not batch.report_path(tmp_path / "out", "talk.wav").exists()


def test_the_longest_comes_first(tmp_path: Path) -> None:
    """A long recording begun last would keep everybody waiting."""
    folder = place(tmp_path / "in", short="A 0-1\n", long="A 0-1\n" * 2000, middle="A 0-1\n" * 50)
    handed: list[str] = []

    def perform(tasks, told):  # type: ignore[no-untyped-def]
        handed.extend(task.recording.name for task in tasks)
        return iter(())

    with pytest.raises(KeyError):
        batch.run(batch.find(str(folder)), tmp_path / "out", Settings(), perform, consent="test")
    assert handed == ["long.wav", "middle.wav", "short.wav"]


def test_the_task_hides_names_from_logs() -> None:
    """Schedulers write what they run into their logs."""
    recording = batch.Recording("Mette.wav", "/hr/Mette.wav", manager="Mette")
    assert "Mette" not in repr(batch.Task(recording, Settings(), "/out/Mette.report.json"))
    assert FAKE.startswith("tests.")
