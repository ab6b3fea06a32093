"""The tables say what the reports say, name nobody unless asked to, and are the same to the byte."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet
import pytest

from talkratio import batch, report, tables, trends
from talkratio.batch import lines, names
from talkratio.batch.names import PLAIN
from talkratio.batch.recordings import Recording, Result
from talkratio.conversation import Conversation, Turn
from talkratio.errors import FormatError, OutputError
from talkratio.interval import Interval
from talkratio.pipeline import compose
from talkratio.report import Provenance
from talkratio.tables import Line, columns
from talkratio.texts import LANGUAGES, Language, catalogue
from tests.batch.ground import place, run, table
from tests.batch.test_cells import assert_same_cells

EVIL = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished batch of two managers, a bad recording and one without consent, in a folder `in` beside `out`."""
    root = tmp_path_factory.mktemp("tables")
    talks = {f"2026-0{i + 1}-01 Mette": f"Mette 0-{9 - i}\nJonas {9 - i}-10\n" for i in range(5)}
    place(root / "in", **talks, broken_Mette="bad x\n", copy="Mette 0-9\nJonas 9-10\n", b="Bo 0-3\nAnna 3-10\n")
    rows = [f"in/{name}.wav,Mette,yes" for name in (*talks, "broken_Mette", "copy")]
    (root / "m.csv").write_text("recording,manager,consent\n" + "\n".join(rows) + "\nin/b.wav,Bo,no\n")
    run(root / "m.csv", root / "out")
    return root


def rows(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_table_holds_the_numbers_of_the_reports(done: Path) -> None:
    """Every row's share, talk time and target are those of the recording's own report."""
    found = rows(table(done / "m.csv", done / "out")["recordings.csv"])
    key = {row["called"]: row["name"] for row in rows((done / "out" / names.NAME).read_bytes())}
    good = [row for row in found if row["status"] == "done"]
    assert len(good) == 5
    for row in good:
        numbers = report.read(batch.report_path(done / "out", key[row["recording"]])).of("manager")
        assert numbers is not None
        assert float(row["manager_talk_share"]) == pytest.approx(numbers.talk_share, abs=1e-4)
        assert float(row["manager_talk_time"]) == pytest.approx(numbers.talk_time, abs=1e-3)
        assert row["manager_words"] == ""


def test_every_recording_has_its_row(done: Path) -> None:
    """What failed, is a copy or has no consent is in the table with its reason."""
    found = rows(table(done / "m.csv", done / "out")["recordings.csv"])
    assert sorted(row["status"] for row in found) == ["done"] * 5 + ["duplicate", "failed", "no_consent"]
    assert all(bool(row["reason"]) == (row["status"] != "done") for row in found)


def test_the_table_names_nobody(done: Path) -> None:
    """No name of a person and no file name is in any of the files; the key to them is a file of its own."""
    for name, content in table(done / "m.csv", done / "out").items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                content = b"".join(book.read(part) for part in book.namelist())
        for told in (b"Mette", b"Jonas", str(done).encode()):
            assert told not in content, name
    assert "Mette" in (done / "out" / names.NAME).read_text()
    assert (done / "out" / names.NAME).stat().st_mode & 0o077 == 0


def test_names_stand_in_the_table_when_asked(done: Path) -> None:
    """With `--names` rows are called by the recordings' and managers' names."""
    recordings = batch.find(str(done / "m.csv"))
    results = [(one, Result("failed", f"{one.source} is empty")) for one in recordings]
    told = [line.reason for line in lines.lines(tuple(results), done / "out", PLAIN)]
    assert told[0] == f"{recordings[0].name} is empty"


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("/hr/nej.wav is empty.", "R1 is empty."),
        ("nej.rttm, line 1: no stretch of time.", "R1.rttm, line 1: no stretch of time."),
        ("Nogen har sagt nej til det.", "Nogen har sagt nej til det."),
        (
            "Nobody is called 'Mette'. Choose one of: Anna, Bo, or 'first'.",
            "Nobody is called …. Choose one of: …, or 'first'.",
        ),
        ("Ingen er 'Mette'. Vælg en af: Anna, Bo, eller 'first'.", "Ingen er …. Vælg en af: …, eller 'first'."),
    ],
)
def test_reasons_name_nobody(reason: str, shown: str) -> None:
    """Paths, names of files and of people are hidden in a reason, and its own words stay."""
    recording = Recording("nej.wav", "/hr/nej.wav", manager="Mette")
    assert names.Names({"nej.wav": "R1"}, {}).hidden(reason, recording) == shown


def test_pseudonyms_stay_when_recordings_come(tmp_path: Path) -> None:
    """Whoever was M1 stays M1, and newcomers get the next number."""
    late, early = Recording("b", "/b", whose="Mette"), Recording("a", "/a", whose="Anna")
    first = names.pseudonyms(tmp_path, [late])
    second = names.pseudonyms(tmp_path, [early, late])
    assert (first.manager(late), second.manager(late), second.manager(early)) == ("M1", "M1", "M2")
    (tmp_path / names.NAME).write_text("kind,called,name\nrecording,what\n")
    with pytest.raises(FormatError, match="no key"):
        names.pseudonyms(tmp_path, [late])


@pytest.mark.parametrize("other", ["METTE  HOLM", "mette holm", "Mette\u00a0Holm"])
def test_a_manager_is_one_person_however_spelled(tmp_path: Path, other: str) -> None:
    """With pseudonyms, also those given earlier, and with names, every spelling is one manager with one course."""
    one, two, third = Recording("a", "/a", whose=other), Recording("b", "/b", whose="Mette Holm"), Recording("c", "/c")
    assert names.pseudonyms(tmp_path, [one]).manager(one) == "M1"
    called = names.pseudonyms(tmp_path, [one, two, third])
    assert (called.manager(one), called.manager(two), called.manager(third)) == ("M1", "M1", None)
    assert (tmp_path / names.NAME).read_text().count("manager") == 1
    assert {names.plain([one, two]).manager(each) for each in (one, two)} == {"Mette Holm"}


def test_files_agree(done: Path) -> None:
    """All formats hold the same cells; each Parquet field carries its definition."""
    table(done / "m.csv", done / "out")
    assert len(assert_same_cells(done / "out", "en")) == 8
    field = pyarrow.parquet.read_schema(done / "out" / "recordings.parquet").field("manager_talk_share")
    assert b"everyone's speech" in field.metadata[b"definition"]


def test_the_course_of_a_manager_is_in_the_table(done: Path) -> None:
    """Five conversations, each nearer to the target than the one before, are told as closer."""
    files = table(done / "m.csv", done / "out")
    first = rows(files["managers.csv"])[0]
    assert (first["manager"], first["conversations"], first["change"]) == ("M1", "5", "closer")
    assert float(first["talk_share"]) == pytest.approx((9 + 8 + 7 + 6 + 5) / 50)
    again, everyone = trends.read(done / "out")
    assert (again.change, again.talk_share) == ("closer", pytest.approx(0.7))
    assert (everyone.manager, everyone.conversations) == (trends.EVERYONE, 5)
    assert again.wait == everyone.wait


def test_writing_twice_gives_the_same_bytes(done: Path) -> None:
    """Neither the hour nor the order of finishing is in any file, and nobody else may read them."""
    assert table(done / "m.csv", done / "out") == table(done / "m.csv", done / "out")
    assert all((done / "out" / name).stat().st_mode & 0o077 == 0 for name in tables.FILES)


def test_text_from_outside_runs_nowhere(tmp_path: Path) -> None:
    """A file called like a formula or like a tag is text in CSV, workbook and page."""
    line = Line(EVIL, "failed", "<script>alert(1)</script>", EVIL, None, None, None)
    tables.write(tmp_path, [line], "en")
    assert f"'{EVIL}" in (tmp_path / "recordings.csv").read_text(encoding="utf-8-sig")
    assert "<script" not in (tmp_path / "table.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "table.xlsx") as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_a_full_disk_leaves_the_old_table(tmp_path: Path) -> None:
    """When the files cannot be written whole, those that stood there stay, and nothing half lies around."""
    old = {path.name: path.read_bytes() for path in tables.write(tmp_path, [], "en")}
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from talkratio import tables\n"
        "from talkratio.errors import OutputError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        "line = tables.Line('R1', 'failed', 'x' * 9000, None, None, None, None)\n"
        "try:\n    tables.write(Path(sys.argv[1]), [line], 'en')\n"
        "except OutputError as error:\n    sys.exit(error.exit_code)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(tmp_path)], capture_output=True, check=False
    )
    assert ended.returncode == OutputError.exit_code, ended.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_a_damaged_report_is_said_in_the_table(done: Path, tmp_path: Path) -> None:
    """A report that somebody changed gives a row without numbers."""
    folder = place(tmp_path / "in", talk="A 0-1\n")
    run(folder, tmp_path / "out")
    recordings = batch.find(str(folder))
    batch.report_path(tmp_path / "out", "talk.wav").write_text("{}")
    (line,) = lines.lines(((recordings[0], Result("done")),), tmp_path / "out", PLAIN)
    assert (line.status, line.report) == ("failed", None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_name_and_a_definition(language: Language) -> None:
    """Columns, changes and states can be said in both languages, and no column is there twice."""
    told = [one.column for one in columns.recordings()]
    assert len({column.key for column in told}) == len(told)
    for column in (*told, *columns.MANAGERS):
        assert column.title(language)
        assert column.definition(language)
    assert {f"change_{change}" for change in trends.Change.__args__} <= set(catalogue("batch", language))
    assert set(catalogue("batch", "da")) == set(catalogue("batch", "en"))


def test_nothing_that_was_said_is_in_the_table(done: Path) -> None:
    """A line has no place for words: only numbers, states and names that were given."""
    measured = columns.recordings()
    kinds = {one.column.key for one in measured if one.column.kind == "text"}
    assert kinds == {
        "recording", "status", "manager", "consent", "verdict", "counted", "roles", "language", "reason",
        "notes",
    }  # fmt: skip
    assert replace(Line("R1", "done", "", None, None, None, None), manager="M1").manager == "M1"


def test_notes_stand_beside_the_numbers_and_name_nobody(tmp_path: Path) -> None:
    """A recording that has its numbers says what was wrong with it; one in which nobody speaks says that."""
    talk = Conversation(10.0, (Turn(Interval(0.0, 4.0), "Mette"), Turn(Interval(4.0, 9.0), "Jonas")))
    known = Provenance("a.wav", "0" * 64, "0", "2026-01-01T00:00:00+00:00", "labels", None)
    noted = compose(
        talk, replace(known, notes=("Turns were read from Mette.rttm.", "Jonas.vtt stops at 3 s.")), "Mette"
    )
    silent = compose(Conversation(10.0, ()), known)
    words = "/hr/Teams/Jonas.vtt"
    recordings = [Recording("Mette.wav", "/hr/Mette.wav", captions=words), Recording("silent.wav", "/hr/silent.wav")]
    for recording, found in zip(recordings, (noted, silent), strict=True):
        path = batch.report_path(tmp_path, recording.name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(report.dumps(found))
    results = [(recording, Result("done")) for recording in recordings]
    told = [
        line.notes for line in lines.lines(results, tmp_path, names.pseudonyms(tmp_path, recordings), language="en")
    ]
    assert told == ["Turns were read from R1.rttm. … stops at 3 s.", "Nobody is heard speaking in it."]
