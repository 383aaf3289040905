"""Schools and other facilities: where they count, what is told about those that fit nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyproj import Transformer

from geodata.importing import commit, plan
from geodata.readers.boundaries import Options
from geodata.readers.facilities import FACILITY
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.geodata.shapes import EAST, NORTH, SIDE, city, quarters

DEGREES = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True)
HEADER = (
    "Schuljahr,Schulform,Amtlicher Gemeindeschlüssel,Schulnummer,Amtliche Bezeichnung 1,Anzahl,Sozialindex,latitude,"
    "longitude"
)


def school(number: int, pupils: object, index: object, place: tuple[float, float] | None, ags: str = "5315000") -> str:
    """``place``: kilometres from the corner of the first quarter; None = no coordinates."""
    lon, lat = DEGREES.transform(EAST + place[0] * SIDE, NORTH + place[1] * SIDE) if place else ("", "")
    return f"2024/25,Grundschule,{ags},{number},Schule {number},{pupils},{index},{lat},{lon}"


def write(tmp_path: Path, lines: list[str], header: str = HEADER) -> Path:
    path = tmp_path / "liste.csv"
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


LINES = [
    school(1, 100, "2.0", (0.2, 0.5)),
    school(2, 300, "7.0", (0.4, 0.5)),
    school(3, 200, "9.0", (0.6, 0.5)),
    school(4, 250, "5.0", (1.5, 0.5)),
    school(5, 50, "", (1.6, 0.5)),
    school(6, 80, "4.0", None),
    school(7, 80, "4.0", (0.2, 0.2), ags="5334002"),
    school(8, 90, "1.0", (500, 500)),
]


def test_figures_per_quarter_and_municipality(tmp_path, known):
    planned = plan([write(tmp_path, LINES)], Options(), known)
    rows = planned.packages[0].observations.set_index(["indicator", "area_id"])
    mean = rows.loc[("schools_social_index_mean", "05315000/stadtteil/101")]
    assert (mean["value"], mean["n"], mean["status"], mean["period"]) == (6.0, 3, "OK", "2024/2025")
    share = rows.loc[("schools_pupils_index_6_to_9_pct", "05315000/stadtteil/101")]
    assert (share["k"], share["n"]) == (500, 600)
    few = rows.loc[("schools_social_index_mean", "05315000/stadtteil/102")]
    assert (few["n"], few["status"]) == (1, "BELOW_MINIMUM")
    assert few["value"] != few["value"]
    assert rows.loc[("schools_count", "05315000/stadtteil/102"), "k"] == 2
    assert rows.loc[("schools_count", "05315000/stadtteil/104"), "k"] == 0
    assert rows.loc[("schools_social_index_mean", "05315000/stadtteil/104"), "status"] == "MISSING"
    city_mean = rows.loc[("schools_social_index_mean", "05315000")]
    assert (city_mean["n"], city_mean["value"]) == (6, pytest.approx(28 / 6))
    assert rows.loc[("schools_count", "05334002"), "k"] == 1
    assert rows.loc[("schools_pupils_count", "05315000"), "k"] == 1070


def test_what_fits_nowhere_is_named(tmp_path, known):
    planned = plan([write(tmp_path, LINES)], Options(), known)
    found = {p.code: p.message for p in planned.report.problems}
    assert "(Anzahl: 1)" in found["points_without_place"]
    assert "Schule 6 (6)" in found["points_without_place"]
    assert "Schule 8 (8)" in found["points_outside"]
    assert "Schule 7 (7)" in found["points_elsewhere"]
    assert planned.report.files[0].unmatched == []  # all of them count in the municipality they state
    places = planned.packages[0].facilities
    assert list(places.columns) == FACILITY
    by_id = places.set_index("facility_id")
    assert by_id.loc["1", "area_id"] == "05315000/stadtteil/101"
    assert by_id.loc["7", "area_id"] == "05334002"
    assert by_id.loc["8", ["lon", "lat"]].isna().all()
    assert by_id.loc["8", "area_id"] == "05315000"


@pytest.mark.slow
def test_published_mean_keeps_the_number_of_schools(tmp_path, known):
    space = Workspace(tmp_path / "w")
    borders = tmp_path / "Stadtteil.gpkg"
    quarters().to_file(borders)
    commit(plan([borders, write(tmp_path, LINES)], Options(), city()), space, sample=None)
    repository = Repository.open(space.root)
    cell = repository.cell("schools_social_index_mean", "05315000/stadtteil/101", "2024/2025")
    assert (cell.value, cell.n, cell.status) == (6.0, 3, "OK")
    few = repository.cell("schools_social_index_mean", "05315000/stadtteil/102", "2024/2025")
    assert (few.n, few.status) == (1, "BELOW_MINIMUM")
    assert repository.cell("schools_count", "05315000/stadtteil/102", "2024/2025").k == 2


@pytest.mark.parametrize("system", ["EPSG:25832", "EPSG:4647", "EPSG:31466", "EPSG:4326"])
@pytest.mark.parametrize("swapped", [False, True])
def test_usual_coordinate_systems(tmp_path, known, system, swapped):
    to = Transformer.from_crs("EPSG:25832", system, always_xy=True)
    lines = []
    for number, place in enumerate([(0.5, 0.5), (1.5, 0.5), (2.5, 0.5)]):
        x, y = to.transform(EAST + place[0] * SIDE, NORTH + place[1] * SIDE)
        first, second = (y, x) if swapped else (x, y)
        lines.append(f"{number};Kita {number};Kita;{first:.6f};{second:.6f};{20 + number};2023".replace(".", ","))
    lines.append("9;Kita 9;Kita;0;0;20;2023")
    path = write(tmp_path, lines, "id;name;art;x;y;plaetze;jahr")
    planned = plan([path], Options(), known)
    places = planned.packages[0].facilities.set_index("facility_id")
    assert places["area_id"].head(3).tolist() == [f"05315000/stadtteil/10{i}" for i in (1, 2, 3)]
    assert places.loc["9", "lon"] != places.loc["9", "lon"]
    rows = planned.packages[0].observations.set_index(["indicator", "area_id"])
    assert rows.loc[("einrichtungen_liste_places_count", "05315000/stadtteil/102"), "k"] == 21
    assert "points_dropped" in {p.code for p in planned.report.problems}


def test_what_counts_is_never_told_as_left_out(tmp_path, known):
    homeless = [school(9, 10, 1, None, ags=""), school(10, 10, 1, None, ags="9162000")]
    report = plan([write(tmp_path, [*LINES, *homeless])], Options(), known).report
    texts = {p.code: p.message for p in report.problems}
    counted = " ".join(texts[c] for c in ("points_without_place", "points_outside", "points_elsewhere"))
    assert "Schule 9 (9); Schule 10 (10)" in texts["points_dropped"]
    assert "weggelassen" in texts["points_dropped"]
    assert "weggelassen" not in counted
    for number in (9, 10):
        assert f"Schule {number} " not in counted
    for number in (6, 7, 8):
        assert f"Schule {number} " in counted
        assert f"Schule {number} " not in texts["points_dropped"]
    assert [e["id"] for e in report.files[0].unmatched] == ["9", "10"]


def test_names_of_facilities_are_shown_but_not_kept(tmp_path, known):
    planned = plan([write(tmp_path, [*LINES, school(9, 10, 1, None, ags="")])], Options(), known)
    notes = " ".join(planned.packages[0].report["notes"])
    assert "Schule 6" in " ".join(p.message for p in planned.report.problems)
    assert "Schule" not in notes.replace("Schulen", "")
    assert "(Anzahl: 1), wurden weggelassen: …." in notes
    assert "Nicht zugeordnet und weggelassen: 1." in notes
    assert planned.packages[0].report["unmatched"] == []


def test_refusals(tmp_path, known):
    twice = plan([write(tmp_path, [LINES[0], LINES[0]])], Options(), known).report
    assert [(p.code, p.row) for p in twice.problems] == [("facility_twice", 3)]
    nowhere = plan([write(tmp_path, [school(1, 5, 2, None)])], Options(), known).report
    assert [p.code for p in nowhere.problems] == ["points_missing"]
    header = "id;name;art;x;y"
    assert [
        p.code for p in plan([write(tmp_path, ["1;A;Kita;6,9;50,9"], header)], Options(), known).report.problems
    ] == ["period_missing"]
    odd = plan([write(tmp_path, ["1;A;Kita;1;2"], header)], Options(period="2023"), known).report
    assert [p.code for p in odd.problems] == ["crs_unknown"]
