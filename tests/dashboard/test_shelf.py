"""Results of long computations on disk: found again by their key, the oldest go first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dashboard.shelf import lay, take


def test_what_is_laid_down_is_found_and_only_that(tmp_path: Path) -> None:
    lay(tmp_path / "results", "a", {"i": 0.5})
    assert take(tmp_path / "results", "a") == {"i": 0.5}
    assert take(tmp_path / "results", "b") == take(None, "a") == {}


def test_the_oldest_files_of_every_sort_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.shelf.MOST_KEPT", 3)
    for age, name in enumerate(("b.json", "grenzen-c.npz", "a.json", ".tmp-0")):
        (tmp_path / name).write_text("{}", "utf-8")
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    lay(tmp_path, "new", {})
    assert {file.name for file in tmp_path.iterdir()} == {"new.json", "b.json", "grenzen-c.npz"}
