"""WebVTT, SRT and Whisper JSON: the cues, their speakers, and what is not a word."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from talkratio.conversation import Conversation
from talkratio.errors import FormatError
from talkratio.formats import cue, srt, webvtt, whisper_json
from talkratio.interval import Interval
from tests.formats.draw import conversations, said, turns

TEAMS = """WEBVTT

3f1c0a52-7d1e-4a6e-9c9a-1f3d/12-0
00:00:01.000 --> 00:00:03.000
<v Anna Jensen>Hej Bo, hvordan
går det &amp; familien?</v>

3f1c0a52-7d1e-4a6e-9c9a-1f3d/13-0
00:00:03.500 --> 00:00:05.000
<v Bo Holm>Godt.</v>
"""
ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Anna Jensen: Hej Bo.

2
00:00:03.500 --> 00:00:05.000
Bo Holm: Husk: kaffe.

3
00:01:05.000 --> 00:01:06.000
Anna Jensen: Ja
"""
SUBTITLES = """1
00:00:01,000 --> 00:00:03,000
[Anna] Hej
Bo.

2
00:00:03,000 --> 00:00:04,000
[latter]

3
00:00:04,000 --> 00:00:05,000
{\\an8}<i>[Bo] Hej [uforståeligt] Anna.</i>
"""


def test_teams_tags_its_speakers() -> None:
    found = webvtt.read(TEAMS)
    assert turns(found) == [("Anna Jensen", 1.0, 3.0), ("Bo Holm", 3.5, 5.0)]
    assert said(found) == [("Anna Jensen", "Hej Bo, hvordan går det familien?"), ("Bo Holm", "Godt.")]
    assert found.clock == "captions"


def test_zoom_writes_names_before_what_is_said() -> None:
    found = webvtt.read(ZOOM)
    assert turns(found) == [("Anna Jensen", 1.0, 3.0), ("Bo Holm", 3.5, 5.0), ("Anna Jensen", 65.0, 66.0)]
    assert said(found)[1] == ("Bo Holm", "Husk: kaffe.")


def test_srt_may_box_its_names_and_sounds_are_nobodys_words() -> None:
    found = srt.read(SUBTITLES)
    assert turns(found) == [("Anna", 1.0, 3.0), ("Bo", 4.0, 5.0)]
    assert said(found) == [("Anna", "Hej Bo."), ("Bo", "Hej Anna.")]


def test_a_colon_alone_names_nobody() -> None:
    found = webvtt.read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nHusk: kaffe\n\n00:02.000 --> 00:03.000\nJa\n\n"
        "00:03.000 --> 00:04.000\nOg kage\n"
    )
    assert found.turns == ()
    assert said(found) == [(None, "Husk: kaffe Ja Og kage")]


def test_two_voices_in_a_cue_share_its_time() -> None:
    found = webvtt.read("WEBVTT\n\n00:00.000 --> 00:02.000\n<v A>1234\n<v B>1234\n")
    assert turns(found) == [("A", 0.0, 1.0), ("B", 1.0, 2.0)]


def test_a_cue_without_voice_among_voices_is_nobodys() -> None:
    found = webvtt.read("WEBVTT\n\n00:00.000 --> 00:02.000\n<v A>Hej\n\n00:02.000 --> 00:03.000\nHallo\n")
    assert said(found) == [("A", "Hej"), (None, "Hallo")]


def test_notes_and_styles_are_no_speech() -> None:
    content = "WEBVTT - mødet\n\nSTYLE\n::cue { color: red }\n\nNOTE en note\n\n00:00.000 --> 00:01.000 line:0\nHej\n"
    assert said(webvtt.read(content)) == [(None, "Hej")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<UNSURE>Hello how</UNSURE> um <UNIN/>", ["Hello", "how", "um"]),
        ("[inaudible] Ja (griner lidt) nej (Anna ler)", ["Ja", "nej"]),
        ("♪ la la la ♪ Hej ♪", ["Hej"]),
        ("MUS (medarbejderudviklingssamtale)", ["MUS", "(medarbejderudviklingssamtale)"]),
        ("Ja ? - Nej . . .", ["Ja?", "Nej..."]),
        ("R&amp;D &lt;b&gt; 3 &gt; 2", ["R&D", "<b>", "3", "2"]),
        ("*griner* *vigtigt*", ["*vigtigt*"]),
        ("- … ♪", []),
    ],
)
def test_words_are_what_was_said_and_nothing_else(text: str, words: list[str]) -> None:
    assert cue.texts(text) == words


def test_words_lie_in_their_cue_by_their_length() -> None:
    laid = cue.spread(["abc", "a", "a"], Interval(2.0, 4.0), "Bo")
    assert [(word.interval.start, word.interval.end) for word in laid] == [(2.0, 3.0), (3.0, 3.5), (3.5, 4.0)]


@pytest.mark.parametrize(
    "times", ["00:03.000 --> 00:02.000", "-00:00:01.000 --> 00:00:02.000", "1 --> 2", "00:99.000 --> "]
)
def test_impossible_cue_times_name_the_line(times: str) -> None:
    with pytest.raises(FormatError, match="line 3"):
        webvtt.read(f"WEBVTT\n\n{times}\nHej\n")
    with pytest.raises(FormatError, match="line 2"):
        srt.read(f"1\n{times.replace('.', ',')}\nHej\n")


@pytest.mark.parametrize("content", ["Hej", "WEBVTTX", "1\n00:00:01,000 --> 00:00:02,000\nHej"])
def test_what_is_no_webvtt_is_refused(content: str) -> None:
    with pytest.raises(FormatError, match="no WebVTT"):
        webvtt.read(content)


@given(conversations())
def test_written_and_read_turns_and_words_are_the_same(conversation: Conversation) -> None:
    found = webvtt.read(webvtt.write(conversation))
    assert turns(found) == turns(conversation)
    assert found.clock == conversation.clock
    for speaker in conversation.speakers:
        assert [w.text for w in found.words_of(speaker)] == [w.text for w in conversation.words_of(speaker)]


@given(conversations(worded=False))
def test_turns_without_a_transcript_are_written_too(conversation: Conversation) -> None:
    found = webvtt.read(webvtt.write(conversation, mark=False))
    assert turns(found) == turns(conversation)
    assert not found.words


WHISPER = {
    "language": "da",
    "segments": [
        {
            "start": 0.0,
            "end": 2.0,
            "text": " Hej, 15 du?",
            "speaker": "SPEAKER_01",
            "words": [
                {"word": " Hej,", "start": 0.0, "end": 0.5, "probability": 0.9},
                {"word": " 15"},
                {"word": " du", "start": 1.5, "end": 2.0, "score": 0.5, "speaker": "SPEAKER_00"},
                {"word": "?", "start": 2.0, "end": 2.0},
            ],
        }
    ],
}


def test_whisper_times_each_word() -> None:
    found = whisper_json.read(json.dumps(WHISPER))
    assert [(w.text, w.interval.start, w.interval.end, w.confidence, w.speaker) for w in found.words or ()] == [
        ("Hej,", 0.0, 0.5, 0.9, "SPEAKER_01"),
        ("15", 0.5, 1.5, None, "SPEAKER_01"),
        ("du?", 1.5, 2.0, 0.5, "SPEAKER_00"),
    ]
    assert found.language == "da"


def test_a_bare_list_and_whisper_cpp_are_read_too() -> None:
    bare = whisper_json.read(json.dumps([{"start": 0, "end": 1, "text": "Hej"}]))
    cpp = whisper_json.read(
        json.dumps(
            {"result": {"language": "en"}, "transcription": [{"offsets": {"from": 0, "to": 1000}, "text": "Hi"}]}
        )
    )
    assert said(bare) == [(None, "Hej")]
    assert (said(cpp), cpp.language, cpp.duration) == ([(None, "Hi")], "en", 1.0)


@pytest.mark.parametrize(
    "content",
    [
        '{"a": 1}',
        "[1]",
        '"x"',
        "{",
        '[{"text": "x", "start": 2, "end": 1}]',
        '[{"text": "x", "start": -2, "end": 1}]',
        '[{"text": "x"}]',
        '[{"text": "x", "start": "a", "end": 1}]',
        '[{"text": "x", "start": 0, "end": 1, "words": [{"word": "x", "start": 0}, {"word": "y", "start": [1]}]}]',
        pytest.param("[" * 100_000, id="lists in lists"),
    ],
)
def test_other_json_and_impossible_times_are_refused(content: str) -> None:
    with pytest.raises(FormatError, match="the text"):
        whisper_json.read(content)


def test_words_without_times_of_their_own_are_laid_over_the_segment() -> None:
    """Some programs list the words as bare text."""
    found = whisper_json.read('[{"text": "Hej med", "start": 0, "end": 2, "words": ["Hej", null]}]')
    assert [word.text for word in found.words or ()] == ["Hej", "med"]
