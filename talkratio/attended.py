"""Work that cannot be interrupted, done so that a person can still stop it at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from talkratio.interval import Seconds

PATIENCE: Seconds = 0.2
"""how often a request to stop is looked for"""

Result = TypeVar("Result")


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

    threading.Thread(target=run, daemon=True).start()
    while True:
        try:
            return future.result(timeout=PATIENCE)
        except TimeoutError:
            if future.done():
                raise
            report()
