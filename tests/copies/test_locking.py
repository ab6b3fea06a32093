"""A conversation locked under a passphrase, and everything that may stand in the way."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from talkratio import copies, library
from talkratio.errors import EngineMissing, FormatError, InputError, OutputError
from talkratio.library import Kept, locking
from tests.copies.hidden import NAME, PASSPHRASE, WORD


def test_a_short_passphrase_is_refused(kept: Kept, tmp_path: Path) -> None:
    """For a copy and for locking alike; nothing is written."""
    with pytest.raises(InputError, match="too short"):
        copies.give(kept, tmp_path / "a.html", passphrase="kort")
    with pytest.raises(InputError, match="too short"):
        locking.lock(kept, "kort")
    assert not (tmp_path / "a.html").exists()
    assert kept.ready


def everything(folder: Path) -> bytes:
    return b"\n".join(
        str(path).encode() + b"\n" + (path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")
    )


def test_locked_nothing_can_be_read_and_unlocked_everything_is_back(kept: Kept, home: Path) -> None:
    """On disk stay the date and the numbers; after unlocking every byte is as before."""
    before = {path.name: path.read_bytes() for path in kept.folder.iterdir()}
    library.entries()
    locking.lock(kept, PASSPHRASE)
    (entry,) = library.entries()
    left = everything(home)
    for hidden in (WORD, NAME):
        assert hidden.encode() not in left
    assert (entry.locked, entry.title, entry.recording) == (True, "", False)
    assert entry.numbers is not None
    with pytest.raises(InputError, match="not the passphrase"):
        locking.unlock(kept, "noget helt andet")
    assert kept.locked
    locking.unlock(kept, PASSPHRASE)
    after = {path.name: path.read_bytes() for path in kept.folder.iterdir()}
    after.pop(library.NUMBERS)
    assert after == before


@pytest.mark.parametrize("name", [library.LOCKED, locking.KEY])
def test_a_damaged_lock_is_told_and_left_as_it_is(kept: Kept, name: str) -> None:
    """A flipped byte is found, and nothing is deleted."""
    locking.lock(kept, PASSPHRASE)
    path = kept.folder / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises((FormatError, InputError)):
        locking.unlock(kept, PASSPHRASE)
    assert path.read_bytes() == bytes(content)
    assert kept.locked


def test_what_is_being_analysed_is_not_locked(kept: Kept) -> None:
    """The process would lose its recording."""
    with kept.alone("job"), pytest.raises(InputError, match="analysed"):
        locking.lock(kept, PASSPHRASE)
    assert kept.recording is not None


def test_without_room_nothing_is_lost(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the sealed file cannot be written the conversation stays open and whole."""
    before = {path.name: path.read_bytes() for path in kept.folder.iterdir()}
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == library.LOCKED:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        locking.lock(kept, PASSPHRASE)
    monkeypatch.undo()
    after = {path.name: path.read_bytes() for path in kept.folder.iterdir() if path.name in before}
    assert after == before


@pytest.mark.parametrize("package", ["cryptography", "pyrage"])
def test_without_the_package_it_says_which_extra(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    """The rest works without it."""
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EngineMissing, match=r"talkratio\[secure\]"):
        locking.lock(kept, PASSPHRASE)
    copies.give(kept, tmp_path / "a.html")
    assert kept.ready
