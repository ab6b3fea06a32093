"""The real faster-whisper on a Whisper made for the tests: words on their clock, languages, and the whole line."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from talkratio import report as reports
from talkratio.audio import Audio
from talkratio.cli import app
from talkratio.errors import InputError
from talkratio.interval import Interval, total
from talkratio.transcribers._chunks import LONGEST, Chunk, plan
from tests.neural import whisper as tiny
from tests.neural.hearing import RATE, SAID, load, speaking, texts


def test_words_stand_on_the_clock_of_the_recording(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """The model points at 0.4 s a token within its chunk; the words stand where that is in the recording."""
    found = load(whisper, tmp_path)(recording, turns=speaking((100.0, 105.0)), language="da")
    assert texts(found.words) == SAID
    starts = [word.interval.start for word in found.words]
    assert starts[0] == pytest.approx(99.8, abs=0.05)
    assert starts[3] == pytest.approx(99.8 + 1.4, abs=0.25)
    assert all(word.confidence is not None and word.confidence > 0.9 for word in found.words)


def test_words_in_two_pieces_of_a_chunk(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """Silence is left out before the model hears, and put back into the times of what comes after it."""
    found = load(whisper, tmp_path)(recording, turns=speaking((10.0, 10.8), (60.0, 64.0)), language="da")
    assert texts(found.words) == SAID
    places = [word.interval.start for word in found.words]
    assert all(9.8 <= at <= 11.0 or 59.8 <= at <= 64.2 for at in places)
    assert min(places) < 11 < 59 < max(places)


def test_only_speech_is_written_down(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """Nothing is heard outside the turns, and nothing at all without them."""
    transcribe = load(whisper, tmp_path)
    assert transcribe(recording, turns=(), language="da").words == ()
    found = transcribe(recording, turns=speaking((30.0, 40.0), (120.0, 130.0)), language="da")
    speech = (Interval(29.7, 40.3), Interval(119.7, 130.3))
    assert all(any(word.interval.middle in part for part in speech) for word in found.words)


def test_a_plan_covers_the_speech_in_few_chunks(recording: Audio) -> None:
    """Every moment of speech is in a chunk, no chunk is too long, and they are as full as can be."""
    speech = [Interval(1, 4), Interval(4.2, 9), Interval(20, 80), Interval(100, 100.5), Interval(170, 180)]
    chunks = plan(recording, speech)
    pieces = [piece for chunk in chunks for piece in chunk.pieces]
    assert total(pieces) >= total(speech)
    assert total([*pieces, *speech]) == pytest.approx(total(pieces))
    assert all(chunk.duration <= LONGEST + 1e-6 for chunk in chunks)
    assert len(chunks) <= 5
    assert all(before.end <= after.start for before, after in pairwise(pieces))


def test_long_speech_is_cut_where_it_is_quiet(tmp_path: Path) -> None:
    """Somebody speaks for forty seconds with one short pause: the cut lies in it."""
    path = tmp_path / "long.wav"
    sound = np.random.default_rng(0).normal(0, 0.1, 40 * RATE)
    sound[int(24.0 * RATE) : int(24.3 * RATE)] *= 0.01
    soundfile.write(path, sound, RATE)
    with Audio.open(path) as audio:
        first, second = plan(audio, [Interval(0, 40)])
    assert 24.0 <= first.pieces[-1].end <= 24.3
    assert first.pieces[-1].end == second.pieces[0].start


def test_the_clock_of_a_chunk_stays_in_its_pieces() -> None:
    """A time on a seam goes to the piece that holds its middle; nothing lands in the silence between."""
    chunk = Chunk((Interval(10, 12), Interval(50, 53)))
    assert chunk.on_clock(0.5, 1.0) == Interval(10.5, 11.0)
    assert chunk.on_clock(1.5, 2.2) == Interval(11.5, 12.0)
    assert chunk.on_clock(1.9, 3.0) == Interval(50.0, 51.0)
    late = chunk.on_clock(6.0, 7.0)
    assert 50 <= late.start < late.end <= 53


# languages


def test_the_language_is_heard_once(recording: Audio, tmp_path: Path) -> None:
    """Without a language the model is asked, and its answer holds for all chunks."""
    folder = tiny.make(tmp_path / "en", (" How", " are", " you", "?"), language="en")
    found = load(folder, tmp_path)(recording, turns=speaking((1.0, 5.0), (50.0, 90.0)))
    assert found.language == "en"
    assert set(texts(found.words)) == {"How", "are", "you?"}


def test_a_language_that_is_said_is_not_doubted(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """The person's word goes over the model's ear."""
    assert load(whisper, tmp_path)(recording, turns=speaking((1.0, 5.0)), language="en").language == "en"


def test_the_language_of_the_setting_holds(recording: Audio, tmp_path: Path) -> None:
    """Loaded for Danish it writes Danish, whatever the model hears; a call that says otherwise is followed."""
    folder = tiny.make(tmp_path / "en", (" How", " are", " you", "?"), language="en")
    transcribe = load(folder, tmp_path, language="da")
    assert transcribe(recording, turns=speaking((1.0, 5.0)), language=None).language == "da"
    assert transcribe(recording, turns=speaking((1.0, 5.0)), language="en").language == "en"


def test_a_language_there_is_not(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """A code that no model knows is a plain error."""
    with pytest.raises(InputError, match="'xx'"):
        load(whisper, tmp_path)(recording, turns=speaking((1.0, 5.0)), language="xx")


def test_company_words_reach_the_model(recording: Audio, tmp_path: Path) -> None:
    """This model speaks only after a prompt as long as the hotwords make it."""
    folder = tiny.make(tmp_path / "hot", prompt=tiny.PROMPT + 1 + len(" Novo MUS"))
    silent = load(folder, tmp_path)(recording, turns=speaking((1.0, 9.0)), language="da")
    prompted = load(folder, tmp_path, hotwords=["Novo MUS"])(recording, turns=speaking((1.0, 9.0)), language="da")
    assert silent.words == ()
    assert texts(prompted.words) == SAID


# the whole line


def test_a_report_with_words_from_the_command_line(whisper: Path, shelf: Path, tmp_path: Path) -> None:
    """An installed model is used by itself: words, their speakers, and the model's name in the report."""
    assert CliRunner().invoke(app, ["models", "import", str(whisper), "--name", "tiny-da"]).exit_code == 0
    path = tmp_path / "talk.wav"
    soundfile.write(path, np.random.default_rng(0).normal(0, 0.02, 60 * RATE), RATE, subtype="PCM_16")
    path.with_suffix(".rttm").write_text(
        "SPEAKER talk 1 1.0 28.0 <NA> <NA> Mette <NA> <NA>\nSPEAKER talk 1 30.0 28.0 <NA> <NA> Jonas <NA> <NA>\n",
        encoding="utf-8",
    )
    arguments = ["analyze", str(path), "--manager", "Mette", "--language", "da", "--json"]
    result = CliRunner().invoke(app, arguments, env={"XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert result.exit_code == 0, result.output
    report = reports.loads(result.stdout)
    assert (report.provenance.transcriber, report.provenance.model) == ("faster_whisper", "tiny-da")
    words = report.conversation.words or ()
    assert {word.speaker for word in words} == {"Mette", "Jonas"}
    assert [question.text for question in report.questions or ()].count("Hvad synes du?") >= 2


def test_without_a_model_the_report_is_complete_in_time(shelf: Path, tmp_path: Path) -> None:
    """No words, no questions, but shares; and one line that says what gets the rest."""
    path = tmp_path / "talk.wav"
    soundfile.write(path, np.random.default_rng(0).normal(0, 0.02, 20 * RATE), RATE, subtype="PCM_16")
    path.with_suffix(".rttm").write_text(
        "SPEAKER talk 1 1.0 4.0 <NA> <NA> A <NA> <NA>\nSPEAKER talk 1 6.0 12.0 <NA> <NA> B <NA> <NA>\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(app, ["analyze", str(path), "--json"])
    report = reports.loads(result.stdout)
    assert report.questions is None
    mine = report.metrics.of("A")
    assert mine is not None
    assert mine.talk_share == pytest.approx(0.25)
    assert any("talkratio models" in note for note in report.provenance.notes)
