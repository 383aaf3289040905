"""Sums that figures contradict, groups without total, fractions and gaps of the source are told at import."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geodata.errors import GeodataError, Severity
from geodata.importing import ImportPlan, commit
from geodata.publishing.totals import told_of_sums
from geodata.reports import FileReport, Report
from geodata.workspace import Workspace
from tests.geodata.publishing.test_publish import QUARTERS, TOWN, made, people
from tests.geodata.small import CITY, STATE, areas, catalog, count, indicator, poor

GROUPED = catalog(indicator("people", "count", groups={"a": "jung", "b": "alt"}, additive_groups=True))


def told(*rows: dict[str, object], **more: object) -> list[tuple[str, str, str]]:
    package = made(*rows, **more)
    return [(p.code, str(p.severity), p.message) for p in told_of_sums([package], [package])]


def test_a_sum_that_is_wrong_is_named_with_the_amount():
    (found,) = told(*people(2, 45, 60, 12, 31), count("people", TOWN, 155))
    assert found[:2] == ("sums_wrong", "warning")
    assert f"Gebiet {TOWN}, 2023: Summe 155, Teile 150, Abweichung 5" in found[2]


def test_what_is_kept_holds_no_figures():
    package = made(*people(2, 45, 60, 12, 31), count("people", TOWN, 155))
    (found,) = told_of_sums([package], [package])
    assert not any(number in found.note() for number in ("155", "150", "Abweichung 5"))


def test_bases_are_added_up_as_well():
    rows = [poor(10, 50, area) for area in QUARTERS] + [poor(50, 251, TOWN)]
    (found,) = told(*rows)
    assert "Nenner: Summe 251, Teile 250, Abweichung 1" in found[2]


def test_many_are_counted_and_the_first_named():
    rows = [
        r for y in range(2015, 2021) for r in (*people(1, 2, 3, 4, 5, period=str(y)), count("people", TOWN, 9, str(y)))
    ]
    (found,) = told(*rows)
    assert "6 Summen" in found[2]
    assert "und 3 weitere" in found[2]


def test_groups_without_their_total_are_told():
    rows = [count("people", TOWN, 5, group="a"), count("people", TOWN, 6, group="b")]
    assert told(*rows, entries=GROUPED)[0][:2] == ("parts_without_total", "info")
    assert told(*rows, count("people", TOWN, 11), entries=GROUPED) == []


def test_fractions_are_told():
    assert told(*people(2.5, 45, 60, 12, 31))[0][:2] == ("counts_not_whole", "warning")


def test_what_the_source_hides_is_counted():
    hidden = count("people", QUARTERS[0], None, status="SUPPRESSED")
    (found,) = told(hidden, *people(2, 45, 60, 12, 31)[1:])
    assert found[:2] == ("source_hides", "info")
    assert "(Anzahl: 1)" in found[2]


def test_what_was_hidden_before_is_not_said_of_what_arrives():
    before = made(count("people", QUARTERS[0], None, status="SUPPRESSED"))
    assert told_of_sums([made(*people(2, 45, 60, 12, 31)[1:])], [before]) == []


def test_sums_that_agree_are_not_mentioned():
    assert told(*people(2, 45, 60, 12, 31), count("people", TOWN, 150)) == []


def imported(folder: Path, *numbers: float, total: float, dry_run: bool) -> Report:
    package = made(*people(*numbers), count("people", TOWN, total))
    space = Workspace(folder / "w")
    space.put(replace(package, id="areas", areas=areas(STATE, CITY, TOWN, *QUARTERS), observations=None))
    plan = ImportPlan((replace(package, areas=None),), Report((FileReport("people.csv"),)))
    return commit(plan, space, dry_run=dry_run, sample=None)


def said(report: Report) -> list[str]:
    return [p.code for p in report.problems if p.severity is not Severity.INFO]


def test_a_dry_run_tells_it(tmp_path: Path):
    report = imported(tmp_path, 20, 45, 60, 12, 31, total=155, dry_run=True)
    assert said(report) == ["sums_wrong"]
    assert not report.refused


@pytest.mark.slow
def test_a_small_count_that_a_wrong_total_gives_away_is_refused(tmp_path: Path):
    """155 less the other four is 7, not 2: still nothing to print beside a hidden figure."""
    report = imported(tmp_path, 2, 45, 60, 12, 31, total=155, dry_run=True)
    assert said(report) == ["sums_wrong", "workspace_leaks"]
    with pytest.raises(GeodataError, match="Es wurde nichts geändert"):
        imported(tmp_path / "again", 2, 45, 60, 12, 31, total=155, dry_run=False)
