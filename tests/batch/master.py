"""A whole batch as a process that can be killed: `python -m tests.batch.master IN OUT WORKERS`."""

from __future__ import annotations

import sys
from pathlib import Path

from talkratio.batch.recordings import Limits
from tests.batch.ground import run, table

if __name__ == "__main__":
    where, out, workers = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    run(where, out, limits=Limits(workers=workers))
    table(where, out)
