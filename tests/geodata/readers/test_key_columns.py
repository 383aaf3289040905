"""What is said when no column holds keys of loaded areas: borders come first, options only where they help."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.importing import plan
from geodata.inspection import inspect
from geodata.known import Known
from geodata.readers.boundaries import Options
from tests.geodata.shapes import PARTS, city

NOTHING, MUNICIPALITIES, QUARTERS = Known.of([]), city(), city(PARTS)
CASES = {
    "quarters, only municipalities loaded": (
        "Stadtteil_Nr;Einwohner\n401;15\n402;26\n403;37\n", MUNICIPALITIES, "areas_not_loaded", "Stadtteil_Nr"),
    "quarters of another city": ("nr;einwohner\n901;15\n902;26\n903;37\n", QUARTERS, "areas_not_loaded", "nr"),
    "keys with letters": (
        "kennziffer;einwohner\nL-01;15\nL-02;26\nL-03;37\n", QUARTERS, "areas_not_loaded", "kennziffer"),
    "districts, only municipalities loaded": (
        "gebiet;zahl\n05111;15\n05112;26\n05113;37\n05114;48\n", MUNICIPALITIES, "areas_not_loaded", "gebiet"),
    "nothing loaded": ("ags;zahl\n05111000;15\n05112000;26\n", NOTHING, "areas_unknown", None),
    "another Land": ("ags;zahl\n09162000;15\n09163000;26\n", MUNICIPALITIES, "rows_outside_state", "ags"),
    "names of other places": ("name;einwohner\nWiesengrund;15\nHafen;26\n", QUARTERS, "key_column_missing", None),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_borders_come_first(tmp_path: Path, what: str) -> None:
    text, known, code, column = CASES[what]
    path = tmp_path / "zahlen_2030.csv"
    path.write_text(text, "utf-8")
    for problems in (plan([path], Options(), known).report.problems, inspect(path, Options(), known).problems):
        (found,) = [p for p in problems if p.severity == "error"]
        assert (found.code, found.column) == (code, column)
        assert ("--key" in found.message) == (code == "key_column_missing")
        if code.startswith("areas"):
            assert "Laden Sie zuerst die Grenzen" in found.message
