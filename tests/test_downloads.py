"""A model fetched by a process of its own: from a hub on this computer, never from elsewhere."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from talkratio import downloads, weights
from talkratio.background import Job, under_way
from talkratio.errors import InputError
from tests.shelf import FILES, Hub, hub, shelf

__all__ = ["hub", "shelf"]


def until(true: Callable[[], object]) -> None:
    """Waits for something that must come; the test's own time limit ends it otherwise."""
    while not true():
        time.sleep(0.02)


def ended() -> bool:
    job = downloads.state("mini")
    return job is None or not under_way(job)


def told() -> Job:
    job = downloads.state("mini")
    assert job is not None
    return job


@pytest.mark.usefixtures("hub")
def test_a_model_asked_for_is_here_afterwards_and_nothing_is_left_to_say() -> None:
    """Fetched by another process, checked, installed; the state goes, so that it is not told twice."""
    downloads.start("mini")
    until(ended)
    assert downloads.state("mini") is None
    assert (weights.home() / "mini" / "model.bin").read_bytes() == FILES["model.bin"]


def test_a_stopped_download_goes_on_where_it_was(hub: Hub) -> None:
    """Stop keeps what came; the next try asks for the rest alone."""
    hub.slow = 0.05
    downloads.start("mini")
    part = weights.home() / "mini.part" / "model.bin"
    until(lambda: part.exists() and part.stat().st_size > 200_000)
    downloads.cancel("mini")
    assert told().status == "cancelled"
    there = part.stat().st_size
    hub.slow = 0.0
    downloads.start("mini")
    until(ended)
    assert downloads.state("mini") is None
    assert f"bytes={there}-" in [wanted for _, wanted, _ in hub.asked]


def test_a_killed_download_is_said_to_be_lost(hub: Hub) -> None:
    """When the system ends the process, the state says so instead of waiting for ever."""
    hub.slow = 0.2
    downloads.start("mini")
    until(lambda: told().pid is not None)
    os.kill(told().pid or 0, signal.SIGKILL)
    until(ended)
    assert told().status == "lost"


@pytest.mark.parametrize(("fault", "said"), [("hash", "SHA-256"), ("gone", "answer 404")])
def test_what_went_wrong_is_told(hub: Hub, fault: str, said: str) -> None:
    """A file that is not what it must be, and a hub that refuses, end the try with their reason."""
    if fault == "hash":
        hub.files["model.bin"] = b"x" * len(FILES["model.bin"])
    else:
        hub.status = 404
    downloads.start("mini")
    until(ended)
    assert told().status == "failed"
    assert said in told().error
    downloads.forget("mini")
    assert downloads.state("mini") is None


def test_a_token_is_handed_on_and_kept_nowhere(hub: Hub, tmp_path: Path) -> None:
    """The key to the hub reaches the hub, and no file of this computer."""
    downloads.start("mini", token="geheim")
    until(ended)
    assert {key for _, _, key in hub.asked} == {"Bearer geheim"}
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"geheim" in path.read_bytes()]


@pytest.mark.usefixtures("shelf")
def test_a_model_nobody_knows_is_refused() -> None:
    """Only names of the manifest are fetched; a path is none."""
    with pytest.raises(InputError, match="no model called"):
        downloads.start("../mini")
