"""A model fetched by a process of its own, with its state on disk: a page only attaches, and a reload loses nothing.

`python -m talkratio.downloads NAME` does it. Beside `talkratio models`, this alone ever opens a connection, and only
when a person asked for this model.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from filelock import FileLock, Timeout

from talkratio import store, weights
from talkratio.background import Job, Teller, launch, look, stop, under_way
from talkratio.errors import Cancelled, InputError, TalkratioError
from talkratio.weights import keeping


def start(name: str, token: str | None = None) -> None:
    """Begins to fetch a model of the manifest, or goes on where it was cut off; one that is on its way is left alone.

    `token` is a key to the hub for models with terms; it is handed on in the environment and kept nowhere.
    Raises `InputError` for an unknown name, and `OutputError` when there is no room.
    """
    if name not in weights.manifest():
        raise InputError(f"There is no model called {name!r}. Choose one of: {', '.join(weights.manifest())}.")
    if (now := state(name)) is not None and under_way(now):
        return
    _say(name, Job("waiting"))
    launch("talkratio.downloads", name, {"HF_TOKEN": token} if token else None)


def state(name: str) -> Job | None:
    """How far it has come, or how it ended badly; `None` when nobody asked for it or when it is here."""
    return look(_state(name), lambda: _busy(name))


def cancel(name: str) -> None:
    """Stops; what came so far is kept, so that another try goes on there."""
    if stop(lambda: state(name) or Job("done"), lambda: _busy(name)):
        _say(name, Job("cancelled"))


def forget(name: str) -> None:
    """Drops what is known of a try that ended, so that nothing is said about it any more."""
    _state(name).unlink(missing_ok=True)


def run(name: str) -> Job:
    """Fetches in this process, writing its state as it goes; returns how it ended."""
    with _lock(name).acquire(timeout=5):
        teller = Teller(lambda job: _say(name, job))
        _say(name, Job("running", pid=os.getpid()))
        try:
            keeping.get(name, progress=teller)
        except Cancelled:
            ended = Job("cancelled")
        except TalkratioError as error:
            ended = Job("failed", error=str(error))
        else:
            forget(name)
            return Job("done", fraction=1.0)
        _say(name, ended)
        return ended


def _say(name: str, job: Job) -> None:
    store.write(_state(name), json.dumps(asdict(job)))


def _state(name: str) -> Path:
    return weights.home() / f".{name}.state"


def _lock(name: str) -> FileLock:
    store.make_folder(weights.home())
    return FileLock(weights.home() / f".{name}.lock", mode=0o600)


def _busy(name: str) -> bool:
    with contextlib.suppress(Timeout), _lock(name).acquire(timeout=0):
        return False
    return True


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(0 if run(sys.argv[1]).status == "done" else 1)
