"""The table of planted truths in docs/methods.md is what the methods give today."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.needs_truths import figures, lines

METHODS = Path(__file__).parents[2] / "docs" / "methods.md"


@pytest.mark.slow
def test_twelve_quarters_are_planted() -> None:
    now, before, meant = figures()
    assert meant.sum() == 12
    assert now.shape == before.shape == (len(meant), 3)


@pytest.mark.slow
def test_precision_and_recall_are_those_of_the_documentation() -> None:
    assert "\n".join(lines()) in METHODS.read_text("utf-8")
