"""Official tables as published, without configuration; the numbers were read off the files by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geodata.importing import ImportPlan, commit, plan
from geodata.inspection import inspect
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.readers.registry import recognise
from geodata.repository import Repository
from geodata.workspace import Package, Workspace

pytestmark = pytest.mark.real
POPULATION, AREA = "regionalstatistik/12411-01-01-4.csv", "regionalstatistik/11111-01-01-4.csv"
ELECTION = "itnrw/14311-03i_Landtagswahl2022_Ergebnis.xlsx"
DIRECTORY = "population/gemeindeverzeichnis-2024q4.xlsx"
FLAT = "destatis-genesis/21611-0020_de_flat.csv"
Planner = Callable[[str], ImportPlan]


@pytest.fixture(scope="module")
def state(sample_packages: dict[str, Package]) -> Known:
    return Known.of([sample_packages["nrw_boundaries"]])


@pytest.fixture(scope="module")
def planned(real_data: Path, state: Known) -> Planner:
    done: dict[str, ImportPlan] = {}

    def of(name: str) -> ImportPlan:
        if name not in done:
            done[name] = plan([real_data / name], Options(), state)
        return done[name]

    return of


def series(planned: ImportPlan, ending: str, group: str = "", column: str = "value") -> pd.Series:
    """One number by area of the indicator whose id ends so."""
    rows = planned.packages[0].observations
    assert rows is not None
    chosen = rows[rows["indicator"].str.endswith(ending) & rows["group"].eq(group)]
    return chosen.set_index("area_id")[column]


def level(values: pd.Series, digits: int) -> pd.Series:
    return values[values.index.str.len() == digits]


@pytest.mark.parametrize(("name", "form", "matched", "known", "levels"), [
    (POPULATION, "genesis-csv", 53, "kreis", {"land": 1, "regbez": 5, "gemeinde": 1}),
    (AREA, "genesis-csv", 53, "kreis", {"land": 1, "regbez": 5, "gemeinde": 1}),
    (ELECTION, "genesis-xlsx", 396, "gemeinde", {"land": 1, "regbez": 5, "kreis": 31}),
    (DIRECTORY, "gemeindeverzeichnis-xlsx", 396, "gemeinde", {}),
])  # fmt: skip
def test_every_area_is_found(
    real_data: Path, planned: Planner, name: str, form: str, matched: int, known: str, levels: dict[str, int]
) -> None:
    recognised = recognise(real_data / name)
    assert recognised is not None
    assert recognised.id == form
    file = planned(name).report.files[0]
    assert (file.matched, file.level, file.other_levels) == (matched, known, levels)
    assert (file.unmatched, file.missing, file.duplicated) == ([], [], [])
    assert not file.refused


def test_population_adds_up_on_every_level(planned: Planner) -> None:
    total = series(planned(POPULATION), "bevoelkerungsstand")
    assert total["05"] == 17_932_651
    assert level(total, 3).sum() == level(total, 5).sum() == 17_932_651
    assert (total["05111"], total["05111000"]) == (619_294, 619_294)
    assert (total["05334"], total["05334002"]) == (555_465, 247_380)
    assert not {"05313", "05354", "05313000"} & set(total.index)
    male, female = (series(planned(POPULATION), "bevoelkerungsstand", g) for g in ("maennlich", "weiblich"))
    assert (male["05"], female["05"]) == (8_798_631, 9_134_020)
    assert (male + female).equals(total)
    entry = planned(POPULATION).packages[0].catalog.indicators[0]
    assert (entry.additive_groups, entry.additive_areas) == (True, True)


def test_area_of_the_kreise(planned: Planner) -> None:
    area = series(planned(AREA), "gebietsflaeche")
    assert area["05"] == 34_112.31
    assert level(area, 5).sum() == pytest.approx(34_112.34)  # rounded one by one in the source
    assert area["05315"] == area["05315000"] == 405.01
    assert area["05334002"] == 160.85
    entry = planned(AREA).packages[0].catalog.indicators[0]
    assert (entry.unit, entry.kind.value) == ("km²", "value_only")


@pytest.mark.parametrize(("name", "publisher", "published"), [
    (POPULATION, "Statistische Ämter des Bundes und der Länder", "2020-03-21"),
    (AREA, "Statistische Ämter des Bundes und der Länder", "2020-03-21"),
    (ELECTION, "IT.NRW", "2025-04-04"),
])  # fmt: skip
def test_source_is_taken_from_the_footer(planned: Planner, name: str, publisher: str, published: str) -> None:
    source = planned(name).packages[0].catalog.datasets[0].source
    assert (source.publisher, source.published_on) == (publisher, published)
    assert source.licence == "Datenlizenz Deutschland – Namensnennung – Version 2.0"
    assert Path(name).name.removesuffix(".csv")[:8] in source.attribution


def test_votes_of_all_municipalities(planned: Planner) -> None:
    total = series(planned(ELECTION), "03i_zweitstimmen")
    for digits, count in ((2, 1), (3, 5), (5, 53), (8, 396)):
        assert (len(level(total, digits)), level(total, digits).sum()) == (count, 7_146_831)
    greens = series(planned(ELECTION), "03i_zweitstimmen", "gruene")
    assert (greens["05111"], greens["05111000"], greens["05334002"], greens["05978040"]) == (
        57_654,
        57_654,
        31_087,
        2_055,
    )
    assert level(greens, 8).sum() == greens["05"] == 1_299_821
    assert (total["05978040"], total["05334002"]) == (13_227, 100_220)


def test_a_list_that_did_not_stand_has_no_votes(planned: Planner) -> None:
    pirates, afd = (series(planned(ELECTION), "03i_erststimmen", group) for group in ("piraten", "afd"))
    assert (pirates["05111000"], afd["05334002"]) == (0, 0)
    assert level(pirates, 8).sum() == pirates["05"] == 4_501


def test_postal_vote_is_a_rate_for_all_396(planned: Planner) -> None:
    rate = planned(ELECTION).packages[0].observations
    assert rate is not None
    rate = rate[rate["indicator"].str.endswith("briefwahl_an_den_zweitstimmen")].set_index("area_id")
    assert len(level(rate["value"], 8)) == 396
    assert rate.loc["05111000", ["k", "n"]].tolist() == [119_245, 237_436]
    assert rate.loc["05111000", "value"] == pytest.approx(50.2219, abs=0.0001)
    assert rate.loc["05978036", ["k", "n"]].tolist() == [11_233, 25_640]
    assert rate.loc["05", "value"] == pytest.approx(100 * 3_364_424 / 7_146_831)
    assert set(rate["status"]) == {"OK"}


def test_old_aachen_is_named_and_left_out(planned: Planner) -> None:
    note = next(p for p in planned(ELECTION).report.problems if p.code == "areas_dissolved")
    assert "(Anzahl: 11)" in note.message
    assert "05313 Aachen, krfr. Stadt" in note.message
    assert "05354036 Würselen, Stadt" in note.message


def test_directory_of_municipalities(planned: Planner) -> None:
    total = series(planned(DIRECTORY), "_bevoelkerung")
    assert len(level(total, 8)) == 396
    assert level(total, 8).sum() == 18_190_422
    assert total["05315"] == total["05315000"] == 1_087_353
    assert (total["05334002"], total["05366012"], total["05378028"]) == (252_769, 4_457, 29_206)
    male, female = (series(planned(DIRECTORY), "_bevoelkerung", g) for g in ("maennlich", "weiblich"))
    assert (male + female).equals(total)
    area = series(planned(DIRECTORY), "_flaeche_km2")
    assert (area["05315000"], area["05366012"]) == (405.02, 95.21)
    assert level(area, 8).sum() == pytest.approx(34_112.56, abs=0.01)
    rows = planned(DIRECTORY).packages[0].observations
    assert rows is not None
    assert set(rows["period"]) == {"2023-12-31"}
    assert set(rows["boundary_vintage"]) == {"2024-12-31"}


def test_sums_of_the_directory_in_the_app(
    tmp_path: Path, planned: Planner, sample_packages: dict[str, Package]
) -> None:
    space = Workspace(tmp_path / "w")
    commit(planned(DIRECTORY), space)
    repository = Repository.open(space.root)
    indicator = planned(DIRECTORY).packages[0].catalog.indicators[0].id
    assert repository.cell(indicator, "05", "2023-12-31").k == 18_190_422
    kreise = repository.values(indicator, "kreis", "05", "2023-12-31")
    assert len(kreise) == 53
    assert kreise["k"].sum() == 18_190_422


def test_national_table_is_refused_in_a_sentence(real_data: Path, state: Known, planned: Planner) -> None:
    problems = planned(FLAT).report.problems
    assert [p.code for p in problems] == ["table_outside_state"]
    assert "Deutschland" in problems[0].message
    found = inspect(real_data / FLAT, Options(), state)
    assert (found.kind, found.refused) == ("table", True)
