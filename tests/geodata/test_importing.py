"""A plan tells everything and changes nothing; a commit changes everything or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.catalog import parse_catalog
from geodata.errors import GeodataError
from geodata.importing import Kind, commit, detect_kind, known_of, plan
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.workspace import Workspace
from tests.geodata.readers.test_tables import CATALOG
from tests.geodata.shapes import PARTS, city, quarters

FIGURES = "nr;name;arbeitslose;personen\n101;Südstadt;5;10\n102;Nordend;6;20\n103;Weiß;7;30\n199;Sudstadt;1;9\n"


@pytest.fixture
def boundaries(tmp_path: Path) -> Path:
    path = tmp_path / "Stadtteil.gpkg"
    quarters().to_file(path)
    return path


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    path = tmp_path / "arbeit.csv"
    path.write_text(FIGURES, "utf-8")
    return path


@pytest.mark.slow
def test_boundaries_and_figures_in_one_import(tmp_path, boundaries, figures):
    space = Workspace(tmp_path / "w")
    planned = plan([boundaries, figures], Options(), city(), parse_catalog(CATALOG))
    assert [p.id for p in planned.packages] == ["boundaries_stadtteil_05315000", "jobs"]
    dry = commit(planned, space, dry_run=True)
    assert dry.fingerprint_before == dry.fingerprint_after
    assert not space.root.exists()
    done = commit(planned, space)
    assert done.fingerprint_before == dry.fingerprint_before
    assert done.fingerprint_after == space.state().fingerprint != done.fingerprint_before
    table = done.files[1]
    assert (table.matched, table.known) == (3, 4)
    assert table.unmatched == [
        {"id": "199", "name": "Sudstadt", "closest": ["Südstadt"], "closest_ids": ["05315000/stadtteil/101"]}
    ]
    assert table.missing == [{"id": "05315000/stadtteil/104", "name": "Müngersdorf"}]
    again = commit(plan([boundaries, figures], Options(), city(), parse_catalog(CATALOG)), space)
    assert again.fingerprint_after == done.fingerprint_after
    assert "package_replaced" in {p.code for p in again.problems}
    known = known_of(space)
    assert known.name("05315000/stadtteil/101") == "Südstadt"
    assert {i.id for i in known.catalog.indicators} == {"jobless_count", "jobless_rate_pct"}


def test_one_refused_file_refuses_all(tmp_path, boundaries, figures):
    figures.write_text(FIGURES + "101;Südstadt;5;10\n", "utf-8")
    space = Workspace(tmp_path / "w")
    planned = plan([boundaries, figures], Options(), city(), parse_catalog(CATALOG))
    assert planned.packages == ()
    report = commit(planned, space, sample=None)
    assert report.refused
    assert report.fingerprint_before == report.fingerprint_after
    assert {e["id"] for e in report.as_dict()["duplicated"]} == {"05315000/stadtteil/101"}
    assert not space.root.exists()


def test_numerator_above_denominator_is_refused_before_anything_is_written(figures):
    figures.write_text("nr;name;arbeitslose;personen\n101;Südstadt;50;10\n102;Nordend;5;10\n", "utf-8")
    planned = plan([figures], Options(), city(PARTS), parse_catalog(CATALOG))
    assert [p.code for p in planned.report.problems] == ["k_above_n"]
    assert planned.packages == ()


def test_one_file_per_year_becomes_one_dataset(tmp_path, figures):
    second = tmp_path / "zwei.csv"
    header = "nr;name;arbeitslose;personen;jahr\n"
    figures.write_text(header + "101;Südstadt;5;10;2020\n102;Nordend;6;20;2020\n", "utf-8")
    second.write_text(header + "101;Südstadt;7;10;2021\n102;Nordend;8;20;2021\n", "utf-8")
    catalog = parse_catalog(CATALOG.replace('fixed_period: "2021"', "period: jahr"))
    planned = plan([figures, second], Options(), city(PARTS), catalog)
    assert len(planned.packages) == 1
    assert set(planned.packages[0].observations["period"]) == {"2020", "2021"}


def test_figures_without_boundaries(figures):
    planned = plan([figures], Options(), Known(), parse_catalog(CATALOG))
    assert [p.code for p in planned.report.problems] == ["areas_unknown"]
    planned = plan([figures], Options(), city(), parse_catalog(CATALOG))
    assert [p.code for p in planned.report.problems] == ["no_matches"]


def test_surveys_are_recognised_and_not_swallowed(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text('"id","submitdate","lastpage","startlanguage","G04Q01[SQ001]"\n"1","2024-01-01","3","de","A1"\n')
    assert detect_kind(path) is Kind.SURVEY
    planned = plan([path], Options(), city())
    assert [p.code for p in planned.report.problems] == ["survey_elsewhere"]


@pytest.mark.parametrize("options", [Options(vintage="31.12.2020"), Options(parent="05382")])
def test_wrong_options_are_refused_at_once(figures, options):
    with pytest.raises(GeodataError):
        plan([figures], options, city())


def test_reports_carry_no_figures(figures):
    figures.write_text(FIGURES.replace(";5;10", ";4711;9999"), "utf-8")
    planned = plan([figures], Options(), city(PARTS), parse_catalog(CATALOG))
    assert "4711" not in str(planned.packages[0].report)


def test_tables_of_one_dataset_that_contradict_each_other_refuse_the_import_and_nothing_else(tmp_path, figures):
    """Each file is fine for itself; together they say the same thing twice."""
    second = tmp_path / "zwei.csv"
    second.write_text(FIGURES, "utf-8")
    planned = plan([figures, second], Options(), city(PARTS), parse_catalog(CATALOG))
    assert planned.packages == ()
    assert [(f.file, f.refused) for f in planned.report.files] == [("arbeit.csv", False), ("zwei.csv", True)]
    assert {p.code for p in planned.report.files[1].problems} == {"duplicate_observation"}


def test_progress_names_every_file(boundaries, figures):
    seen = []
    plan([boundaries, figures], Options(), city(), parse_catalog(CATALOG), progress=lambda *now: seen.append(now))
    assert [(step.split()[0], share) for step, share in seen] == [("„Stadtteil.gpkg“", 0.0), ("„arbeit.csv“", 0.5)]


def test_outlines_that_make_way_are_counted(tmp_path, boundaries):
    first = plan([boundaries], Options(), city())
    again = plan([boundaries], Options(), first.known)
    told = [p for p in again.report.problems if p.code == "outlines_replaced"]
    assert [p.message.split()[1] for p in told] == ["4"]
    assert not [p for p in first.report.problems if p.code == "outlines_replaced"]


def test_a_state_that_cannot_be_opened_is_never_written(tmp_path, boundaries, monkeypatch):
    def broken(*_):
        raise RuntimeError("ein Fehler von uns")

    monkeypatch.setattr("geodata.trial.Repository", broken)
    space = Workspace(tmp_path / "w")
    report = commit(plan([boundaries], Options(), city()), space, sample=None)
    assert report.refused
    assert (report.packages, report.fingerprint_before) == ((), report.fingerprint_after)
    assert [p.code for p in report.problems if p.severity == "error"] == ["trial_failed"]
    assert not space.root.exists()


@pytest.mark.slow
def test_the_trial_sees_what_will_be_written(tmp_path, boundaries, figures, monkeypatch):
    seen = []
    monkeypatch.setattr("geodata.trial.Repository", lambda packages, _: seen.append([p.id for p in packages]))
    space = Workspace(tmp_path / "w")
    commit(plan([boundaries], Options(), city()), space, sample=None)
    commit(plan([figures], Options(), known_of(space), parse_catalog(CATALOG)), space, sample=None)
    assert seen == [["boundaries_stadtteil_05315000"], ["boundaries_stadtteil_05315000", "jobs"]]
    assert list(space.state().packages) == seen[-1]
