"""The command line as a person types it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from talkratio import pipeline
from talkratio import report as reports
from talkratio.cli import app
from talkratio.cli.analyze import moment
from talkratio.errors import InputError

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
FILES = {"mus-da.report.json", "mus-da.html", "mus-da.csv", "mus-da.rttm", "mus-da.vtt"}


def run(*arguments: str | Path, code: int = 0) -> Result:
    """The command's result; its exit code must be `code`, and a failure must be one line without a traceback."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"TALKRATIO_LANG": "en"})
    assert result.exit_code == code, result.output + result.stderr + repr(result.exception)
    assert "Traceback" not in result.stderr
    return result


def plain(text: str) -> str:
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


def test_demo_shows_the_share_and_where_the_report_lies(tmp_path: Path) -> None:
    """The first thing a newcomer sees: who spoke how much, questions, 30/70, the page."""
    shown = plain(run("demo", "--out", tmp_path).stdout)
    assert re.search(r"The manager spoke \d+%", shown)
    assert "30/70" in shown
    assert "Questions" in shown
    assert "mus-da.html" in shown
    assert {path.name for path in tmp_path.iterdir()} == FILES


def test_demo_speaks_danish(tmp_path: Path) -> None:
    """Everything shown is there in Danish."""
    shown = plain(run("demo", "--out", tmp_path, "--lang", "da").stdout)
    assert "Lederen talte" in shown
    assert "Medarbejder" in shown
    assert 'lang="da"' in (tmp_path / "mus-da.html").read_text(encoding="utf-8")


def test_json_alone_is_a_report() -> None:
    """With --json nothing else is on stdout, and it reads back."""
    result = run("analyze", SAMPLES / "mus-da-stereo.ogg", "--manager", "left", "--json")
    report = reports.loads(result.stdout)
    assert report.roles.manager == "Mette"  # the captions know the name of who sits left
    assert report.provenance.diarizer == "channels"


def test_several_files_give_several_reports_and_the_first_failure_decides(tmp_path: Path) -> None:
    """One bad file is told and does not stop the others."""
    bad = tmp_path / "bad.wav"
    bad.write_text("this is no sound")
    result = run("analyze", bad, SAMPLES / "mus-da.vtt", "--out", tmp_path / "out", code=3)
    assert "bad.wav" in result.stderr
    assert (tmp_path / "out" / "mus-da.html").is_file()
    assert not list((tmp_path / "out").glob("bad*"))


@pytest.mark.parametrize("name", ["mus-da.vtt", "mus-da.csv", "mus-da.rttm", "mus-da.html"])
def test_a_report_never_takes_the_place_of_somebody_elses_file(name: str, tmp_path: Path) -> None:
    """Of a transcript beside the recording, say; of an earlier report of ours it does."""
    said = (SAMPLES / "mus-da.vtt").read_bytes()
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "mus-da.vtt"
    source.write_bytes(said)
    other = tmp_path / name
    other.write_bytes(said)
    result = run("analyze", source, "--out", tmp_path, code=5)
    assert f"{name} is there already" in plain(result.stderr)
    assert other.read_bytes() == said
    assert {path.name for path in tmp_path.iterdir()} == {"in", name}
    other.unlink()
    for _ in range(2):
        run("analyze", source, "--out", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"in", *FILES}


def test_two_recordings_of_one_name_are_not_written_over_each_other(tmp_path: Path) -> None:
    """It is told before the first is analysed."""
    paths = [tmp_path / folder / "mus.vtt" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes((SAMPLES / "mus-da.vtt").read_bytes())
    result = run("analyze", *paths, "--out", tmp_path / "out", code=3)
    assert "would have the same name" in plain(result.stderr)
    assert not (tmp_path / "out").exists()
    run("analyze", *paths)


def test_a_folder_that_cannot_be_is_told_before_anything_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour of listening is not thrown away."""
    (tmp_path / "file").write_text("x")
    monkeypatch.setattr("talkratio.pipeline.analyze", lambda *_, **__: pytest.fail("it was heard"))
    result = run("analyze", SAMPLES / "mus-da.ogg", "--out", tmp_path / "file", code=5)
    assert "cannot be written" in plain(result.stderr)


def test_a_saved_report_is_swapped_without_the_recording(tmp_path: Path) -> None:
    """Roles are exchanged, times stay."""
    run("analyze", SAMPLES / "mus-da.vtt", "--manager", "Mette", "--out", tmp_path)
    before = reports.read(tmp_path / "mus-da.report.json")
    after = reports.loads(run("report", tmp_path / "mus-da.report.json", "--swap", "--json").stdout)
    assert (after.roles.manager, after.roles.employee) == (before.roles.employee, before.roles.manager)
    assert after.metrics == before.metrics


def test_an_anonymous_report_holds_no_name_and_no_word(tmp_path: Path) -> None:
    """Names, words, file name and hash are gone from every file; the numbers stay."""
    run("analyze", SAMPLES / "mus-da.vtt", "--manager", "Mette", "--out", tmp_path / "whole")
    whole = reports.read(tmp_path / "whole" / "mus-da.report.json")
    run("report", tmp_path / "whole" / "mus-da.report.json", "--anonymous", "--out", tmp_path / "out")
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir()).decode()
    assert "Mette" not in written
    assert "mus-da" not in written
    assert str(whole.provenance.sha256) not in written
    named = reports.read(next((tmp_path / "out").glob("*.report.json")))
    assert [one.talk_share for one in named.metrics.speakers] == [one.talk_share for one in whole.metrics.speakers]
    assert len(named.questions or ()) == len(whole.questions or ())


def test_schema_describes_what_is_written(tmp_path: Path) -> None:
    """Every property of a written report is in the published schema."""
    schema = json.loads(run("schema").stdout)
    run("analyze", SAMPLES / "mus-da.vtt", "--out", tmp_path)
    written = json.loads((tmp_path / "mus-da.report.json").read_text(encoding="utf-8"))
    definition = schema["$defs"]["Report"]["properties"] if "$ref" in schema else schema["properties"]
    assert written.keys() == definition.keys()


def test_doctor_says_that_nothing_leaves() -> None:
    """It lists packages and the switches."""
    shown = run("doctor").stdout
    assert "What leaves this computer: nothing." in shown
    assert "ORT_DISABLE_TELEMETRY=1" in shown
    assert "faster-whisper" in shown


def test_engines_are_listed_without_loading_them() -> None:
    """Every engine file is there with its help."""
    shown = run("engines").stdout
    for folder in ("diarizers", "transcribers"):
        for path in (ROOT / "talkratio" / folder).glob("[a-z]*.py"):
            assert path.stem in shown


def test_known_moments_that_are_not_used_are_told(tmp_path: Path) -> None:
    """A transcript says who speaks, and so do turns beside a recording."""
    captions = run("analyze", SAMPLES / "mus-da.vtt", "--voice", "manager=0:01-0:05").stdout
    labels = SAMPLES / "truth" / "mus-da.rttm"
    marked = run("analyze", SAMPLES / "mus-da.ogg", "--labels", labels, "--voice", "manager=0:01-0:05").stdout
    assert all("moments of the voices were not used" in plain(shown) for shown in (captions, marked))


def test_review_lists_doubtful_moments() -> None:
    """From when to when, how likely each speaks, and the band before, after each answer and after all."""
    shown = plain(run("review", SAMPLES / "mus-da.ogg", "--most", 2).stdout)
    assert "The manager spoke" in shown
    found = re.search(r"The band is ±(\d+\.\d) points.* All of them answered: about ±(\d+\.\d) points", shown)
    assert found
    now, then = map(float, found.groups())
    rows = re.findall(r"(\d+:\d\d\.\d)–\d+:\d\d\.\d Manager \d+%, Employee \d+% ±(\d+\.\d)", shown)
    assert len(rows) == 2
    assert then <= min(float(left) for _, left in rows) <= max(float(left) for _, left in rows) <= now


def test_review_of_a_report_takes_the_manager_that_was_named(tmp_path: Path) -> None:
    """Also where it was another one when the recording was measured."""
    report = pipeline.analyze(SAMPLES / "mus-da.ogg", transcriber="none", manager="A")
    path = tmp_path / "talk.report.json"
    path.write_text(reports.dumps(report), encoding="utf-8")
    kept, swapped = (plain(run("review", path, *args).stdout) for args in ((), ("--manager", "B")))
    own, other = (re.search(r"The manager spoke (\d+)%", shown) for shown in (kept, swapped))
    assert own
    assert other
    assert int(own[1]) + int(other[1]) == pytest.approx(100, abs=1)
    assert "B" in run("review", path, "--manager", "Nobody", code=3).stderr


def test_review_of_a_transcript_says_that_there_is_no_sound() -> None:
    """Nothing to listen to, and no engine to change."""
    assert "no sound to listen to" in plain(run("review", SAMPLES / "mus-da.vtt").stdout)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["analyze", "nowhere.wav"], 3, "nowhere.wav"),
        (["analyze", "samples/mus-da.ogg", "--manager", "Nobody Else"], 3, "Nobody Else"),
        (["analyze", "samples/mus-da.ogg", "--diarizer", "magic"], 3, "magic"),
        (["analyze", "samples/mus-da.ogg", "--voice", "nonsense"], 3, "nonsense"),
        (["analyze", "samples/mus-da.ogg", "--voice", "manager=0:12-0:05"], 3, "ends before it begins"),
        (["analyze", "samples/mus-da.vtt", "--lang", "fr"], 3, "fr"),
        (["analyze", "samples/mus-da.ogg", "samples/mus-en.ogg", "--captions", "x.vtt"], 3, "one recording"),
        (["report", "samples/mus-da.vtt"], 3, "no report"),
        (["analyze"], 2, "recordings"),
        (["dashboard", "--port", "70000"], 2, "65535"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], code: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the thing; the exit code tells the kind."""
    monkeypatch.chdir(ROOT)
    assert words in plain(run(*arguments, code=code).stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyze", "--plan", "nothing", "--lang", "da", "nowhere.wav"],
        ["plan", "show", "nothing", "--lang=da"],
    ],
)
def test_what_cannot_be_done_is_said_in_the_language_asked_for(arguments: list[str], tmp_path: Path) -> None:
    """Whatever the computer speaks, at the first level and below it."""
    environment = {"TALKRATIO_LANG": "en", "TALKRATIO_HOME": str(tmp_path)}
    result = CliRunner().invoke(app, arguments, env=environment)
    assert result.exit_code == 3, result.output
    assert "Planen 'nothing' er ikke på denne computer" in plain(result.stderr)
    result = CliRunner().invoke(
        app, ["plan", "show", "nothing", "--lang", "en"], env={**environment, "TALKRATIO_LANG": "da"}
    )
    assert "There is no plan 'nothing'" in plain(result.stderr)


def test_a_moment_of_a_voice_is_read() -> None:
    """Minutes, seconds and decimals; role words become labels that roles are read from."""
    label, interval = moment("leder=1:05-1:12,5")
    assert (label, interval.start, interval.end) == ("Leder", 65.0, 72.5)
    with pytest.raises(InputError):
        moment("manager=0:12-0:05")


def test_every_command_has_help_and_is_in_the_readme() -> None:
    """A command that nobody can find out about does not exist."""
    listed = run("--help").stdout
    manuals = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs" / "commands.md").read_text(
        encoding="utf-8"
    )
    names = re.findall(r"^│ ([a-z]+) ", listed, re.MULTILINE)
    assert len(names) >= 8
    for name in names:
        assert f"talkratio {name}" in manuals, name
        assert len(plain(run(name, "--help").stdout)) > 60
