"""``python -m geodata audit-workspace``: what it says, how it returns, what it never says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geodata import __main__ as cli
from geodata.package import Package
from geodata.workspace import Workspace
from tests.geodata.small import CITY, COUNTRY, PEOPLE, STATE, catalog, count, package

ONE = catalog(PEOPLE)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "w")


def run(capfd, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["audit-workspace", *arguments])
    out, err = capfd.readouterr()
    return code, out, err


def numbers(state: float, city: float, country: float) -> Package:
    """Two districts of a made-up state (the embedded data hold the real one)."""
    rows = [count("people", area, k) for area, k in ((STATE, state), (CITY, city), (COUNTRY, country))]
    made = package(*rows, catalog=ONE)
    parts = {
        name: table.assign(**{c: elsewhere(table[c]) for c in ("area_id", "parent_id", "region") if c in table})
        for name, table in (("areas", made.areas), ("observations", made.observations))
        if table is not None
    }
    return replace(made, **parts)


def elsewhere(ids: pd.Series) -> pd.Series:
    return ids.where(ids.eq(""), "x" + ids)


@pytest.mark.slow
def test_a_leak_is_named_with_its_interval(capfd, space):
    space.put(numbers(50, 2, 48))
    code, out, err = run(capfd, str(space.root))
    assert (code, err) == (1, "")
    assert "Geprüft: 1 Paket, 1 Indikator, 3 Angaben, davon 1 unterdrückt" in out
    assert "made: people, Gebiet 05315, 2023: Anzahl = 2 (berechenbar)" in out


def test_the_configured_workspace_is_the_default_and_json_tells_all(capfd, space):
    space.put(numbers(50, 2, 48))
    code, out, _ = run(capfd, "--workspace", str(space.root), "--json")
    found = json.loads(out)
    assert code == 1
    assert [(leak["area_id"], leak["lower"], leak["upper"]) for leak in found["leaks"]] == [(f"x{CITY}", 2, 2)]
    assert (found["cells"], found["suppressed"], found["contradictions"]) == (3, 1, [])


def test_two_hidden_are_safe(capfd, space):
    space.put(numbers(3, 1, 2))
    code, out, _ = run(capfd, str(space.root))
    assert code == 0
    assert "Keine unterdrückte Zahl lässt sich zurückrechnen." in out


@pytest.mark.slow
def test_what_was_published_before_the_last_import_counts(capfd, space):
    space.put(numbers(50, 20, 30))
    space.put(numbers(3, 1, 2))  # another edition: the same cells, now too small
    assert run(capfd, str(space.root))[0] == 0  # 20 and 30 contradict the 3 of today, so they were revised
    space.put(numbers(4, 2, 2))
    assert run(capfd, str(space.root))[0] == 0


def test_sums_that_do_not_hold_are_bad_input(capfd, space):
    space.put(numbers(60, 20, 30))
    code, out, _ = run(capfd, str(space.root))
    assert code == 2
    assert (
        "Widerspruch: die Summe der Kreise und kreisfreie Städte: people, Gebiet 05, 2023 geht um mindestens 10" in out
    )


def test_a_folder_that_is_no_workspace(capfd, tmp_path):
    code, out, err = run(capfd, str(tmp_path / "nichts"))
    assert (code, out) == (2, "")
    assert "existiert nicht" in err


@pytest.mark.slow
def test_the_embedded_data_have_no_contradictions(capfd):
    code, out, _ = run(capfd, "--sample", "--json")
    found = json.loads(out)
    assert code in (0, 1)
    assert (found["contradictions"], found["unusable_shares"], found["unproven"]) == ([], 0, 0)
    assert found["cells"] > 60_000
    assert {leak["dataset"] for leak in found["leaks"]} <= {"musterland"}
