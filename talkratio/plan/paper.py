"""A paper both people can read and sign: one simple structure, written as Markdown, HTML, Word or PDF."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from importlib.resources import files
from typing import Any

from talkratio.texts import Language

INK, SOFT, RULE = (22, 38, 44), (84, 102, 109), (211, 220, 217)
LEFT, WIDTH = 18.0, 174.0
"""millimetres: left margin and width of the text on A4"""


SIZES = (1.0, 0.92, 0.84)
"""how large a paper may be printed, the usual size first"""
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header, or under none where it is blank; `widths` are shares of the width and add to 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the paper under a heading: text, then a list, then a table, each where there is one."""

    heading: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """Title, a line under it, parts, and lines to sign on."""

    title: str
    about: str
    parts: tuple[Part, ...]
    language: Language
    signatures: tuple[str, ...] = field(default=())


def markdown(paper: Paper) -> str:
    """The paper as Markdown."""
    lines = [f"# {paper.title}", "", paper.about, ""]
    for part in paper.parts:
        lines += [f"## {part.heading}", ""] if part.heading else []
        lines += [part.text, ""] if part.text else []
        lines += [*(f"- {item}" for item in part.items), ""] if part.items else []
        if part.table is not None:
            lines += [_row(part.table.header), _row(["---"] * len(part.table.header))]
            lines += [*map(_row, part.table.rows), ""]
    lines += [f"{name}: ______________________  \n" for name in paper.signatures]
    return "\n".join(lines).rstrip() + "\n"


def html(paper: Paper) -> str:
    """The paper as one page that loads nothing and prints on A4; everything people wrote is escaped."""
    style = files("talkratio.plan").joinpath("paper.css").read_text(encoding="utf-8")
    body = [f"<h1>{escape(paper.title)}</h1>", f'<p class="about">{escape(paper.about)}</p>']
    for part in paper.parts:
        body.append("<section>")
        body += [f"<h2>{escape(part.heading)}</h2>"] if part.heading else []
        body += [f"<p>{escape(line)}</p>" for line in part.text.split("\n") if line]
        if part.items:
            body.append(f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in part.items)}</ul>")
        if part.table is not None:
            body.append(_html_table(part.table))
        body.append("</section>")
    if paper.signatures:
        body.append(f'<div class="sign">{"".join(f"<p>{escape(name)}</p>" for name in paper.signatures)}</div>')
    return (
        f'<!doctype html><html lang="{paper.language}"><head><meta charset="utf-8">'
        f"<title>{escape(paper.title)}</title><style>{style}</style></head><body>{''.join(body)}</body></html>\n"
    )


def docx(paper: Paper) -> bytes:
    """The paper as a Word document."""
    from talkratio.plan import word  # its library takes a while to load

    return word.write(_writable(paper))


def pdf(paper: Paper) -> bytes:
    """The paper as PDF, its font included; a little smaller where it then fits on one page."""
    usual, pages = _printed(paper, SIZES[0])
    if pages > 1:
        for size in SIZES[1:]:
            tight, pages = _printed(paper, size)
            if pages == 1:
                return tight
    return usual


def _printed(paper: Paper, size: float) -> tuple[bytes, int]:
    """The file and its number of pages, with everything `size` times as large as usual."""
    from fpdf import FPDF

    for name in ("fpdf", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)  # they would log the letters a font lacks
    page = FPDF(format="A4")
    for style, name in (("", "Regular"), ("B", "Semibold")):
        page.add_font("text", style, str(files("font_source_sans_pro").joinpath("files", f"SourceSansPro-{name}.ttf")))
    page.set_margins(LEFT, 16, LEFT)
    page.set_auto_page_break(auto=True, margin=16)
    page.set_title(paper.title)
    page.set_lang(paper.language)
    page.add_page()
    _print(page, paper.title, 20 * size, "B", INK)
    _print(page, paper.about, 10.5 * size, "", SOFT)
    for part in paper.parts:
        page.ln(3 * size)
        if part.heading:
            _print(page, part.heading, 13 * size, "B", INK)
        for line in (*filter(None, part.text.split("\n")), *(f"•  {item}" for item in part.items)):
            _print(page, line, 10.5 * size, "", INK)
        if part.table is not None:
            _pdf_table(page, part.table, size)
    if paper.signatures:
        page.ln(16)
        page.set_font("text", "", 10)
        for row in (("_" * 38,) * len(paper.signatures), paper.signatures):
            for words in row:
                page.cell(WIDTH / len(paper.signatures), 6, words)
            page.ln(6)
    return bytes(page.output()), page.page_no()


def _writable(paper: Paper) -> Paper:
    """The paper without the control characters that a pasted text may bring and a Word file cannot hold."""

    def clean(words: str) -> str:
        return _FORBIDDEN.sub("", words)

    def row(cells: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(clean, cells))

    parts = tuple(
        replace(
            part,
            heading=clean(part.heading),
            text=clean(part.text),
            items=row(part.items),
            table=part.table and replace(part.table, rows=tuple(map(row, part.table.rows))),
        )
        for part in paper.parts
    )
    return replace(
        paper, title=clean(paper.title), about=clean(paper.about), parts=parts, signatures=row(paper.signatures)
    )


def _print(page: Any, words: str, size: float, style: str, colour: tuple[int, int, int]) -> None:
    page.set_font("text", style, size)
    page.set_text_color(*colour)
    page.multi_cell(WIDTH, size * 0.5, words, new_x="LMARGIN", new_y="NEXT", align="L")


def _pdf_table(page: Any, table: Table, size: float) -> None:
    from fpdf.fonts import FontFace

    page.set_font("text", "", 9.5 * size)
    page.set_draw_color(*RULE)
    with page.table(
        col_widths=tuple(100 * width for width in table.widths),
        headings_style=FontFace(emphasis="BOLD", color=SOFT),
        borders_layout="HORIZONTAL_LINES",
        text_align="LEFT",
        v_align="TOP",
        line_height=5 * size,
        padding=size,
        first_row_as_headings=any(table.header),
    ) as grid:
        for row in _lines(table):
            grid.row(row)


def _lines(table: Table) -> tuple[tuple[str, ...], ...]:
    """The rows as they are printed, the header first where it says anything."""
    return (table.header, *table.rows) if any(table.header) else table.rows


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/').replace(chr(10), ' ') for cell in cells)} |"


def _html_table(table: Table) -> str:
    head = "".join(
        f'<th style="width:{100 * width:.0f}%">{escape(cell)}</th>'
        for cell, width in zip(table.header, table.widths, strict=True)
    )
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
