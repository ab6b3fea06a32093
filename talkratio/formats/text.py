"""Bytes → text in the encodings people have, and faults that name the file, the line and the way out."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from talkratio.errors import FormatError

LARGEST = 64 * 2**20
"""Bytes; the transcript of a working day is under 2 MiB."""

_SAVE = "Save it as UTF-8 and try again."
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FOREIGN = re.compile(r"[Œœƒ]|[^\W\d_][^\w\s\x00-\x7f’´`–—…·\xad\xa0”“»«][^\W\d_]")
"""Signs that single bytes are not Windows-1252: æ, ø and å of DOS and old Mac read as signs inside words."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file's content with the name under which people know it."""

    name: str
    content: str

    @classmethod
    def of(cls, source: Path | str) -> Self:
        """The content of a path, or a string as it is. Raises `FormatError` when it cannot be read as text."""
        if isinstance(source, str):
            return cls("the text", source.removeprefix("\ufeff"))
        try:
            size = source.stat().st_size
            if size > LARGEST:
                raise FormatError(f"{source.name} is {size // 2**20} MiB; that is no text file of labels or captions.")
            data = source.read_bytes()
        except FileNotFoundError as error:
            raise FormatError(f"There is no file {source}. Check the path.") from error
        except OSError as error:
            raise FormatError(f"{source} cannot be read ({error.strerror}). Check that it may be opened.") from error
        if not data.strip():
            raise FormatError(f"{source.name} is empty. Export it again.")
        return cls(source.name, decoded(data, source.name))

    @property
    def lines(self) -> list[str]:
        """Lines without their ends; the line with index 0 is line 1 in a fault."""
        return self.content.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def fault(self, line: int, what: str, advice: str = "Correct the line and try again.") -> FormatError:
        """An error that points at a line, counted from 1."""
        return FormatError(f"{self.name}, line {line}: {what}. {advice}")


def decoded(data: bytes, name: str) -> str:
    """Text from UTF-8 or UTF-16 (with or without mark) or Windows-1252; `FormatError` rather than wrong letters."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return _plain(_strict(data, encoding, name), name)
    if b"\0" in data[:4096]:
        return _plain(_strict(data, _utf16(data), name), name)
    try:
        return _plain(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        text = _plain(_strict(data, "cp1252", name), name)
    letters = [letter for letter in text if letter.isalpha()]
    if _FOREIGN.search(text) or sum(letter > "\x7f" for letter in letters) > 0.25 * len(letters):
        raise FormatError(f"{name} is in an unknown encoding. {_SAVE}")
    return text


def _utf16(data: bytes) -> str:
    return "utf-16-le" if data[1:4096:2].count(0) > data[:4096:2].count(0) else "utf-16-be"


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError(f"{name} is not text, or in an unknown encoding. {_SAVE}") from error


def _plain(text: str, name: str) -> str:
    if _CONTROL.search(text):
        raise FormatError(f"{name} is not a text file. Give labels or captions, or the recording itself as recording.")
    return text
