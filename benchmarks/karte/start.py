"""Opening the data: what the repository costs beyond reading its files."""

from __future__ import annotations

from pathlib import Path

from benchmarks.karte.targets import Row
from benchmarks.measuring import median_ms
from geodata.repository import Repository
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace


def rows(workspace: Path, repeat: int) -> list[Row]:
    """One line; the baseline reads the same files and builds nothing."""

    def read() -> None:
        for root in (SAMPLE_ROOT, workspace):
            Workspace(root).packages()

    mine = median_ms(lambda: Repository.open(workspace), repeat)
    return [Row("open_ms", "opening the data (baseline: reading its files)", "ms", mine, median_ms(read, repeat))]
