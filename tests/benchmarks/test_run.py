"""The harness works from end to end, and what goes over the wire keeps to its limits. Times are not judged here."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from rich.console import Console

pytest.importorskip("playwright", reason="playwright fehlt (make install-dev)")

from benchmarks.karte.__main__ import QUICK, run
from benchmarks.karte.targets import Row

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def rows(chromium: str) -> dict[str, Row]:
    """In a thread of its own: the browser other tests share may have left an event loop in this one."""
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as thread:
        patch.setenv("QUARTIERSBLICK_CHROMIUM", chromium)
        _, reports = thread.submit(run, ("nrw",), QUICK, Console(file=io.StringIO())).result()
    return {row.key: row for row in reports["nrw"].rows}


def test_everything_was_measured(rows: dict[str, Row]) -> None:
    assert all(row.ours is not None and row.ours > 0 for row in rows.values())
    judged = {key for key, row in rows.items() if row.most_ratio is not None or row.most is not None}
    assert judged == {
        "first_ms", "first_kb", "change_ms", "change_kb", "chart_kb", "point_ms", "pss_mb", "load_change_p95",
        "load_click_p95",
    }  # fmt: skip


@pytest.mark.parametrize("key", ["first_kb", "change_kb", "chart_kb", "pss_mb"])
def test_sizes_keep_to_their_limits(rows: dict[str, Row], key: str) -> None:
    assert rows[key].passed, rows[key]


def test_the_baseline_is_the_one_we_speak_of(rows: dict[str, Row]) -> None:
    """Outlines travel with each change, and the library with the first map."""
    assert (rows["change_kb"].baseline or 0) > 200
    assert (rows["first_kb"].baseline or 0) > 4000
