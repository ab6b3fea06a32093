"""Work on all cores at once. Processor time and errors do not depend on it; only the clock does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def each(work: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """`work` of each item in order, in as many processes as there are cores, each with one thread."""
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as workers:
        yield from workers.map(work, items)
