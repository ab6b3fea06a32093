"""Files that lie together: which of them are conversations, what lies beside one, and what is passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path, PurePath

from talkratio import formats
from talkratio.batch import journal, manifest, places
from talkratio.errors import FormatError

BYTES_A_SECOND: Mapping[str, float] = {
    ".wav": 64_000, ".flac": 40_000, ".mp3": 12_000, ".m4a": 12_000, ".aac": 12_000, ".ogg": 8_000, ".oga": 8_000,
    ".opus": 5_000, ".webm": 8_000, ".mp4": 60_000, ".mkv": 60_000, ".mov": 100_000, ".wma": 12_000, ".aiff": 96_000,
}  # fmt: skip
"""Sound by its suffix, and what a second of it usually takes."""
TRANSCRIPTS = (".vtt", ".srt")
"""Transcripts taken for conversations of their own when no recording has their name."""
TEXTS = (".json", ".txt", ".md")
"""Taken for transcripts only where they tell names and times, since much else bears those names."""
KNOWN = (*formats.READERS, *formats.DOCUMENTS)
"""What words and turns come in."""
REPORT = ".report.json"
_MADE = (".csv", ".pdf")  # what is written beside a report and bears no mark
_LOOKED = 10_000  # texts whose content need not be looked at again while they stay as they are


class Shelf:
    """Files of one place; texts with the suffix that was `asked` for by name count whatever is in them."""

    def __init__(self, files: Iterable[str], asked: str = "") -> None:
        self.files = tuple(files)
        self._all = frozenset(self.files)
        self._asked = asked
        self._by_stem: dict[str, list[str]] = {}
        for file in self.files:
            self._by_stem.setdefault(places.stem(file), []).append(file)
            for ending in (manifest.ABOUT, manifest.CONSENT):
                if file.endswith(ending):
                    self._by_stem.setdefault(file.removesuffix(ending), []).append(file)

    @cached_property
    def recordings(self) -> tuple[str, ...]:
        """Sound, and one transcript of each name that stands alone; what talkratio wrote itself is passed over."""
        lone = {self._transcript(stem) for stem in self._by_stem}
        return tuple(file for file in self.files if _sound(file) or file in lone)

    def passed_over(self) -> Iterator[str]:
        """What its suffix says could be a conversation, is none here, and has not the name of one."""
        names = {places.stem(file) for file in self.recordings}
        batches = {file.removesuffix(journal.NAME) for file in self.files if file.endswith(journal.NAME)}
        for file in self.files:
            made = file.removesuffix(PurePath(file).name) in batches
            if places.suffix(file) in KNOWN and places.stem(file) not in names and not made and not self._ours(file):
                yield file

    def beside(self, file: str) -> frozenset[str]:
        """The other files of the same name."""
        return frozenset(self._by_stem.get(places.stem(file), ())) - {file}

    def _transcript(self, stem: str) -> str | None:
        """The transcript that stands for the conversation of this name, where no sound does."""
        own = self._by_stem[stem]
        if any(map(_sound, own)) or (_sound(stem) and stem in self._all):  # talk.wav.vtt, as whisper.cpp calls it
            return None
        by_kind = {places.suffix(file): file for file in own}
        order = (by_kind[kind] for kind in (*TRANSCRIPTS, *TEXTS) if kind in by_kind)
        return next((file for file in order if self._counts(file)), None)

    def _counts(self, file: str) -> bool:
        if self._ours(file):
            return False
        return places.suffix(file) in (*TRANSCRIPTS, self._asked) or tells(file, places.stamp(file)[0])

    def _ours(self, file: str) -> bool:
        """Whether talkratio wrote it: consent, a report, what is written beside one, times it measured."""
        if file.endswith((manifest.CONSENT, REPORT)):
            return True
        if places.suffix(file) in _MADE:
            return places.stem(file) + REPORT in self._all
        if places.is_address(file) or places.suffix(file) not in formats.READERS:
            return False
        try:
            return formats.measured(Path(file))
        except FormatError:
            return False  # the analysis will say what is wrong with it


def _sound(file: str) -> bool:
    return places.suffix(file) in BYTES_A_SECOND


@lru_cache(_LOOKED)
def tells(file: str, _stamp: str) -> bool:
    """Whether a text of this computer tells who speaks and when; one that lies elsewhere is not fetched to be seen."""
    if places.is_address(file):
        return False
    try:
        found = formats.read(Path(file))
    except FormatError:
        return False
    return found.clock != "order" and len(found.speakers) > 1
