from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from docx import Document

from talkratio.plan import documents, paper
from talkratio.plan.agreements import Agreement
from talkratio.plan.elements import elements
from talkratio.plan.plan import Plan, Point, Side, Want, compose
from talkratio.texts import LANGUAGES, Language
from talkratio.texts.dates import shown_day

EVIL = '<script>alert(1)</script> | "&" æøå'
MADE = (
    Agreement(
        "a", "employee", "Kursus i projektledelse", "På næste projekt", "Planen holder", date(2027, 4, 1), status="open"
    ),
    Agreement("b", "manager", "Finder en mentor", status="open"),
    Agreement("c", "manager", "kun et forslag"),
)


def planned(name: str = "Jonas") -> Plan:
    plan = compose("mus", manager="Mette", employee=name, carried=MADE[:1])
    return replace(
        plan,
        begins=datetime(2027, 1, 14, 13, 0),
        place="Rum 2",
        wants=(Want("wellbeing", 4, 5), Want("Mere ro", None, 3)),
        points=(Point("manager", "Tonen på møderne"), Point("employee", "Tid til at tænke")),
    )


def words_of(content: bytes) -> str:
    """All text of a Word document, tables included."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def pdf_words(content: bytes, folder: Path) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agenda_says_everything_in_every_format(language: Language, tmp_path: Path) -> None:
    """Last time's agreement on top, every element, both sides' points and weights: in Markdown, HTML, Word and PDF."""
    plan = planned()
    sheet = documents.agenda(plan, language)
    assert next(part.heading for part in sheet.parts) == documents.text("plan.carried", language)
    wanted = ["Kursus i projektledelse", "Tonen på møderne", "Tid til at tænke", "Mere ro", "4 / 5"]
    wanted += [elements()[item.element].name[language] for item in plan.items if item.element in elements()]
    written = [paper.markdown(sheet), paper.html(sheet), words_of(paper.docx(sheet))]
    if shutil.which("pdftotext"):
        written.append(" ".join(pdf_words(paper.pdf(sheet), tmp_path).replace("/", " / ").split()))
    for content in written:
        assert [one for one in wanted if one not in content and one.replace("'", "&#x27;") not in content] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_development_plan_holds_what_was_agreed_and_room_to_sign(language: Language) -> None:
    """Open agreements with use, success and day; what was only suggested is not there; both names to sign."""
    sheet = documents.development_plan(MADE, "Mette", "Jonas", date(2027, 1, 14), language)
    said = words_of(paper.docx(sheet))
    assert all(
        one in said for one in ("Kursus i projektledelse", "På næste projekt", "Planen holder", "Finder en mentor")
    )
    assert shown_day(date(2027, 4, 1), language) in said
    assert "kun et forslag" not in said
    signed = Document(io.BytesIO(paper.docx(sheet))).tables[-1].rows[0].cells
    assert {cell.text for cell in signed if cell._tc.xpath(".//w:tcBorders/w:top")} == {"Jonas", "Mette"}
    assert "Mette" in said
    assert "Jonas" in said


def test_what_people_write_is_text_on_every_paper() -> None:
    """Markup in a name is escaped in HTML and splits no row in Markdown; Word and PDF take it as it is."""
    plan = replace(planned(EVIL), wants=(Want(EVIL, 1, 2),), points=(Point("manager", EVIL),))
    sheet = documents.agenda(plan, "da")
    assert "<script" not in paper.html(sheet)
    assert "&lt;script&gt;" in paper.html(sheet)
    rows = [line for line in paper.markdown(sheet).splitlines() if line.startswith("| <script")]
    assert [row.count("|") for row in rows] == [4]
    assert EVIL in words_of(paper.docx(sheet))
    assert paper.pdf(sheet).startswith(b"%PDF")
    signed = documents.development_plan((replace(MADE[0], what=EVIL),), EVIL, EVIL, date(2027, 1, 1), "da")
    assert "<script" not in paper.html(signed)


def test_letters_that_no_file_can_hold_do_not_stop_a_paper() -> None:
    """Control characters, as a pasted text brings them, are left out where a format forbids them."""
    plan = planned("Jo\x00nas\x0b")
    sheet = documents.agenda(plan, "da")
    assert "Jonas" in words_of(paper.docx(sheet))
    assert paper.pdf(sheet).startswith(b"%PDF")


def test_the_page_loads_nothing() -> None:
    """The HTML names no other place."""
    page = paper.html(documents.agenda(planned(), "en"))
    assert "http" not in page
    assert "url(" not in page
    assert "src=" not in page


def test_markdown_in_an_invitation_stays_as_it_was_written() -> None:
    """Braces in a name do not reach the template."""
    assert "{manager}" in documents.invitation(planned("{manager}"), "da")


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printed_agenda_is_one_page_with_ink_inside_its_margins(language: Language, tmp_path: Path) -> None:
    """Seen as a picture: one page, something on it, and nothing cut off at an edge."""
    from PIL import Image

    (tmp_path / "paper.pdf").write_bytes(paper.pdf(documents.agenda(planned(), language)))
    subprocess.run(["pdftoppm", "-r", "50", "-png", "paper.pdf", "page"], cwd=tmp_path, check=True)
    pages = sorted(tmp_path.glob("page*.png"))
    assert len(pages) == 1
    dark = np.asarray(Image.open(pages[0]).convert("L")) < 200
    high, wide = dark.shape
    assert dark.mean() > 0.005
    assert not dark[:, : wide // 25].any()
    assert not dark[:, -wide // 25 :].any()
    assert not dark[: high // 40].any()
    assert not dark[-high // 40 :].any()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_agenda_is_printed_on_one_page(language: Language) -> None:
    """Agreements of last time, weighed wishes, three points from each and three questions to each element."""
    said = tuple(Point(side, f"Punkt {number}") for side in get_args(Side) for number in range(3))
    carried = tuple(Agreement(f"{number}", "both", "Kursus", status="kept") for number in range(3))
    wants = (Want("wellbeing", 4, 5), Want("common_goals", 5, 3))
    full = replace(planned(), points=said, carried=carried, wants=wants, questions=())
    assert pages(paper.pdf(documents.agenda(full, language))) == 1
    endless = replace(full, carried=carried * 30)
    assert pages(paper.pdf(documents.agenda(endless, language))) > 1
