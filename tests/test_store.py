from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from talkratio import store
from talkratio.errors import OutputError
from talkratio.library import About, Kept


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A system that, like Windows, refuses to rename for as long as somebody reads; how often it still will."""
    refusals = [3]
    replace = Path.replace

    def refusing(path: Path, target: Path) -> Path:
        if refusals[0]:
            refusals[0] -= 1
            raise PermissionError(13, "The process cannot access the file because it is being used")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refusing)
    monkeypatch.setattr(store, "_is_windows", lambda: True)
    return refusals


def test_a_file_that_is_being_read_is_replaced_a_moment_later(windows: list[int], tmp_path: Path) -> None:
    """Windows renames nothing that is open; the writer waits for the reader."""
    store.write(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "new"
    assert windows == [0]


def test_a_reader_that_never_ends_is_told_of(
    windows: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old file stays, nothing half-written stays beside it, and the error says which file it was."""
    (tmp_path / "a").write_text("old")
    windows[0] = 1_000_000
    monkeypatch.setattr(store, "_READ_WITHIN", 0.0)
    with pytest.raises(OutputError, match="used"):
        store.write(tmp_path / "a", "new")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "old")]


def test_elsewhere_a_folder_that_may_not_be_written_is_told_at_once(
    windows: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only Windows refuses for a moment."""
    monkeypatch.setattr(store, "_is_windows", lambda: False)
    with pytest.raises(OutputError):
        store.write(tmp_path / "a", "new")
    assert windows == [2]


def test_a_file_is_closed_before_it_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody holds the temporary file open when it is renamed, as Windows demands."""
    held: list[bool] = []
    rename = store.rename

    def seen(path: Path, target: Path) -> None:
        held.append(str(path) in {one.path for one in psutil.Process().open_files()})
        rename(path, target)

    monkeypatch.setattr(store, "rename", seen)
    store.write(tmp_path / "a", "new")
    assert held == [False]


def test_a_folder_waits_for_a_process_that_is_just_ending(windows: list[int], tmp_path: Path) -> None:
    """A recorder lets its files go a moment after its lock; deleting goes by way of the rename all the same."""
    folder = tmp_path / "conversations" / "2026-03-05-0123456789ab"
    Kept(folder).introduce(About("MUS", "2026-03-05T10:00:00+01:00"))
    windows[0] = 3
    Kept(folder).delete(None)
    assert windows == [0]
    assert [path.name for path in folder.parent.iterdir()] == []
