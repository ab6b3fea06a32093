"""The commands `batch` and `trends`, with the real analysis of transcripts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from talkratio import tables
from talkratio.batch import places, watching
from talkratio.cli import batch, trends
from talkratio.errors import InputError
from tests.batch.ground import place

APP = typer.Typer()
APP.command("batch")(batch.run)
APP.command("trends")(trends.trends)


def talk(share: int) -> str:
    """A transcript of 100 s in which Mette speaks so many of them."""
    moment = f"00:{share // 60:02d}:{share % 60:02d}.000"
    return (
        f"WEBVTT\n\n00:00:00.000 --> {moment}\n<v Mette>Hvordan går det med dig?</v>\n\n"
        f"{moment} --> 00:01:40.000\n<v Jonas>Det går godt, tak.</v>\n"
    )


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """Five conversations of Mette, each nearer to the target."""
    folder = tmp_path / "in"
    folder.mkdir()
    rows = ["recording,manager,consent"]
    for month, share in enumerate((70, 62, 55, 45, 31), 1):
        (folder / f"2026-0{month}-10.vtt").write_text(talk(share), encoding="utf-8")
        rows.append(f"2026-0{month}-10.vtt,Mette,receipt 12")
    (folder / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_one_command_gives_reports_table_and_course(talks: Path, tmp_path: Path) -> None:
    """All files are there, the command says where, and `trends` tells who came closer to the target."""
    out = tmp_path / "out"
    ended = CliRunner().invoke(APP, ["batch", str(talks / "manifest.csv"), "--out", str(out), "--workers", "1"])
    assert ended.exit_code == 0, ended.output
    assert "table.html" in ended.output
    assert all((out / name).is_file() for name in tables.FILES)
    assert len(list((out / "reports").glob("*.report.json"))) == 5
    told = CliRunner().invoke(APP, ["trends", str(out), "--json"])
    mette, whole = json.loads(told.output)
    assert (mette["manager"], mette["change"], whole["conversations"]) == ("M1", "closer", 5)
    assert mette["talk_share"] == pytest.approx((70 + 62 + 55 + 45 + 31) / 500, abs=0.01)
    for lang, title, change in (("en", "Questions and waiting", "closer"), ("da", "Spørgsmål og ventetid", "tættere")):
        shown = CliRunner().invoke(APP, ["trends", str(out), "--lang", lang]).output
        assert title in shown
        assert change in shown


@pytest.mark.parametrize("name", ["recordings.csv", "key.csv"])
def test_the_table_never_takes_the_place_of_somebody_elses_file(name: str, talks: Path) -> None:
    """A manifest may well be called recordings.csv, and lie where the results are to go."""
    manifest = (talks / "manifest.csv").rename(talks / name)
    said = manifest.read_bytes()
    ended = CliRunner().invoke(APP, ["batch", str(manifest), "--out", str(talks)])
    assert isinstance(ended.exception, InputError)
    assert f"{name} is there already" in str(ended.exception)
    assert manifest.read_bytes() == said
    assert not (talks / "journal.jsonl").exists()


def test_a_failure_shows_in_the_exit_code(talks: Path, tmp_path: Path) -> None:
    """The batch goes through, names the file and why, and ends with 1."""
    (talks / "manifest.csv").write_text("recording,consent\n2026-01-10.vtt,yes\ngone.wav,yes\n")
    ended = CliRunner().invoke(
        APP, ["batch", str(talks / "manifest.csv"), "--out", str(tmp_path / "out"), "--workers", "1", "--lang", "en"]
    )
    assert ended.exit_code == batch.SOME_FAILED
    assert "gone.wav does not exist" in ended.output


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Passed over, not analysed"), ("da", "Sprunget over, ikke analyseret")]
)
def test_nobody_can_believe_that_a_file_was_analysed(talks: Path, tmp_path: Path, lang: str, said: str) -> None:
    """What was passed over is named with the way to include it; what is named in a list is in the table."""
    for number in range(7):
        (talks / f"notes {number}.txt").write_text("Anna: Hvordan går det?\nBo: Godt, tak.\n")
    command = ["--consent", "test", "--workers", "1", "--lang", lang]
    ended = CliRunner().invoke(APP, ["batch", str(talks), "--out", str(tmp_path / "out"), *command])
    (line,) = [line for line in ended.output.splitlines() if said in line]
    assert all(f"notes {number}.txt" in line for number in range(4))
    assert "notes 6.txt" not in line
    assert "manifest.csv" in line  # it was not followed
    assert " 3 " in line
    (talks / "some.lst").write_text("notes 0.txt\n")
    ended = CliRunner().invoke(
        APP, ["batch", str(talks / "some.lst"), "--names", "--out", str(tmp_path / "other"), *command]
    )
    assert said not in ended.output
    assert "\nnotes 0.txt,done," in (tmp_path / "other" / "recordings.csv").read_text()


def test_without_consent_the_command_says_how(talks: Path, tmp_path: Path) -> None:
    """Recordings of which nobody said anything are listed, and none is opened."""
    ended = CliRunner().invoke(APP, ["batch", str(talks), "--out", str(tmp_path / "out"), "--lang", "en"])
    assert ended.exit_code == 0
    assert ended.output.count("--consent") == 1
    assert len(re.findall(r"-10\.vtt", ended.output)) == 5
    assert not (tmp_path / "out" / "reports").exists()


def test_watching_waits_until_a_recording_is_written(tmp_path: Path) -> None:
    """What grows is left as it was until two looks find it unchanged; an empty folder is waited for."""
    folder = tmp_path / "in"
    looks = watching.watch(str(folder), tmp_path / "out", every=0.05)
    place(folder, a="A 0-1\n")
    assert [recording.name for recording in next(looks)] == ["a.wav"]
    place(folder, a="A 0-1\n", b="A 0-2\n")
    assert [recording.name for recording in next(looks)] == ["a.wav", "b.wav"]
    place(folder, b="A 0-3\n")
    grown = next(looks)
    assert [recording.name for recording in grown] == ["a.wav", "b.wav"]
    assert grown[1].stamp == places.stamp(str(folder / "b.wav"))[0]
