"""A paper as a Word document that both can go on writing in: one look with the PDF, widths that every program heeds."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from talkratio.plan.paper import Paper, Part, Table

INK, SOFT, RULE = RGBColor(0x16, 0x26, 0x2C), RGBColor(0x54, 0x66, 0x6D), "D3DCD9"
FONT = "Calibri"
WIDTH = 17.4
"""centimetres of text on A4"""
LANGUAGES = {"da": "da-DK", "en": "en-GB"}


def write(paper: Paper) -> bytes:
    """The document's bytes. What people wrote must be free of control characters."""
    document = Document()
    document.core_properties.title, document.core_properties.author = paper.title, ""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm((21 - WIDTH) / 2)
        section.top_margin = section.bottom_margin = Cm(1.5)
    _styled(document, LANGUAGES[paper.language])
    document.add_paragraph(paper.title, style="Title")
    document.add_paragraph(paper.about, style="Subtitle")
    for part in paper.parts:
        _part(document, part)
    if paper.signatures:
        _signed(document, paper.signatures)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _styled(document: Any, language: str) -> None:
    """Quiet styles of our own in place of Word's blue ones; the language is for the spelling."""
    looks = {
        "Normal": (10.5, False, INK, 0, 2),
        "Title": (20, True, INK, 0, 0),
        "Subtitle": (10.5, False, SOFT, 0, 4),
        "Heading 1": (12.5, True, INK, 8, 2),
        "List Bullet": (10.5, False, INK, 0, 0),
    }
    for name, (size, bold, colour, before, after) in looks.items():
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.italic, style.font.color.rgb = Pt(size), bold, False, colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.0
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if "heme" in key]:
            del fonts.attrib[theme]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
        for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
            border.getparent().remove(border)
    spelling = OxmlElement("w:lang")
    spelling.set(qn("w:val"), language)
    document.styles["Normal"].element.get_or_add_rPr().append(spelling)


def _part(document: Any, part: Part) -> None:
    if part.heading:
        document.add_paragraph(part.heading, style="Heading 1")
    for line in filter(None, part.text.split("\n")):
        document.add_paragraph(line)
    for item in part.items:
        document.add_paragraph(item, style="List Bullet")
    if part.table is not None:
        _table(document, part.table)
        document.add_paragraph().paragraph_format.line_spacing = 0.5


def _table(document: Any, table: Table) -> None:
    """Lines between the rows alone; the header is small and comes again on the next page."""
    rows = [*([table.header] if any(table.header) else []), *table.rows]
    grid = _grid(document, len(rows), table.widths)
    _border(grid._tbl.tblPr, "w:tblBorders", ("insideH", "bottom"), RULE)
    for row, cells in zip(grid.rows, rows, strict=True):
        heads = cells is table.header
        for cell, words in zip(row.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            run = paragraph.add_run(words)
            run.font.size, run.font.bold = Pt(9.5), heads
            run.font.color.rgb = SOFT if heads else INK
        whole = row._tr.get_or_add_trPr()
        whole.append(OxmlElement("w:cantSplit"))
        if heads:
            whole.append(OxmlElement("w:tblHeader"))


def _signed(document: Any, names: Sequence[str]) -> None:
    """A line to sign on for each, side by side."""
    document.add_paragraph("\n")
    grid = _grid(document, 1, (0.46, 0.08, 0.46))
    for cell, name in zip(grid.rows[0].cells[::2], names, strict=True):
        cell.paragraphs[0].add_run(name)
        _border(cell._tc.get_or_add_tcPr(), "w:tcBorders", ("top",), "16262C")


def _grid(document: Any, rows: int, widths: Sequence[float]) -> Any:
    """An empty table with these shares of the width, set where Word and where other programs look for them."""
    grid = document.add_table(rows=rows, cols=len(widths))
    grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.LEFT
    for column, share in zip(grid.columns, widths, strict=True):
        column.width = Cm(WIDTH * share)
        for cell in column.cells:
            cell.width = Cm(WIDTH * share)
    return grid


def _border(where: Any, kind: str, sides: Sequence[str], colour: str) -> None:
    borders = OxmlElement(kind)
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    where.append(borders)
