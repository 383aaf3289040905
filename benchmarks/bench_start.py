"""Opening the data: what the repository costs beyond reading its files, and memory of a process that holds it."""

from __future__ import annotations

import resource

from benchmarks.measuring import Measured, median_ms, show
from geodata.repository import Repository
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace

REPEAT = 3


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    before = megabytes()
    held = Repository.open()
    after = megabytes()
    rows = [
        Measured(
            "Repository.open() of the embedded data",
            "ms",
            median_ms(Repository.open, REPEAT),
            median_ms(Workspace(SAMPLE_ROOT).packages, REPEAT),
        ),
        Measured("peak memory with and without it", "MB", after, before),
    ]
    show(f"Start, {len(held.areas())} areas", "reading the same files without building anything", rows)


if __name__ == "__main__":
    main()
