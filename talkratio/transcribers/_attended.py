"""Work that cannot be interrupted, done so that a person can still stop it at once."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from talkratio.errors import Cancelled
from talkratio.interval import Seconds

PATIENCE: Seconds = 0.2
"""how often a request to stop is looked for"""

Result = TypeVar("Result")
_left: list[threading.Thread] = []
"""threads whose work nobody waits for any more"""


def attended(work: Callable[[], Result], report: Callable[[], None]) -> Result:
    """The result of `work`, which goes on in a thread of its own while `report` is called again and again.

    When `report` raises, as a progress does to stop, that error comes out at once; the library below, which knows no
    way to stop, ends its piece of work unheard, or with the process.
    """
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # it belongs to the thread that waits
            future.set_exception(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while True:
            try:
                return future.result(timeout=PATIENCE)
            except TimeoutError:
                if future.done():
                    raise
                report()
    except BaseException:
        _left.append(thread)
        raise


@atexit.register
def _leave() -> None:
    """Ends the process at once when such a thread still works: taking its library down below it would crash.

    Only a stop leaves one behind, so the exit code is that of a stop.
    """
    if any(thread.is_alive() for thread in _left):
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(Cancelled.exit_code)
