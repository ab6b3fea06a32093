from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from talkratio.conversation import Conversation
from talkratio.exports import anonymous, pdf
from talkratio.texts import LANGUAGES, Language
from tests.dashboard.keeping import composed, hostile, spoken
from tests.draw import conversations


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_fits_few_pages_and_brings_its_font(language: Language) -> None:
    """The file is a PDF of at most three pages whose font lies in it."""
    content = pdf.write(composed(spoken()), language)
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert 1 <= pages(content) <= 3
    assert b"/FontFile2" in content


def test_the_same_report_gives_the_same_file() -> None:
    """Nothing of the moment of writing is in it."""
    report = composed(spoken())
    assert pdf.write(report, "da") == pdf.write(report, "da")


def test_an_anonymous_pdf_names_nobody() -> None:
    """Conversations that differ in their names alone give the same file once they are anonymous, and not before."""
    report = composed(spoken())
    other = composed(spoken().renamed({"L": "Lisbeth", "M": "Mogens"}), manager="Lisbeth")
    other = replace(other, provenance=replace(other.provenance, source="Lisbeth.wav"))
    assert pdf.write(anonymous(report, "da"), "da") == pdf.write(anonymous(other, "da"), "da")
    assert pdf.write(report, "da") != pdf.write(other, "da")


@pytest.mark.parametrize("text", ["<script>", "∑ ≤ → 漢字 🙂", "a" * 400, "\x00\x07", "**x** __y__"])
def test_any_text_can_be_written(text: str) -> None:
    """Letters that the font lacks, words without an end and control characters do no harm."""
    assert pdf.write(composed(hostile(spoken(), text), manager=f"{text} L"), "en").startswith(b"%PDF-")


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conversations())
def test_every_conversation_can_be_written(conversation: Conversation) -> None:
    """Silence, one voice or three: there is a PDF of it."""
    assert pdf.write(composed(conversation, manager=None), "da").startswith(b"%PDF-")
