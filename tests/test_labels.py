"""Turns that exist already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from talkratio.audio import Audio
from talkratio.conversation import Conversation, Turn
from talkratio.diarizers import labels
from talkratio.errors import FormatError
from talkratio.formats import rttm, webvtt
from talkratio.interval import Interval
from tests.formats.draw import turns as drawn

TWO = (Turn(Interval(0.0, 2.0), "Leder"), Turn(Interval(1.5, 4.0), "Bo"))
TAGGED = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Leder>Hej</v>\n\n00:01.500 --> 00:04.000\n<v Bo>Hej</v>\n"


@dataclass
class Recording:
    """All that the engine asks of the audio."""

    path: Path
    duration: float

    def heard(self) -> Audio:
        return cast("Audio", self)


def labelled(folder: Path, turns: tuple[Turn, ...] = TWO, name: str = "mus.rttm") -> Path:
    path = folder / name
    path.write_text(rttm.write(Conversation(100.0, turns), "mus", mark=False), encoding="utf-8")
    return path


def run(path: Path | list[Path] | None, recording: Recording, **options: Any) -> labels.Diarization:
    return labels.load(path)(recording.heard(), **options)


def test_the_turns_are_those_of_the_file_and_are_not_in_doubt(tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    found = run(labelled(tmp_path), Recording(tmp_path / "mus.wav", 5.0), progress=lambda *step: steps.append(step))
    assert drawn(Conversation(5.0, found.turns)) == [("Leder", 0.0, 2.0), ("Bo", 1.5, 4.0)]
    assert found.doubts == ()
    assert found.clock == "speech"
    assert steps[-1][1] == 1


def test_without_a_path_the_labels_beside_the_recording_are_taken(tmp_path: Path) -> None:
    labelled(tmp_path)
    assert len(run(None, Recording(tmp_path / "mus.wav", 5.0)).turns) == 2


def test_a_little_beyond_the_end_is_cut_and_much_is_refused(tmp_path: Path) -> None:
    path = labelled(tmp_path)
    found = run(path, Recording(tmp_path / "mus.wav", 3.6))
    assert found.turns[-1].interval.end == 3.6
    with pytest.raises(FormatError, match=r"until 4\.0 s, but the recording ends at 3\.4 s"):
        run(path, Recording(tmp_path / "mus.wav", 3.4))


def test_a_turn_wholly_in_the_tolerance_is_left_out(tmp_path: Path) -> None:
    path = labelled(tmp_path, (*TWO, Turn(Interval(4.2, 4.3), "Bo")))
    assert len(run(path, Recording(tmp_path / "mus.wav", 4.1)).turns) == 2


def test_labels_that_name_nobody_or_tell_no_times_are_refused(tmp_path: Path) -> None:
    for content in ("Anna: hej\nBo: hej\n", "[00:00:01] hej\n[00:00:02] hej\n"):
        (tmp_path / "mus.txt").write_text(content, encoding="utf-8")
        with pytest.raises(FormatError, match="who speaks when"):
            run(tmp_path / "mus.txt", Recording(tmp_path / "mus.wav", 5.0))


def test_labelled_silence_has_no_turns(tmp_path: Path) -> None:
    assert run(labelled(tmp_path, ()), Recording(tmp_path / "mus.wav", 5.0)).turns == ()


def test_one_file_a_person(tmp_path: Path) -> None:
    paths = [labelled(tmp_path, (turn,), f"mus_{turn.speaker}.rttm") for turn in TWO]
    assert len(run(paths, Recording(tmp_path / "mus.wav", 5.0)).turns) == 2


def test_another_number_of_people_than_expected_is_told(tmp_path: Path) -> None:
    path = labelled(tmp_path)
    assert run(path, Recording(tmp_path / "mus.wav", 5.0), speakers=2).notes == ()
    assert "2 speakers where 3" in run(path, Recording(tmp_path / "mus.wav", 5.0), speakers=3).notes[0]


def test_beside_finds_what_people_made_and_passes_over_its_own_work(tmp_path: Path) -> None:
    recording = tmp_path / "mus.wav"
    assert labels.beside(recording) is None
    measured = Conversation(5.0, TWO)
    (tmp_path / "mus.rttm").write_text(rttm.write(measured, "mus"), encoding="utf-8")
    (tmp_path / "mus.vtt").write_text(webvtt.write(measured), encoding="utf-8")
    assert labels.beside(recording) is None
    (tmp_path / "mus.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHej\n", encoding="utf-8")
    assert labels.beside(recording) is None
    (tmp_path / "mus.vtt").write_text(TAGGED, encoding="utf-8")
    assert labels.beside(recording) is None
    (tmp_path / "mus.vtt").write_text(TAGGED.replace("WEBVTT\n", "WEBVTT\n\nNOTE clock: speech\n"), encoding="utf-8")
    assert labels.beside(recording) == tmp_path / "mus.vtt"
    labelled(tmp_path)
    assert labels.beside(recording) == tmp_path / "mus.rttm"


def test_no_labels_beside_the_recording_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"Put mus\.rttm or mus\.TextGrid there"):
        run(None, Recording(tmp_path / "mus.wav", 5.0))
