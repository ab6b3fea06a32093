"""The shipped conversations give the reports that lie beside them; `python samples/expect.py` accepts a change."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from talkratio import formats
from talkratio import report as reports
from talkratio.interval import total

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ["mus-da", "mus-da-stereo", "mus-en", "mus-en-stereo"]

_spec = importlib.util.spec_from_file_location("expect", SAMPLES / "expect.py")
assert _spec is not None
assert _spec.loader is not None
expect = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(expect)


@pytest.fixture(scope="module", params=NAMES)
def pair(request: pytest.FixtureRequest) -> tuple[reports.Report, reports.Report]:
    """What is said now, and what is expected."""
    recording = SAMPLES / f"{request.param}.ogg"
    return expect.expected(recording), reports.read(SAMPLES / "truth" / f"{request.param}.report.json")


def test_shares_and_times_are_as_expected(pair: tuple[reports.Report, reports.Report]) -> None:
    """Floating point may differ between processors by a frame here and there, and no more."""
    now, before = pair
    assert now.roles == before.roles
    for one, other in zip(now.metrics.speakers, before.metrics.speakers, strict=True):
        assert one.talk_share == pytest.approx(other.talk_share, abs=0.002)
        assert one.talk_time == pytest.approx(other.talk_time, abs=0.5)
        assert one.words == other.words
    assert now.metrics.silence == pytest.approx(before.metrics.silence, abs=0.5)


def test_questions_are_as_expected(pair: tuple[reports.Report, reports.Report]) -> None:
    """The same sentences by the same people, of the same kinds for the same reasons."""
    now, before = pair
    told = [[(q.speaker, q.text, q.kind, q.reason) for q in one.questions or ()] for one in pair]
    assert told[0] == told[1]
    assert len(told[0]) >= 10
    assert before.questions is not None
    assert now.provenance.transcriber == "captions"


def test_what_is_expected_is_near_the_truth() -> None:
    """The reports are right, not merely repeated: within 2 points of the dry voices, stereo within 0.5."""
    for name in NAMES:
        report = reports.read(SAMPLES / "truth" / f"{name}.report.json")
        truth = formats.read(SAMPLES / "truth" / f"{name}.rttm")
        times = {who: total(turn.interval for turn in truth.turns_of(who)) for who in truth.speakers}
        manager = report.of("manager")
        assert manager is not None
        wanted = times[manager.speaker] / sum(times.values())
        assert manager.talk_share == pytest.approx(wanted, abs=0.005 if "stereo" in name else 0.02)


def test_the_same_recording_gives_the_same_bytes_twice() -> None:
    """Nothing in a report depends on chance, threads or the order of things."""
    recording = SAMPLES / "mus-da.ogg"
    assert reports.dumps(expect.expected(recording)) == reports.dumps(expect.expected(recording))
