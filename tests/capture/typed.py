"""`talkratio record` and `talkratio library` typed as a person types them, and a conversation for them."""

from __future__ import annotations

from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from talkratio import library, pipeline, report
from talkratio.cli.library import app as kept_app
from talkratio.cli.record import record
from talkratio.library import Kept
from talkratio.report import Provenance
from tests.draw import draw

app = typer.Typer()
app.command("record")(record)
app.add_typer(kept_app, name="library")


def run(*arguments: str | Path, answer: str = "", code: int = 0) -> Result:
    """What the command shows; it must end with `code`."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=answer, env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def keep(title: str = "MUS") -> Kept:
    """A conversation of this computer with a report, in which the manager has 30 %."""
    kept, path = library.new(title, ".wav")
    path.write_bytes(b"sound")
    known = Provenance("x.wav", None, "0", "2026-01-01T10:00:00+01:00", "labels", None)
    kept.write(
        library.ORIGINAL, report.dumps(pipeline.compose(draw("Leder ###.......\nBo ...#######"), known, "Leder"))
    )
    return kept
