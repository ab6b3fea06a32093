"""The real faster-whisper on a Whisper made for the tests."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from talkratio import engines, weights
from talkratio import report as reports
from talkratio.audio import Audio
from talkratio.cli import app
from talkratio.conversation import Turn, Word
from talkratio.errors import Cancelled, EngineError, InputError, OutputError, WeightsError
from talkratio.interval import Interval, total
from talkratio.transcribers import _attended as attended
from talkratio.transcribers import _hallucinations as hallucinations
from talkratio.transcribers import _hearing
from talkratio.transcribers._checkpoints import Checkpoint
from talkratio.transcribers._chunks import LONGEST, Chunk, plan
from tests.neural import whisper as tiny

RATE = 16_000
SAID = ["Hvad", "synes", "du?", "Det", "går", "godt."]


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Audio]:
    """Three minutes of quiet noise: what it says is up to the model."""
    path = tmp_path / "talk.wav"
    noise = np.random.default_rng(0).normal(0, 0.02, 180 * RATE)
    soundfile.write(path, noise, RATE, subtype="PCM_16")
    with Audio.open(path) as audio:
        yield audio


def speaking(*stretches: tuple[float, float]) -> tuple[Turn, ...]:
    return tuple(Turn(Interval(*stretch), "A") for stretch in stretches)


def load(model: Path | str, tmp_path: Path, **options: Any) -> Any:
    return engines.load("transcribers", "faster_whisper", model=model, checkpoints=tmp_path / "checkpoints", **options)


def texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


# chunks and their clock


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


# what nobody said


def test_a_loop_is_cut(recording: Audio, tmp_path: Path) -> None:
    """A model that says the same four words forty times over is believed once, and the note says where."""
    folder = tiny.make(tmp_path / "loop", (" det", " går", " godt", " ja") * 30)
    found = load(folder, tmp_path)(recording, turns=speaking((65.0, 90.0)), language="da")
    assert len(found.words) < 30
    assert any("1:0" in note and "repeated itself" in note for note in found.notes)


def test_credits_of_subtitles_are_left_out(recording: Audio, tmp_path: Path) -> None:
    """What Whisper learned from films is not said in a conversation."""
    folder = tiny.make(tmp_path / "credits", (" Danske", " tekster", " af", " Nicolai", ".", " Ja", "."))
    found = load(folder, tmp_path)(recording, turns=speaking((65.0, 90.0)), language="da")
    assert texts(found.words) == ["Ja."]
    assert any("credits" in note for note in found.notes)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ja ja ja ja", "ja ja ja ja"),
        ("nej nej nej nej nej nej nej", "nej"),
        ("Tak. Tak. Tak. Tak. Tak. Tak. Ja.", "Tak. Ja."),
        ("det er godt det er godt", "det er godt det er godt"),
        ("det er godt det er godt det er godt så", "det er godt så"),
        ("Tak for at se med. Hej.", "Hej."),
        ("Jeg så Tekster af Inger. Ja.", "Jeg så Tekster af Inger. Ja."),
        ("Undertekster af Amara.org-fællesskabet", ""),
        ("Thanks for watching!", ""),
        ("Thanks for listening to me today, Anna.", "Thanks for listening to me today, Anna."),
    ],
)
def test_what_people_say_stays(said: str, kept: str) -> None:
    """People do repeat themselves a little; machines repeat themselves a lot."""
    words = [Word(Interval(i, i + 0.8), text, 0.9) for i, text in enumerate(said.split())]
    assert " ".join(texts(hallucinations.cleaned(words)[0])) == kept


def test_words_squeezed_in_are_left_out() -> None:
    """Ten unsure words in half a second were not said; ten sure ones may have been."""
    sentence = "det var så det vi nåede at tale om."
    unsure = [Word(Interval(9 + i * 0.05, 9.05 + i * 0.05), text, 0.1) for i, text in enumerate(sentence.split())]
    sure = [Word(word.interval, word.text, 0.9) for word in unsure]
    assert hallucinations.cleaned(unsure) == ([], {"squeezed": [9.0]})
    assert hallucinations.cleaned(sure) == (sure, {})


# stopping and going on


def test_stopping_is_at_once(whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that takes long does not keep anybody waiting."""
    transcribe = load(whisper, tmp_path)
    slow = importlib.import_module("talkratio.transcribers.faster_whisper")
    hear = slow.hear

    def sleepy(*arguments: Any) -> Any:
        time.sleep(3)
        return hear(*arguments)

    monkeypatch.setattr(slow, "hear", sleepy)
    calls = 0

    def stop(stage: str, fraction: float) -> None:
        nonlocal calls
        calls += 1
        if calls > 2:
            raise Cancelled("stopped")

    started = time.monotonic()
    with pytest.raises(Cancelled):
        transcribe(recording, turns=speaking((1.0, 90.0)), language="da", progress=stop)
    assert time.monotonic() - started < 2.5, "it waited for the batch"
    for thread in attended._left:
        thread.join()


LEFT = """
import time, talkratio
from talkratio.transcribers._attended import attended
from talkratio.errors import Cancelled
def stop():
    raise Cancelled("stopped")
try:
    attended(lambda: time.sleep(60), stop)
except Cancelled:
    print("stopped")
"""


def test_what_is_left_behind_does_not_hold_the_process() -> None:
    """The process of a stopped work ends at once, with the code of a stop, though a thread still works."""
    done = subprocess.run([sys.executable, "-c", LEFT], capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("stopped\n", "", Cancelled.exit_code)


def test_a_stopped_run_goes_on(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """What was finished is not heard again, and nothing of it is left when all is done."""
    folder = tmp_path / "checkpoints"
    turns = speaking((1.0, 170.0))
    transcribe = load(whisper, tmp_path, batch=1)

    def stop(stage: str, fraction: float) -> None:
        if fraction > 0.4:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        transcribe(recording, turns=turns, language="da", progress=stop)
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    first: list[float] = []
    found = transcribe(recording, turns=turns, language="da", progress=lambda _, fraction: first.append(fraction))
    assert first[0] > 0.4
    assert list(folder.iterdir()) == []
    assert found == transcribe(recording, turns=turns, language="da")


def test_another_question_does_not_take_up_the_answer(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """A checkpoint is for one recording, model, language, hotwords and speech alone."""

    def stop(stage: str, fraction: float) -> None:
        if fraction > 0.1:
            raise Cancelled("stopped")

    transcribe = load(whisper, tmp_path, batch=1)
    with pytest.raises(Cancelled):
        transcribe(recording, turns=speaking((1.0, 170.0)), language="da", progress=stop)
    for turns, language in ((speaking((1.0, 160.0)), "da"), (speaking((1.0, 170.0)), "en")):
        first: list[float] = []
        transcribe(recording, turns=turns, language=language, progress=lambda _, f, first=first: first.append(f))
        assert first[0] == 0.0


KILLED = """
import os, sys, talkratio
from pathlib import Path
from talkratio import engines
from talkratio.audio import Audio
from talkratio.conversation import Turn
from talkratio.interval import Interval
model, folder, path = map(Path, sys.argv[1:4])
transcribe = engines.load("transcribers", "faster_whisper", model=model, checkpoints=folder, batch=1)
def tell(stage, fraction):
    print(fraction, flush=True)
    if fraction > 0.4 and len(sys.argv) > 4:
        os.kill(os.getpid(), 9)
with Audio.open(path) as audio:
    found = transcribe(audio, turns=(Turn(Interval(1, 170), "A"),), language="da", progress=tell)
print(len(found.words))
"""


def test_kill_9_loses_nothing_that_was_finished(whisper: Path, recording: Audio, tmp_path: Path) -> None:
    """A run that is killed in the middle is taken up by the next one."""
    arguments = [sys.executable, "-c", KILLED, str(whisper), str(tmp_path / "checkpoints"), str(recording.path)]
    killed = subprocess.run([*arguments, "die"], capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    (kept,) = (tmp_path / "checkpoints").iterdir()
    with kept.open("ab") as stream:  # as if the crash had cut a line off
        stream.write(b'[3, {"words": [[1.0, 2.')
    again = subprocess.run(arguments, capture_output=True, text=True, check=True)
    fractions = [float(line) for line in again.stdout.splitlines()[:-1]]
    assert fractions[0] > 0.4
    assert int(again.stdout.splitlines()[-1]) == 7 * len(SAID)
    assert not list((tmp_path / "checkpoints").iterdir())


def test_old_checkpoints_are_forgotten(tmp_path: Path) -> None:
    """What nobody took up for a week goes; what is not a checkpoint stays."""
    old, other = tmp_path / f"{'0' * 64}.jsonl", tmp_path / "notes.jsonl"
    for path in (old, other):
        path.write_text("[]", encoding="utf-8")
        os.utime(path, (1, 1))
    Checkpoint(tmp_path, "1" * 64)
    assert not old.exists()
    assert other.exists()


def test_a_checkpoint_that_cannot_be_kept(tmp_path: Path) -> None:
    """A folder that is a file is told, before anything is heard."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be kept"):
        Checkpoint(tmp_path / "file", "0" * 64)


# models that are damaged, missing, too large


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("model.bin", lambda content: content[: len(content) // 2]),
        ("model.bin", lambda content: b"no model at all"),
        ("tokenizer.json", lambda content: content[:1000]),
        ("config.json", lambda content: b"{"),
        ("vocabulary.json", lambda content: content[:100]),
    ],
)
def test_damaged_models_are_refused(whisper: Path, tmp_path: Path, file: str, damage: Any) -> None:
    """Whatever is damaged in a folder that nobody vouched for, it is one sentence and no crash."""
    folder = shutil.copytree(whisper, tmp_path / "damaged")
    (folder / file).write_bytes(damage((folder / file).read_bytes()))
    with pytest.raises(WeightsError, match="cannot be loaded"):
        load(folder, tmp_path)


def test_a_pinned_model_is_checked_before_it_is_loaded(whisper: Path, tmp_path: Path) -> None:
    """One flipped bit in recorded weights is found by the hash, not by luck."""
    folder = shutil.copytree(whisper, tmp_path / "pinned")
    weights.record(folder, weights.Model("pinned", "whisper", "x"))
    load(folder, tmp_path)
    content = bytearray((folder / "model.bin").read_bytes())
    content[-1] ^= 1
    (folder / "model.bin").write_bytes(content)
    with pytest.raises(WeightsError, match="SHA-256"):
        load(folder, tmp_path)


def test_without_a_model(shelf: Path, tmp_path: Path) -> None:
    """No model, an unknown one, one that is known and not here: each says the next step."""
    with pytest.raises(WeightsError, match="talkratio models list"):
        engines.load("transcribers", "faster_whisper")
    with pytest.raises(WeightsError, match="models get large-v3"):
        load("large-v3", tmp_path)
    with pytest.raises(WeightsError, match="neither a known name"):
        load("enormous", tmp_path)


def test_memory_is_refused_with_advice(whisper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot fit is not begun, and the sentence says how much is missing."""
    monkeypatch.setenv("TALKRATIO_MEMORY", "100000000")
    with pytest.raises(EngineError, match=r"needs about \d+ MB of memory, and 100 MB are free"):
        load(whisper, tmp_path)


def test_little_memory_means_small_batches(
    whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for one chunk at a time the words are the same, one chunk after the other."""
    turns = speaking((1.0, 100.0))
    together = load(whisper, tmp_path)(recording, turns=turns, language="da")
    monkeypatch.setenv("TALKRATIO_MEMORY", "600000000")
    steps: list[float] = []
    alone = load(whisper, tmp_path)(recording, turns=turns, language="da", progress=lambda _, f: steps.append(f))
    assert alone == together
    assert len(set(steps)) >= 4


def test_a_device_there_is_not(whisper: Path, tmp_path: Path) -> None:
    """A card that is not there, and a device that does not exist, are plain errors."""
    import ctranslate2

    with pytest.raises(EngineError, match="auto, cpu or cuda"):
        load(whisper, tmp_path, device="tpu")
    if not ctranslate2.get_cuda_device_count():
        with pytest.raises(EngineError, match="graphics card"):
            load(whisper, tmp_path, device="cuda")


def test_a_weak_model_says_how_weak(
    whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model with a bad published rate in the language carries a warning; in another language it does not."""
    rate = weights.ErrorRate("da", 0.552, "CoRal, read aloud", "a card")
    weak = weights.Model(whisper.name, "whisper", "weak", error_rates=(rate,))
    monkeypatch.setattr(weights, "manifest", lambda: {whisper.name: weak})
    monkeypatch.setattr(weights, "installed", lambda kind=None: (weights.Installed(weak, whisper),))
    transcribe = load(whisper, tmp_path)
    danish = transcribe(recording, turns=speaking((1.0, 5.0)), language="da")
    assert any("55%" in note and "rough" in note for note in danish.notes)
    assert transcribe(recording, turns=speaking((1.0, 5.0)), language="en").notes == ()


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


def test_the_language_of_the_setting_holds(recording: Audio, tmp_path: Path) -> None:
    """Loaded for Danish it writes Danish, whatever the model hears; a call that says otherwise is followed."""
    folder = tiny.make(tmp_path / "en", (" How", " are", " you", "?"), language="en")
    transcribe = load(folder, tmp_path, language="da")
    assert transcribe(recording, turns=speaking((1.0, 5.0)), language=None).language == "da"
    assert transcribe(recording, turns=speaking((1.0, 5.0)), language="en").language == "en"


def test_a_loop_that_a_second_hearing_mends(
    whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What repeats itself is heard again with repetition made hard, alone; the rest of the batch is not."""
    segments = _hearing._segments
    heard: list[tuple[int, bool]] = []

    def watched(model: Any, sounds: Sequence[Any], language: str, **options: Any) -> Any:
        heard.append((len(sounds), bool(options)))
        found = segments(model, sounds, language, **options)
        if not options:
            found[0][0].compression_ratio = 9.0
        return found

    monkeypatch.setattr(_hearing, "_segments", watched)
    found = load(whisper, tmp_path)(recording, turns=speaking((1.0, 80.0)), language="da")
    assert heard == [(4, False), (1, True)]
    assert texts(found.words) == SAID * 4


def test_a_card_without_memory_gets_smaller_batches(
    whisper: Path, recording: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of memory halves the batch until it fits; when one chunk does not fit either, it is a plain error."""
    slow = importlib.import_module("talkratio.transcribers.faster_whisper")
    hear = slow.hear
    room = 2

    def small(model: Any, audio: Audio, chunks: Sequence[Chunk], language: str) -> Any:
        if len(chunks) > room:
            raise RuntimeError("CUDA failed with error out of memory")
        return hear(model, audio, chunks, language)

    monkeypatch.setattr(slow, "hear", small)
    found = load(whisper, tmp_path, batch=8)(recording, turns=speaking((1.0, 150.0)), language="da")
    assert len(found.words) > 5 * len(SAID)
    room = 0
    with pytest.raises(EngineError, match="out of memory"):
        load(whisper, tmp_path, batch=8)(recording, turns=speaking((1.0, 60.0)), language="da")
